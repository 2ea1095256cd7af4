"""What is this page for, what do its figures mean, and what happens when I press?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bijlisetu.web.desk import staff_page
from bijlisetu.web.help.texts import all_of, help_or_missing
from bijlisetu.web.language import spoken
from bijlisetu.web.office.frame import show
from bijlisetu.web.private import private

#: These pages are met before one is let in, and so is their help.
AT_THE_DOOR = frozenset({"login", "forgotten", "forgotten_code", "key", "second"})


@require_safe
def of_page(request: HttpRequest, page: str) -> HttpResponseBase:
    """Show the help of a page of the office."""
    return _at_the_door(request, page) if page in AT_THE_DOOR else _inside(request, page)


@require_safe
@staff_page
def contents(request: HttpRequest) -> HttpResponse:
    """List the help of all pages that people at work use."""
    listed = [*all_of("office", spoken()), *all_of("field", spoken())]
    return show(request, "help/contents.html", {"listed": listed})


@private
def _at_the_door(request: HttpRequest, page: str) -> HttpResponse:
    return render(request, "web/office/help/alone.html", {"help": help_or_missing("office", page, spoken())})


@staff_page
def _inside(request: HttpRequest, page: str) -> HttpResponse:
    return show(request, "help/page.html", {"help": help_or_missing("office", page, spoken())})
