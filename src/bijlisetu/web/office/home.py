"""Where the office begins: with the page on which somebody of that post works."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from bijlisetu.staff.deeds import LEADING, WALKING, Deed
from bijlisetu.staff.models import Role
from bijlisetu.staff.queries import Seats
from bijlisetu.web.desk import seats_of, staff_page
from bijlisetu.web.office.frame import show


class First(NamedTuple):
    """The page on which these posts begin, and the deed that it needs."""

    roles: frozenset[Role]
    page: str
    deed: Deed
    of_office: bool = False  #: its address names the office


#: Whoever holds several posts begins with the one that stands first here.
FIRST = (
    First(LEADING, "office:reach", Deed.SEE_REACH, of_office=True),
    First(frozenset({Role.JUNIOR_ENGINEER}), "office:worklist", Deed.SEE_PEOPLE, of_office=True),
    First(frozenset({Role.CLERK}), "office:counter", Deed.SERVE_COUNTER),
    First(WALKING, "field:app", Deed.WALK_BEAT),
)


@require_safe
@staff_page
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the first page of the person's post."""
    who = seats_of(request)
    return next(filter(None, (_there(first, who) for first in FIRST)), None) or show(request, "no_post.html", {})


def _there(first: First, who: Seats) -> HttpResponse | None:
    offices = [seat.office.id for seat in who.for_deed(first.deed) if seat.role in first.roles]
    return redirect(first.page, *offices[: int(first.of_office)]) if offices else None
