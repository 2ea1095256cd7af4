"""What does it save that people are reached: paper, ways, days until they pay, and what do reminders do?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bijlisetu.reports.saved import queries
from bijlisetu.reports.saved.counting import counted
from bijlisetu.reports.saved.queries import Month, Paying, Run
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import path_or_missing, staff_page
from bijlisetu.web.language import spoken
from bijlisetu.web.office.frame import show
from bijlisetu.web.spreadsheet import table_file

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 240, 8, 8, 30, 28
DAYS = 60
#: Where the axis is written, and by when the table says how many had paid.
MARKS = (0, 15, 30, 45, 60)
LEVELS = (50, 100)  #: of a hundred, at which a line is drawn
HEADING = (
    _("Month"), _("Bills"), _("Reached"), _("Proved"), _("Sheets saved"), _("Visits saved"), _("Rupees saved"),
)  # fmt: skip


class Mark(NamedTuple):
    """A day on the axis."""

    x: float
    day: int


class Level(NamedTuple):
    """A share of a hundred, and how far down its line is."""

    y: float
    percent: int


class Chart(NamedTuple):
    """How many of a hundred had paid by each day, in the units of a picture WIDTH by HEIGHT."""

    reached: str
    unreached: str
    marks: tuple[Mark, ...]
    levels: tuple[Level, ...]
    bottom: int = HEIGHT - BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


@require_safe
@staff_page
def saved(request: HttpRequest, office: int) -> HttpResponse:
    """Show what the office's bills saved, and how the people of a month paid."""
    path = path_or_missing(request, office, Deed.SEE_REACH)
    at, months = timezone.now(), counted(office)
    asked = request.GET.get("month", "") or next(iter(months), "")
    if asked and asked not in months:
        raise Http404
    found = queries.month(office, asked, at=at) if asked else None
    context = {
        "path": path, "office": path[-1], "runs": _in_words(queries.runs(office, at=at)), "rates": queries.rates(at=at),
        "months": months, "asked": asked, "found": found, "chart": _chart(found) if found else None,
        "groups": _groups(found) if found else (),
    }  # fmt: skip
    return show(request, "saved.html", context, page="saved")


@require_safe
@staff_page
def table(request: HttpRequest, office: int) -> HttpResponse:
    """Send what the office's bills saved as a table."""
    path_or_missing(request, office, Deed.SEE_REACH)
    lines = [
        (one.occasion.name, one.people, one.reached, one.proved, one.sheets, one.visits, f"{one.rupees:.2f}")
        for one in queries.runs(office, at=timezone.now())
    ]
    return table_file(f"saved-{office}", [map(str, HEADING), *lines])


def _in_words(runs: Sequence[Run]) -> list[tuple[str, Run]]:
    return [(one.occasion.in_words(spoken()), one) for one in runs]


def _groups(found: Month) -> tuple[tuple[str, Paying, float, float], ...]:
    """Return each group with its name and how many of a hundred had paid by the middle of the month and by its end."""
    return tuple(
        (name, one, 100 * one.share_by(MARKS[1]), 100 * one.share_by(MARKS[2]))
        for name, one in (("reached", found.reached), ("unreached", found.unreached))
    )


def _chart(found: Month) -> Chart | None:
    if not found.reached.people and not found.unreached.people:
        return None
    return Chart(
        reached=" ".join(_line(found.reached)), unreached=" ".join(_line(found.unreached)),
        marks=tuple(Mark(_x(day), day) for day in MARKS),
        levels=tuple(Level(_y(percent / 100), percent) for percent in LEVELS),
    )  # fmt: skip


def _line(paying: Paying) -> Iterator[str]:
    for day in range(DAYS + 1):
        yield f"{_x(day)},{_y(paying.share_by(day))}"


def _x(day: int) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * day / DAYS, 1)


def _y(share: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)
