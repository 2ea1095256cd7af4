"""Shall we be done by the date, and who holds it up?"""

from __future__ import annotations

import enum
from datetime import date, timedelta
from itertools import accumulate, pairwise
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bijlisetu.drives.models import Matter
from bijlisetu.drives.pace.judging import Progress
from bijlisetu.drives.pace.queries import Picture, WorkerRow, picture
from bijlisetu.drives.queries import blocked_of
from bijlisetu.drives.register.idling import idling
from bijlisetu.fieldwork.models import Round
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import may_at, path_or_missing, staff_page
from bijlisetu.web.office.drive.asked import drive_asked, no_drive, show_drive

#: So many people stand on the page, those with the widest gap.
PEOPLE = 100
WIDTH = 1000


@require_safe
@staff_page
def drive(request: HttpRequest, office: int) -> HttpResponse:
    """Show how the office's drive stands, by office and by person, the widest gap first."""
    path = path_or_missing(request, office, Deed.SEE_DRIVE)
    found = drive_asked(request, office)
    if found is None:
        return no_drive(request, path)
    today = timezone.localdate()
    seen = picture(found, on=today, office=office)
    idle = idling(seen, on=today)
    word = stands(found.round, seen, is_idle=bool(idle), on=today)
    context = {
        "may_plan": may_at(request, office, Deed.RUN_DRIVE),
        "deadline": found.round.ends_on - timedelta(days=1),
        "seen": seen,
        "own": seen.own,
        "parts": parts(seen.own),
        "days_left": seen.calendar.left(today),
        "is_late": _is_late(seen),
        "stands": word,
        "has_no_end": word in (Stands.IDLE, Stands.NOBODYS),
        "idle": idle,
        "slowest": _slowest(seen),
        "ended_on": _ended_on(seen, today),
        "workers": seen.workers[:PEOPLE],
        "blocked": blocked_of(found, office),
        "open_matters": Matter.objects.filter(drive=found, decided_at=None).count(),
    }
    return show_drive(request, "page.html", context, drive=found, path=path)


class Stands(enum.StrEnum):
    """What is to be said first of a drive."""

    ENDED = "ended"  #: by an officer
    ELSEWHERE = "elsewhere"  #: it has no doors under the office
    CLOSED = "closed"  #: no door waits
    TO_COME = "to come"
    OVER = "over"  #: its last day has passed, and doors wait
    NOBODYS = "nobody's"  #: doors wait that nobody is sent to
    IDLE = "idle"  #: somebody has doors and does not go, as the register judges
    UNKNOWN = "unknown"  #: not everybody has walked yet, so no end can be told
    FORECAST = "forecast"


def stands(round_: Round, seen: Picture, *, is_idle: bool, on: date) -> Stands:
    """Return what is to be said first; whoever was given a beat today is not called idle."""
    said = (
        (round_.closed_at is not None, Stands.ENDED),
        (not seen.own.doors, Stands.ELSEWHERE),
        (not seen.own.open, Stands.CLOSED),
        (on < round_.begins_on, Stands.TO_COME),
        (on >= round_.ends_on, Stands.OVER),
        (seen.own.forecast is not None, Stands.FORECAST),
        (is_idle, Stands.IDLE),
        (bool(seen.nobodys), Stands.NOBODYS),
    )
    return next((word for is_so, word in said if is_so), Stands.UNKNOWN)


class Part(NamedTuple):
    """A part of the drive's bar; left and width are thousandths of it."""

    key: str
    doors: int
    left: int
    width: int


def parts(progress: Progress) -> list[Part]:
    """Return the parts of the drive's bar in its order: done, blocked, visited and still open, not yet started."""
    doors = {
        "done": progress.done,
        "blocked": progress.blocked,
        "begun": progress.open - progress.fresh,
        "fresh": progress.fresh,
    }
    marks = [round(WIDTH * run / max(progress.doors, 1)) for run in accumulate(doors.values(), initial=0)]
    return [
        Part(key, many, left, right - left)
        for (key, many), (left, right) in zip(doors.items(), pairwise(marks), strict=True)
    ]


def _ended_on(seen: Picture, today: date) -> date | None:
    """Return when it ended: with the last visit where no door is left, else with its last day; none while it is on."""
    last = max((row.last_on for row in seen.workers if row.last_on), default=None)
    if not seen.own.open:
        return last
    return seen.calendar.ends_on - timedelta(days=1) if today >= seen.calendar.ends_on else None


def _slowest(seen: Picture) -> WorkerRow | None:
    """Return who would hold up the drive if nothing is shared out again."""
    whole = seen.own.forecast
    late = [
        row for row in seen.workers if whole and row.progress.forecast and row.progress.forecast.likely > whole.latest
    ]
    return max(late, key=lambda row: row.progress.days_left or 0.0, default=None)


def _is_late(seen: Picture) -> bool:
    forecast = seen.own.forecast
    # A drive that is over is not late any more: it is said when it ended, and what it left.
    is_on = timezone.localdate() < seen.calendar.ends_on
    return is_on and bool(seen.own.open) and (forecast is None or forecast.likely >= seen.calendar.ends_on)
