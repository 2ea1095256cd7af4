"""The help of the pages that people outside the office meet."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bijlisetu.web.help.texts import help_of
from bijlisetu.web.language import spoken
from bijlisetu.web.me.frame import show
from bijlisetu.web.private import private

FACES = ("me", "public", "field")


@require_safe
@private
def of_page(request: HttpRequest, subject: str) -> HttpResponse:
    """Show the help of a page of consumers, or of those who walk."""
    found = next((one for face in FACES if (one := help_of(f"{face}:{subject}", spoken()))), None)
    if found is None:
        raise Http404
    return show(request, "help.html", {"help": found})
