"""The daily report to the chief engineer: done, left, pace, forecast; one row an office."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

import bijlisetu.reach.queries as reach
from bijlisetu.contact.lists import BY_STAFF
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.network.models import Office
from bijlisetu.outbox.models import Notice
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.reach.deadlines import deadline_of
from bijlisetu.reach.queries import Branch, ReachCounts
from bijlisetu.reports.rules import forecast, last_of, pace_needed
from bijlisetu.values import shares

#: The pace of the work is judged by its last week.
WEEK = timedelta(days=7)
EARLIEST = date(2000, 1, 1)
BILLS = "bills"
NAMED = 12  #: occasions offered where an unknown one was asked for

#: Counts something of consumers by the child office they are under; 0 for those directly under a section.
BY_CHILD = """
SELECT coalesce(child.ancestor_id, 0), count(DISTINCT consumer.id)
FROM {something} JOIN consumers_consumer consumer ON consumer.id = something.consumer_id
JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
JOIN network_office_tree own ON own.descendant_id = place.section_id AND own.ancestor_id = %(office)s
LEFT JOIN network_office_tree child ON child.descendant_id = place.section_id AND child.depth = own.depth - 1
WHERE {when} >= %(begins)s AND {when} < %(ends)s
GROUP BY 1
"""
#: A door is mended by what somebody of the office brings: not by an import, a new number on WhatsApp, or a plain yes.
STAFF = ", ".join(f"'{source}'" for source in BY_STAFF)
BROUGHT = f"word IN ('reaches', 'own') AND source IN ({STAFF})"
MENDED = f"(SELECT consumer_id, at FROM contact_claim WHERE {BROUGHT}) AS something"
REPAIRED = BY_CHILD.format(something=MENDED, when="something.at")
#: Tasks closed, by section: its people work all its feeders.
CLOSED = """
SELECT place.section_id, count(DISTINCT consumer.id)
FROM reach_task task JOIN consumers_consumer consumer ON consumer.id = task.consumer_id
JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
JOIN network_office_tree own ON own.descendant_id = place.section_id AND own.ancestor_id = %(office)s
WHERE task.closed_at >= %(begins)s AND task.closed_at < %(ends)s
GROUP BY 1
"""
#: Under which child each office below stands; the office itself under none.
CHILD_OF = """
SELECT own.descendant_id, coalesce(child.ancestor_id, 0) FROM network_office_tree own
LEFT JOIN network_office_tree child ON child.descendant_id = own.descendant_id AND child.depth = own.depth - 1
WHERE own.ancestor_id = %(office)s
"""


class NoLedger(Refusal):
    """Nothing of this occasion, or of any, was sent yet."""


class NoDeadline(Refusal):
    """Nobody has said by when everybody is to be reached."""


class DeadlinePassed(Refusal):
    """The deadline lies before the day of the report."""


class DayToCome(Refusal):
    """The day has not begun."""


class DayLongGone(Refusal):
    """Nobody sent anything then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRow:
    """One office on one day, or a feeder of a section."""

    id: int
    kind: str
    office: str
    people: int
    reached: int
    proved: int
    unreached_by_reason: Mapping[str, int]
    repaired_today: int
    pace_needed: int | None  #: people a day from tomorrow on, to be done by the deadline; none without one
    finish: (
        date | None
    )  #: of its last section at the pace of its last week; none if one stands still, or nobody is there

    @property
    def percent(self) -> float | None:
        """Share of the people who were reached in per cent, with one decimal; none where there is nobody."""
        return shares.of_whole(self.reached, self.people) / 10 if self.people else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """The office's own row and one for each office below it."""

    office: str
    occasion: Occasion
    on: date
    deadline: date | None
    counts: ReachCounts  #: the office's own, as the reach bar shows them
    total: OfficeRow
    rows: tuple[OfficeRow, ...]


def daily(
    *, office: Office, on: date, deadline: date | None, today: date, ledger: str = BILLS, occasion: str = ""
) -> Daily:
    """
    Return how reach stood at the end of the day `on`, on the occasion of the ledger or on its latest.

    The deadline is by default the one kept for the office.

    :raises NoLedger: before anything of the ledger, or of the occasion, was sent
    :raises NoDeadline: if none is given and none kept
    :raises DeadlinePassed: if there is no day left to be early in
    :raises DayToCome: if `on` lies after today
    :raises DayLongGone: if `on` lies before the year 2000
    """
    if on < EARLIEST:
        raise DayLongGone(f"there is no report of a day before {EARLIEST:%d-%m-%Y}")
    if on > today:
        raise DayToCome(f"{on:%d-%m-%Y} has not begun; the latest report is of today, {today:%d-%m-%Y}")
    _check(deadline or on, on)
    asked = _occasion(ledger, occasion)
    deadline = deadline or _deadline_kept(office, asked)
    _check(deadline, on)
    return standing(office=office, occasion=asked, on=on, deadline=deadline, today=today)


def standing(*, office: Office, occasion: Occasion, on: date, deadline: date | None, today: date) -> Daily:
    """Return how reach stood at the end of the day; on a day that is not over, how it stands."""
    begins, ends = bounds(on)
    survey = reach.survey(office.pk, occasion, until=ends if on < today else None)
    repaired = _count(REPAIRED, office, begins, ends)
    finishes = _finishes(office, occasion, on=on, until=ends if on < today else None)

    def row(of: Office | Branch, counts: ReachCounts, mended: int, finish: date | None) -> OfficeRow:
        return OfficeRow(
            id=of.id,
            kind=of.kind,
            office=of.name,
            people=counts.people,
            reached=counts.reached,
            proved=counts.proved,
            unreached_by_reason=counts.unreached_by_reason,
            repaired_today=mended,
            pace_needed=pace_needed(counts.unreached, on=on, deadline=deadline) if deadline else None,
            finish=(finish if counts.unreached else on) if counts.people else None,
        )

    return Daily(
        office=office.name,
        occasion=occasion,
        on=on,
        deadline=deadline,
        counts=survey.own,
        total=row(office, survey.own, repaired.total(), finishes[office.id]),
        rows=tuple(
            # A feeder is done with its section, whose people work it.
            row(one, one.counts, repaired[one.id], finishes[office.id if one.kind == "feeder" else one.id])
            for one in survey.branches
        ),
    )


def _finishes(office: Office, occasion: Occasion, *, on: date, until: datetime | None) -> Mapping[int, date | None]:
    """
    Return when the office and each of its children are done: on the day of their last section.

    So no office is done before a part of it, whichever report one reads.
    """
    _, ends = bounds(on)
    closed = _count(CLOSED, office, ends - WEEK, ends)
    child_of = dict(rows(CHILD_OF, office=office.pk))
    days: dict[int, list[date | None]] = defaultdict(list)
    for section, left in reach.unreached_by_section(office.pk, occasion, until=until).items():
        day = forecast(left, done=closed[section], within=WEEK.days, on=on)
        for one in {office.pk, child_of.get(section, 0)}:
            days[one].append(day)
    return defaultdict(lambda: None, {one: last_of(found) for one, found in days.items()})


def bounds(day: date) -> tuple[datetime, datetime]:
    """Return the midnights between which the day lies."""
    begins = timezone.make_aware(datetime.combine(day, time()))
    return begins, begins + timedelta(days=1)


def latest(ledger: str = BILLS) -> Occasion:
    """Return the latest occasion of the ledger; :raises NoLedger: before anything of it was sent."""
    return _occasion(ledger, "")


def _occasion(ledger: str, asked: str) -> Occasion:
    known = reach.occasions(ledger)
    found = [one for one in known if asked in ("", one.name)]
    if found:
        return found[0]
    kinds_of = [kind.name for kind in kinds().values() if kind.ledger == ledger]
    posted = Notice.objects.filter(kind__in=kinds_of).exclude(occasion="")
    if (posted.filter(occasion=asked) if asked else posted).exists():
        raise NoLedger("bills are posted, but none was sent yet: start bijlisetu work and bijlisetu deliver")
    if known:
        named = ", ".join(one.name for one in known[:NAMED])
        raise NoLedger(f"nothing of {asked} was sent; choose from {named}")
    raise NoLedger("no bill was sent yet: import bills and post them with notify-bills")


def _count(question: str, office: Office, begins: datetime, ends: datetime) -> Counter[int]:
    return Counter(dict(rows(question, office=office.pk, begins=begins, ends=ends)))


def _check(deadline: date, on: date) -> None:
    if deadline < on:
        raise DeadlinePassed(f"the deadline {deadline:%d-%m-%Y} lies before the report's day {on:%d-%m-%Y}")


def _deadline_kept(office: Office, occasion: Occasion) -> date:
    kept = deadline_of(office.pk, occasion)
    if kept is None:
        raise NoDeadline(f"no deadline is set for {office.name}; say --deadline, or set it on the page of the office")
    return kept.on
