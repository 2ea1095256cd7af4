"""The help of the pages that people outside the office meet."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bijlisetu.web.help.texts import help_or_missing
from bijlisetu.web.language import spoken
from bijlisetu.web.me.frame import show
from bijlisetu.web.private import private


@require_safe
@private
def of_page(request: HttpRequest, subject: str) -> HttpResponse:
    """Show the help of a page of consumers, or of those who walk."""
    try:
        found = help_or_missing("me", subject, spoken())
    except Http404:
        found = help_or_missing("field", subject, spoken())
    return show(request, "help.html", {"help": found})
