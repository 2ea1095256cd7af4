"""How a drive stands: by worker, by office, as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bijlisetu.drives.models import Drive
from bijlisetu.drives.pace.calendar import Calendar
from bijlisetu.drives.pace.counting import Count, counted, days_of, held_by
from bijlisetu.drives.pace.judging import Judge, Progress
from bijlisetu.drives.pace.people import Person, people_called
from bijlisetu.drives.pace.rules import pace_of, told_of, visits_left
from bijlisetu.plumbing.database.sql import rows

SINCE = """
SELECT worker_id, min((assigned_at AT TIME ZONE 'Asia/Kolkata')::date) FROM fieldwork_beat
WHERE round_id = %(drive)s AND worker_id IS NOT NULL GROUP BY 1
"""
CHILDREN = """
SELECT tree.descendant_id, child.id, child.name
FROM network_office_tree tree
JOIN network_office_tree above ON above.descendant_id = tree.descendant_id AND above.depth = tree.depth - 1
JOIN network_office child ON child.id = above.ancestor_id
WHERE tree.ancestor_id = %(office)s
  AND EXISTS (SELECT FROM network_office_tree up WHERE up.ancestor_id = %(office)s AND up.descendant_id = child.id)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRow:
    """One worker in a drive."""

    person: Person
    office: int  #: a section, the first of theirs
    progress: Progress
    last_on: date | None  #: the day of the last visit
    since: date  #: when the first beat came to them


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRow:
    """One office below the asked one."""

    office: int
    name: str
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A whole drive, or the part of it under an office, on one day."""

    calendar: Calendar
    own: Progress
    workers: tuple[WorkerRow, ...]  #: the widest gap first
    offices: tuple[OfficeRow, ...]
    nobodys: int  #: open doors in no worker's hands


@dataclass(frozen=True, slots=True)
class Speeds:
    """How fast a drive is walked."""

    pace: Mapping[int, float]  #: visits a working day, of everybody who walked of late
    visits: tuple[float, ...]  #: that a door is likely to take which had none yet, one, two …


def calendar_of(drive: Drive) -> Calendar:
    """Return the working days of the drive."""
    return Calendar(
        begins_on=drive.round.begins_on,
        ends_on=drive.round.ends_on,
        weekdays=frozenset(drive.weekdays),
        days_off=frozenset(drive.days_off),
    )


def picture(drive: Drive, *, on: date, office: int | None = None) -> Picture:
    """Return how the drive stands on the evening of the day: all of it, or what lies under the office."""
    by_section = counted(drive, office=office)
    by_worker = held_by(by_section)
    calendar = calendar_of(drive)
    days = days_of(drive)
    judge = Judge(drive, calendar, on, by_worker, days)
    since = dict(rows(SINCE, drive=drive.pk))
    first = {worker: section for section in sorted(by_section, reverse=True) for worker in by_section[section]}
    people = people_called(worker for worker in by_worker if worker is not None)
    workers = [
        WorkerRow(
            person=people[worker],
            office=first[worker],
            progress=judge.progress({worker: count}),
            last_on=max(days.get(worker, ()), default=None),
            since=since.get(worker, calendar.begins_on),
        )
        for worker, count in by_worker.items()
        if worker is not None
    ]
    return Picture(
        calendar=calendar,
        own=judge.progress(by_worker),
        workers=tuple(sorted(workers, key=lambda one: (-one.progress.behind, one.person.user))),
        offices=_offices(by_section, office, judge) if office is not None else (),
        nobodys=by_worker[None].open if None in by_worker else 0,
    )


def speeds(drive: Drive, *, on: date) -> Speeds:
    """Return how fast everybody walks, and how many visits a door takes by those it had, on the evening of the day."""
    by_worker = held_by(counted(drive, office=None))
    judge = Judge(drive, calendar_of(drive), on, by_worker, days_of(drive))
    walking = ((worker, pace_of(told_of(judge.by_day(worker)))) for worker in by_worker if worker is not None)
    return Speeds(
        pace={worker: pace for worker, pace in walking if pace},
        visits=tuple(visits_left(had, closes=judge.closes) for had in range(drive.most_visits)),
    )


def _offices(by_section: Mapping[int, Mapping[int | None, Count]], asked: int, judge: Judge) -> tuple[OfficeRow, ...]:
    """Return the offices directly below the one asked for, each with all that lies under it."""
    under = {section: (child, name) for section, child, name in rows(CHILDREN, office=asked)}
    gathered: dict[tuple[int, str], dict[int | None, Count]] = defaultdict(lambda: defaultdict(Count))
    for section, counts in by_section.items():
        if section in under:
            for worker, count in counts.items():
                gathered[under[section]][worker].add(count)
    found = [
        OfficeRow(office=office, name=name, progress=judge.progress(counts))
        for (office, name), counts in gathered.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.progress.behind, one.name)))
