"""The days on which a drive is worked: pure rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

#: A day further off than this says only that nobody is working.
FURTHEST = 3650
WEEK = frozenset(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """From when until when a drive is worked, and on which days of the week."""

    begins_on: date
    ends_on: date  #: exclusive: the day after the deadline
    weekdays: frozenset[int] = WEEK  #: 0 is Monday
    days_off: frozenset[date] = frozenset()

    def is_worked(self, day: date) -> bool:
        """Return whether people walk on the day, be it before or after the deadline."""
        return day.weekday() in self.weekdays and day not in self.days_off

    def worked(self, begins: date, ends: date) -> list[date]:
        """Return the working days from one day up to, and without, another."""
        days = (begins + timedelta(days=n) for n in range(max((ends - begins).days, 0)))
        return [day for day in days if self.is_worked(day)]

    @property
    def days(self) -> int:
        """How many working days the drive has."""
        return len(self.worked(self.begins_on, self.ends_on))

    def gone(self, on: date) -> int:
        """Return how many of them are over at the end of the day."""
        return len(self.worked(self.begins_on, min(on + timedelta(days=1), self.ends_on)))

    def left(self, on: date) -> int:
        """Return how many of them are to come after the day."""
        return self.days - self.gone(on)

    def after(self, on: date, days: int) -> date | None:
        """Return the day with which so many working days after the given one end; none if that is years away."""
        day, left = on, days
        while left > 0 and (day - on).days < FURTHEST:
            day += timedelta(days=1)
            left -= self.is_worked(day)
        return day if left <= 0 else None
