"""What is this page for, what do its figures mean, and what happens when I press?"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from bijlisetu.web.desk import staff_page
from bijlisetu.web.help.texts import Help, all_of, help_of
from bijlisetu.web.language import spoken
from bijlisetu.web.me.frame import show as show_to_anybody
from bijlisetu.web.office.frame import show, show_alone
from bijlisetu.web.private import private

#: These pages are met before one is let in, and so is their help.
AT_THE_DOOR = frozenset({"login", "forgotten", "forgotten_code", "key", "second"})
#: The faces whose pages people outside the office meet.
OUTSIDE = ("me", "field")


@require_safe
def of_office(request: HttpRequest, page: str) -> HttpResponseBase:
    """Show the help of a page of the office."""
    return _at_the_door(request, page) if page in AT_THE_DOOR else _inside(request, page)


@require_safe
@staff_page
def contents(request: HttpRequest) -> HttpResponse:
    """List the help of all pages that people at work use."""
    listed = [*all_of("office", spoken()), *all_of("field", spoken())]
    return show(request, "help/contents.html", {"listed": listed})


@require_safe
@private
def of_anybody(request: HttpRequest, subject: str) -> HttpResponse:
    """Show the help of a page of consumers, or of those who walk."""
    found = next((text for face in OUTSIDE if (text := help_of(f"{face}:{subject}", spoken()))), None)
    return show_to_anybody(request, "help.html", {"help": _or_missing(found)})


@private
def _at_the_door(request: HttpRequest, page: str) -> HttpResponse:
    return show_alone(request, "help/alone.html", {"help": _text(page)})


@staff_page
def _inside(request: HttpRequest, page: str) -> HttpResponse:
    return show(request, "help/page.html", {"help": _text(page)})


def _text(page: str) -> Help:
    return _or_missing(help_of(f"office:{page}", spoken()))


def _or_missing(found: Help | None) -> Help:
    if found is None:
        raise Http404
    return found
