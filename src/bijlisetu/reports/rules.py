"""Pace and forecast: pure arithmetic."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import date, timedelta

#: A forecast further off than this says only that nobody is working.
FURTHEST = 3650


def pace_needed(left: int, *, on: date, deadline: date) -> int:
    """Return how many people a day must be reached from tomorrow to the deadline, that day included."""
    days = max((deadline - on).days, 1)
    return math.ceil(left / days)


def pace_so_far(reached: int, *, within: timedelta) -> int:
    """Return how many people a day were reached within so long; less than a day counts as one."""
    return int(reached / max(within / timedelta(days=1), 1))


def forecast(left: int, *, done: int, within: int, on: date) -> date | None:
    """Return the day the last one is reached at the pace of `done` within so many days; none if nothing moves."""
    if left == 0:
        return on
    days = math.ceil(left * within / done) if done else FURTHEST + 1
    return on + timedelta(days=days) if days <= FURTHEST else None


def last_of(days: Collection[date | None]) -> date | None:
    """Return when all parts are done: on the day of the last of them, and on none while one of them has none."""
    known = [day for day in days if day]
    return max(known, default=None) if len(known) == len(days) else None
