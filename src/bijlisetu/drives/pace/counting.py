"""Doors of a drive by who holds them and how they stand, and visits by day: from the kept totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bijlisetu.drives.models import Drive
from bijlisetu.drives.pace.people import UNDER
from bijlisetu.drives.pace.rules import Tries
from bijlisetu.plumbing.database.sql import rows

#: Doors by who holds their beat, how they stand, and how many visits they had.
DOORS = """
SELECT beat.worker_id, coalesce(beat.office_id, 0), total.state, total.visits, sum(total.doors)::int
FROM fieldwork_doortotal total LEFT JOIN fieldwork_beat beat ON beat.id = total.beat
WHERE total.round = %(drive)s {under}
GROUP BY 1, 2, 3, 4 HAVING sum(total.doors) <> 0
"""
VISITS = """
SELECT person, day, sum(visits)::int FROM fieldwork_visittotal
WHERE round = %(drive)s GROUP BY 1, 2 HAVING sum(visits) <> 0
"""


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


def counted(drive: Drive, *, office: int | None) -> Mapping[int, Mapping[int | None, Count]]:
    """Return the doors of each section by who holds them."""
    by_section: dict[int, dict[int | None, Count]] = defaultdict(lambda: defaultdict(Count))
    under = UNDER if office is not None else ""
    for worker, section, state, visits, doors in rows(DOORS.format(under=under), drive=drive.pk, office=office):
        by_section[section][worker].add(_count(state, visits, doors))
    return by_section


def held_by(by_section: Mapping[int, Mapping[int | None, Count]]) -> dict[int | None, Count]:
    """Return the doors of all sections by who holds them."""
    by_worker: dict[int | None, Count] = defaultdict(Count)
    for counts in by_section.values():
        for worker, count in counts.items():
            by_worker[worker].add(count)
    return by_worker


def days_of(drive: Drive) -> Mapping[int, Mapping[date, int]]:
    """Return how many visits each person made on which day."""
    days: dict[int, dict[date, int]] = defaultdict(dict)
    for worker, day, visits in rows(VISITS, drive=drive.pk):
        days[worker][day] = visits
    return days


def whole_of(counts: Iterable[Count]) -> Count:
    """Return the sum of the counts."""
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
