"""How a drive stands: by worker, by office, as a whole, from the kept totals of doors and visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from bijlisetu.drives.models import Drive
from bijlisetu.drives.pace.calendar import Calendar
from bijlisetu.drives.pace.rules import (
    DaysLeft,
    Forecast,
    Tries,
    closing,
    expected,
    finish,
    heard_of,
    pace_needed,
    pace_of,
    shared_out,
    together,
    told_of,
    visits_left,
)
from bijlisetu.plumbing.database.sql import rows

#: Doors by who holds their beat, how they stand, and how many visits they had.
DOORS = """
SELECT beat.worker_id, coalesce(beat.office_id, 0), total.state, total.visits, sum(total.doors)::int
FROM fieldwork_doortotal total LEFT JOIN fieldwork_beat beat ON beat.id = total.beat
WHERE total.round = %(drive)s {under}
GROUP BY 1, 2, 3, 4 HAVING sum(total.doors) <> 0
"""
UNDER = """
AND beat.office_id IN (SELECT descendant_id FROM network_office_tree WHERE ancestor_id = %(office)s)
"""
VISITS = """
SELECT person, day, sum(visits)::int FROM fieldwork_visittotal
WHERE round = %(drive)s GROUP BY 1, 2 HAVING sum(visits) <> 0
"""
SINCE = """
SELECT worker_id, min((assigned_at AT TIME ZONE 'Asia/Kolkata')::date) FROM fieldwork_beat
WHERE round_id = %(drive)s AND worker_id IS NOT NULL GROUP BY 1
"""
#: Who has doors, and the first of their sections.
SECTIONS = """
SELECT beat.worker_id, min(beat.office_id) FROM fieldwork_beat beat
WHERE beat.round_id = %(drive)s AND beat.worker_id IS NOT NULL
  AND EXISTS (SELECT FROM fieldwork_door door WHERE door.beat_id = beat.id) {under}
GROUP BY 1
"""
PEOPLE = """
SELECT person.id, person.username, coalesce(nullif(card.name_hi, ''), person.username),
       coalesce(nullif(card.name_en, ''), person.username)
FROM auth_user person LEFT JOIN staff_card card ON card.person_id = person.id WHERE person.id = ANY(%(people)s)
"""
CHILDREN = """
SELECT tree.descendant_id, child.id, child.name
FROM network_office_tree tree
JOIN network_office_tree above ON above.descendant_id = tree.descendant_id AND above.depth = tree.depth - 1
JOIN network_office child ON child.id = above.ancestor_id
WHERE tree.ancestor_id = %(office)s
  AND EXISTS (SELECT FROM network_office_tree up WHERE up.ancestor_id = %(office)s AND up.descendant_id = child.id)
"""


class Person(NamedTuple):
    """Who walks, and what they are called."""

    id: int
    user: str
    name_hi: str
    name_en: str


@dataclass
class Count:
    """Doors of somebody or some office, and what visits brought so far."""

    done: int = 0
    blocked: int = 0
    fresh: int = 0  #: open, and nobody went there yet
    had: dict[int, int] = field(default_factory=lambda: defaultdict(int))  #: open doors by visits
    closed: dict[int, int] = field(default_factory=lambda: defaultdict(int))  #: closed doors by visits

    @property
    def doors(self) -> int:
        """All doors."""
        return self.done + self.blocked + self.open

    @property
    def open(self) -> int:
        """Doors that wait for a visit."""
        return sum(self.had.values())

    def add(self, other: Count) -> None:
        """Add another count to this."""
        self.done += other.done
        self.blocked += other.blocked
        self.fresh += other.fresh
        for visits, doors in other.had.items():
            self.had[visits] += doors
        for visits, doors in other.closed.items():
            self.closed[visits] += doors

    def tries(self, most: int) -> list[Tries]:
        """Return what first, second … visits closed."""
        every = [*self.had.items(), *self.closed.items()]
        return [
            Tries(sum(doors for visits, doors in every if visits > number), self.closed.get(number + 1, 0))
            for number in range(most)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How the part of a drive stands that one person or office has; target and paces are doors."""

    doors: int
    target: int
    done: int  #: closed by a visit or a receipt
    blocked: int  #: closed, for no visit helps there
    fresh: int  #: nobody went there yet
    open: int
    expected: int  #: by the end of the day
    needed: int  #: a working day, to be done by the deadline
    pace: float  #: closed a working day, in the last days
    forecast: Forecast | None
    days_left: float | None  #: working days, likely

    @property
    def closed(self) -> int:
        """Doors that wait for nobody."""
        return self.done + self.blocked

    @property
    def behind(self) -> int:
        """How many doors are missing to what is expected by today; less than none while it is ahead."""
        return self.expected - self.closed


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


def sections_of(drive: Drive, *, office: int | None = None) -> dict[int, int]:
    """Return the section of everybody who has doors in the drive, or under the office; of several, the first."""
    under = UNDER if office is not None else ""
    return dict(rows(SECTIONS.format(under=under), drive=drive.pk, office=office))


def people_called(ids: Iterable[int]) -> dict[int, Person]:
    """Return what these people are called."""
    return {one[0]: Person(*one) for one in rows(PEOPLE, people=list(ids))}


def picture(drive: Drive, *, on: date, office: int | None = None) -> Picture:
    """Return how the drive stands on the evening of the day: all of it, or what lies under the office."""
    by_section = _counts(drive, office=office)
    by_worker = _by_worker(by_section)
    calendar = calendar_of(drive)
    days = _days(drive)
    judge = _Judge(drive, calendar, on, by_worker, days)
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
    by_worker = _by_worker(_counts(drive, office=None))
    judge = _Judge(drive, calendar_of(drive), on, by_worker, _days(drive))
    walking = ((worker, pace_of(told_of(judge.by_day(worker)))) for worker in by_worker if worker is not None)
    return Speeds(
        pace={worker: pace for worker, pace in walking if pace},
        visits=tuple(visits_left(had, closes=judge.closes) for had in range(drive.most_visits)),
    )


def _counts(drive: Drive, *, office: int | None) -> Mapping[int, Mapping[int | None, Count]]:
    """Return the doors of each section by who holds them."""
    by_section: dict[int, dict[int | None, Count]] = defaultdict(lambda: defaultdict(Count))
    under = UNDER if office is not None else ""
    for worker, section, state, visits, doors in rows(DOORS.format(under=under), drive=drive.pk, office=office):
        by_section[section][worker].add(_count(state, visits, doors))
    return by_section


def _by_worker(by_section: Mapping[int, Mapping[int | None, Count]]) -> dict[int | None, Count]:
    by_worker: dict[int | None, Count] = defaultdict(Count)
    for counts in by_section.values():
        for worker, count in counts.items():
            by_worker[worker].add(count)
    return by_worker


def _days(drive: Drive) -> Mapping[int, Mapping[date, int]]:
    """Return how many visits each person made on which day."""
    days: dict[int, dict[date, int]] = defaultdict(dict)
    for worker, day, visits in rows(VISITS, drive=drive.pk):
        days[worker][day] = visits
    return days


class _Judge:
    """Knows the drive's days and everybody's tries, and says how a part of it stands."""

    def __init__(
        self,
        drive: Drive,
        calendar: Calendar,
        on: date,
        everybody: Mapping[int | None, Count],
        days: Mapping[int, Mapping[date, int]],
    ) -> None:
        self._drive, self._calendar, self._on = drive, calendar, on
        self._days = days
        self._worked = calendar.worked(calendar.begins_on, on + timedelta(days=1))
        most = drive.most_visits
        others = _sum(everybody.values()).tries(most)
        self.closes = closing((), others=others, most=most)
        self._closes = {
            worker: closing(count.tries(most), others=others, most=most) for worker, count in everybody.items()
        }

    def progress(self, counts: Mapping[int | None, Count]) -> Progress:
        """Return how these doors stand, by who holds them."""
        whole = _sum(counts.values())
        left = together([self._together(whole, counts)])
        target = -(-whole.doors * self._drive.target_percent // 100)
        closed = whole.done + whole.blocked
        return Progress(
            doors=whole.doors,
            target=target,
            done=whole.done,
            blocked=whole.blocked,
            fresh=whole.fresh,
            open=whole.open,
            expected=expected(target, calendar=self._calendar, on=self._on),
            needed=pace_needed(max(target - closed, 0), calendar=self._calendar, on=self._on),
            pace=closed / max(len(self._worked), 1),
            forecast=finish(left, calendar=self._calendar, on=self._on),
            days_left=left.likely if left else None,
        )

    def by_day(self, worker: int) -> list[int]:
        """Return how many visits the worker made on each working day since the first: the beat may have come late."""
        visits = self._days.get(worker, {})
        first = min(visits, default=None)
        return [visits.get(day, 0) for day in self._worked if first and day >= first]

    def _together(self, whole: Count, counts: Mapping[int | None, Count]) -> DaysLeft | None:
        """Return what is left of doors that one worker has, or that several share out again as they get done."""
        lefts = {worker: self._left(worker, count) for worker, count in counts.items() if count.open}
        if not all(lefts.values()):
            return None
        workers = [worker for worker in counts if worker is not None]
        if len(workers) < 2:
            return next(iter(lefts.values()), DaysLeft(0.0, 0.0))
        return shared_out(whole.had, closes=self.closes, workers=[self.by_day(worker) for worker in workers])

    def _left(self, worker: int | None, count: Count) -> DaysLeft | None:
        if worker is None:
            return None  # doors in nobody's hands do not close by themselves
        return heard_of(count.had, closes=self._closes[worker], by_day=self.by_day(worker))


def _sum(counts: Iterable[Count]) -> Count:
    whole = Count()
    for count in counts:
        whole.add(count)
    return whole


def _count(state: str, visits: int, doors: int) -> Count:
    count = Count()
    if state == "open":
        count.fresh = 0 if visits else doors
        count.had[visits] = doors
        return count
    count.closed[visits] = doors
    count.done, count.blocked = (doors, 0) if state == "done" else (0, doors)
    return count


def _offices(by_section: Mapping[int, Mapping[int | None, Count]], asked: int, judge: _Judge) -> tuple[OfficeRow, ...]:
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
