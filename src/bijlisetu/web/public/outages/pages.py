"""What is off, since when, until when, and why?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods, require_safe

from bijlisetu.outages.public.lists import Area, Board, Known
from bijlisetu.outages.reasons import reasons
from bijlisetu.web.guessing.place import place_of
from bijlisetu.web.language import spoken
from bijlisetu.web.middleware import NUL, no_text
from bijlisetu.web.paging import number_in
from bijlisetu.web.public.frame import open_to_all, show
from bijlisetu.web.public.kept import page
from bijlisetu.web.public.outages import words
from bijlisetu.web.public.outages.called import called
from bijlisetu.web.public.outages.known import board_now, wishes_now
from bijlisetu.web.public.outages.search import TooOften, asked

#: Longer lists are of no use to anybody: whoever looks chooses an area.
MOST = 100
NOT_BEGUN = ("entered", "announced")


class Shown(NamedTuple):
    """An outage with the words of the page."""

    outage: Known
    kind: Promise
    state: Promise
    reason: str
    places: list[tuple[Promise, str]]
    path: str


class Lists(NamedTuple):
    """What is off now, what is planned, what is over."""

    off: list[Shown]
    planned: list[Shown]
    over: list[Shown]
    more: int  #: that were left out


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def outages(request: HttpRequest) -> HttpResponse:
    """List the outages of an area, or of all; or those at an account or a place that somebody wrote."""
    board = board_now()
    if request.method == "POST":
        return _asked(request, board)
    area = area_in(request)
    if not board.knows(area):  # none of them is kept
        return show(request, "outages/page.html", _of_area(board, area))
    return page(request, "outages", "outages/page.html", lambda: _of_area(board, area), area=area)


def _of_area(board: Board, area: int | None) -> dict[str, Any]:
    return {
        "lists": lists(board, board.within(area)), "area": area,
        "path": _called(board.path(area) if area else []), "below": _below(board, area),
        "shows_promises": wishes_now().any,
    }  # fmt: skip


def _below(board: Board, area: int | None) -> list[tuple[Area, int]]:
    found = board.below(area)
    return list(zip(_called([one for one, _ in found]), (many for _, many in found), strict=True))


def _called(areas: list[Area]) -> list[Area]:
    names = called()
    return [one._replace(name=names.get(one.name, one.name)) for one in areas]


def _asked(request: HttpRequest, board: Board) -> HttpResponse:
    """Answer what was written; it stands in no address, since it may be an account."""
    text = request.POST.get("q", "")
    if NUL in text:
        return no_text()
    if not text.strip():
        return redirect("public:outages")
    try:
        found = asked(text, board, place=place_of(request) or "")
    except TooOften:
        return show(request, "outages/page.html", {"lists": lists(board, ()), "is_too_often": True}, status=429)
    context = {"lists": lists(board, found.outages), "asked": found.text, "is_account": found.is_account}
    return show(request, "outages/page.html", context)


@require_safe
@open_to_all
def one(request: HttpRequest, outage: str) -> HttpResponse:
    """Show one outage that people have been told of."""
    board = board_now()
    found = next((one for one in board.outages if one.number == outage), None)
    if found is None:
        return show(request, "outages/gone.html", {}, status=404)
    return show(request, "outages/one.html", {"one": shown(board, found)})


def area_in(request: HttpRequest) -> int | None:
    """Return the area that is asked for; none: all; :raises Http404: if it is no office's number."""
    asked = request.GET.get("office", "")
    if not asked:
        return None
    number = number_in(asked)
    if number is None:
        raise Http404
    return number


def lists(board: Board, outages: Iterable[Known]) -> Lists:
    """Return the outages as the page lists them."""
    found = list(outages)
    listed = [shown(board, one) for one in found[:MOST]]
    is_open = [one for one in listed if not one.outage.is_over]
    return Lists(
        off=[one for one in is_open if one.outage.state not in NOT_BEGUN],
        planned=[one for one in is_open if one.outage.state in NOT_BEGUN],
        over=[one for one in listed if one.outage.is_over],
        more=max(0, len(found) - MOST),
    )


def shown(board: Board, outage: Known) -> Shown:
    """Return the outage with the words of the page."""
    reason = reasons().get(outage.reason)
    return Shown(
        outage, words.KINDS[outage.kind], words.STATES[outage.state], getattr(reason, spoken(), ""),
        [
            (words.SORTS[one.sort], f"{one.on} › {one.name}" if one.on else one.name)
            for one in outage.places if outage.is_over or not one.back_at
        ],
        " › ".join(area.name for area in board.path(outage.office.id)[1:]),
    )  # fmt: skip
