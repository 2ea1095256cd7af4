"""Count at night what everybody may see of each office, and keep it: the page only reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from bijlisetu.complaints.heads import Head, heads
from bijlisetu.complaints.queries import EndedLine, ended_by_category, ended_by_office
from bijlisetu.editions.queries import in_force
from bijlisetu.network.models import Office, OfficePlace
from bijlisetu.network.queries import top_offices
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.reports.disclosure.rules import shown
from bijlisetu.reports.disclosure.wishes import FILE, Wishes, read, shipped
from bijlisetu.reports.models import Disclosure
from bijlisetu.reports.outages.honesty import By, Honesty, Line, honesty, honesty_by

#: What is younger is not counted again.
GOOD_FOR = timedelta(hours=22)
MOST_FEEDERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How an office, or a feeder, kept its promises of a time of return."""

    name: str
    outages: int
    promised: int  #: times of return that were told
    kept: int  #: the light was back by then, or a quarter of an hour later
    nearly: int  #: or half an hour later; the kept ones are among them
    late_minutes: int | None  #: the median; below zero: before the time


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How the complaints of an office ended that came in the time."""

    name: str
    received: int
    closed: int  #: by the office
    confirmed: int  #: and by their consumers
    reopened: int
    still_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Active:
    """What an officer did, by their post; numbers are left out where they are few."""

    role: str
    office: str
    looked_on: str  #: the day; empty: never
    came: int | None
    answered: int | None
    took: float | None  #: seconds until they did something, the median


def wishes(*, at: datetime) -> Wishes:
    """Return what the utility wishes everybody to see, as it holds at the moment."""
    return in_force(FILE, at=at, shipped=shipped(), read=read)


def make_due(*, at: datetime) -> int:
    """Count anew, for every office at work, what is a day old or was wished otherwise; return of how many offices."""
    wish = wishes(at=at)
    fresh = Disclosure.objects.filter(made_at__gt=at - GOOD_FOR, figures__wishes=asdict(wish)).values("office_id")
    due = list(Office.objects.filter(valid_to=None).exclude(pk__in=fresh).order_by("pk"))
    if not due:
        return 0
    active = _heads(wish, at=at) if wish.heads else {}
    for office in due:
        figures = figures_of(office, wish, active, at=at)
        Disclosure.objects.update_or_create(office=office, defaults={"made_at": at, "figures": figures})
    return len(due)


def figures_of(office: Office, wish: Wishes, active: Mapping[int, Sequence[Head]], *, at: datetime) -> dict[str, Any]:
    """Return what everybody may see of the office: names and numbers as the page shows them."""
    figures: dict[str, Any] = {"wishes": asdict(wish)}
    if wish.promises:
        figures |= _promises(office, wish, at=at)
    if wish.complaints:
        figures |= _complaints(office, wish, at=at)
    if wish.heads:
        figures["heads"] = [asdict(_active(one, wish.least)) for one in active.get(office.pk, ())]
    return figures


def _promises(office: Office, wish: Wishes, *, at: datetime) -> dict[str, Any]:
    given = {"begins": at - timedelta(days=wish.days), "ends": at}
    whole = _kept(office.name, honesty(office.pk, **given))
    by = By.FEEDER if office.kind == Office.Kind.SECTION else By.OFFICE
    lines = [_kept_of(line) for line in honesty_by(by, office.pk, **given)]
    told = shown(lines, lambda one: one.outages, least=wish.least)[:MOST_FEEDERS]
    is_enough = whole.outages >= wish.least
    return {"promises": asdict(whole) if is_enough else None, "kept": [asdict(one) for one in told]}


def _kept_of(line: Line) -> Kept:
    return _kept(line.name, line.honesty)


def _kept(name: str, told: Honesty) -> Kept:
    every = told.every
    return Kept(
        name=name, outages=told.outages, promised=every.made, kept=every.kept, nearly=every.nearly,
        late_minutes=every.late_minutes,
    )  # fmt: skip


def _complaints(office: Office, wish: Wishes, *, at: datetime) -> dict[str, Any]:
    given = {"begins": at - timedelta(days=wish.days), "ends": at, "at": at}
    whole = _ended(office.name, ended_by_category(office.pk, **given))
    lines = [_ended(line.what, [line]) for line in ended_by_office(office.pk, **given)]
    told = shown(lines, lambda one: one.received, least=wish.least)
    is_enough = whole.received >= wish.least
    return {"complaints": asdict(whole) if is_enough else None, "ended": [asdict(one) for one in told]}


def _ended(name: str, lines: Sequence[EndedLine]) -> Ended:
    confirmed = sum(one.confirmed for one in lines)
    return Ended(
        name=name, received=sum(one.received for one in lines), confirmed=confirmed,
        closed=confirmed + sum(one.unconfirmed for one in lines), reopened=sum(one.reopened for one in lines),
        still_open=sum(one.still_open for one in lines),
    )  # fmt: skip


def _heads(wish: Wishes, *, at: datetime) -> dict[int, list[Head]]:
    """Return the officers at each office and at those right below it, by the office."""
    above = dict(OfficePlace.objects.filter(valid_to=None).values_list("office_id", "parent_id"))
    found: dict[int, list[Head]] = defaultdict(list)
    for top in top_offices():
        for head in heads(top.pk, begins=at - timedelta(days=wish.days), ends=at):
            for office in filter(None, (head.seat, above.get(head.seat))):
                found[office].append(head)
    return found


def _active(head: Head, least: int) -> Active:
    looked_on = day_in_india(head.looked_at).isoformat() if head.looked_at else ""
    few = head.came < least
    return Active(
        role=head.role, office=head.office, looked_on=looked_on, came=None if few else head.came,
        answered=None if few else head.answered, took=None if few or head.answered < least else head.took,
    )  # fmt: skip
