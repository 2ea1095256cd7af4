"""When idleness becomes an officer's business: pure rules."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from bijlisetu.drives.pace.calendar import Calendar

#: After so many working days without a visit the SDO is told, then the EE, then the SE.
DAYS = (2, 4, 6)


def idle_days(*, last: date, calendar: Calendar, on: date) -> int:
    """Return how many whole working days went by since the day of the last visit, or of the beat's assignment."""
    a_day = timedelta(days=1)
    return len(calendar.worked(last + a_day, on + a_day))


def level_of(idle: int) -> int:
    """Return whose business it is: 1 for the SDO, 2 for the EE, 3 for the SE; 0 while it is nobody's."""
    return sum(idle >= days for days in DAYS)


def is_worn(outcomes: Sequence[str], *, most: int, later: Collection[str], refused: str = "refused") -> bool:
    """
    Return whether no more visits are made to a door that all these left open.

    Nobody is asked a third time for what they refused twice.
    """
    kept = [one for one in outcomes if one in later]
    return len(kept) >= most or kept.count(refused) >= 2
