"""How a part of a drive stands: done, expected by today, pace needed, forecast; no query here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bijlisetu.drives.models import Drive
from bijlisetu.drives.pace.calendar import Calendar
from bijlisetu.drives.pace.counting import Count, whole_of
from bijlisetu.drives.pace.rules import (
    DaysLeft,
    Forecast,
    closing,
    expected,
    finish,
    heard_of,
    pace_needed,
    shared_out,
    together,
)


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


class Judge:
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
        others = whole_of(everybody.values()).tries(most)
        self.closes = closing((), others=others, most=most)
        self._closes = {
            worker: closing(count.tries(most), others=others, most=most) for worker, count in everybody.items()
        }

    def progress(self, counts: Mapping[int | None, Count]) -> Progress:
        """Return how these doors stand, by who holds them."""
        whole = whole_of(counts.values())
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
