"""Who has doors to go to and does not go: the register, the telling of officers and the drive's page ask here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from bijlisetu.drives.pace.queries import Picture, WorkerRow
from bijlisetu.drives.register.rules import idle_days, level_of


class Idling(NamedTuple):
    """Somebody who makes no visit though doors wait, and for how many working days."""

    worker: WorkerRow
    days: int

    @property
    def level(self) -> int:
        """Whose business it is."""
        return level_of(self.days)


def idling(seen: Picture, *, on: date) -> dict[int, Idling]:
    """Return who is idle on the evening of the day, by their number; days before the drive began do not count."""
    eve = seen.calendar.begins_on - timedelta(days=1)
    found = {}
    for worker in seen.workers:
        last = max(worker.last_on or worker.since, worker.since, eve)
        one = Idling(worker, idle_days(last=last, calendar=seen.calendar, on=on))
        if worker.progress.open and one.level:
            found[worker.person.id] = one
    return found
