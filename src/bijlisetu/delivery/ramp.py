"""
The portfolio's limit of different people in 24 hours, as a plan: who can be written to by when.

Meta raises it by itself where the quality is good and half of it was used within seven days: 250, 2,000, 10,000,
1,00,000, then none (channels reference 1.7). The plan counts on the present limit alone: a raise brings it forward.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Milestone:
    """When so many people of those who wait will have been written to."""

    people: int
    at: datetime


def opens_at(per_day: int, waiting: int, *, at: datetime) -> datetime:
    """Return when one more person would have their turn, behind those who wait already."""
    return at + DAY * ((waiting + 1) / per_day) if per_day else at + 365 * DAY


def milestones(per_day: int, *, left_today: int, waiting: int, step: int, at: datetime) -> list[Milestone]:
    """Return when each further step of people, a lakh perhaps, and the last one, will have been written to."""
    if not per_day or not waiting:
        return []
    marks = [*range(step, waiting, step), waiting]
    return [Milestone(mark, at + DAY * (max(mark - left_today, 0) / per_day)) for mark in marks]
