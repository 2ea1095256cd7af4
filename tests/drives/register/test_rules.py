from __future__ import annotations

from datetime import date

import pytest

from bijlisetu.drives.pace.calendar import Calendar
from bijlisetu.drives.register.rules import idle_days, is_worn, level_of

MONDAY, TUESDAY, WEDNESDAY, FRIDAY = (date(2026, 11, day) for day in (2, 3, 4, 6))
SUNDAY, NEXT_MONDAY = date(2026, 11, 8), date(2026, 11, 9)
CALENDAR = Calendar(begins_on=MONDAY, ends_on=date(2026, 12, 1), weekdays=frozenset(range(6)))
LATER = ["locked", "refused"]


@pytest.mark.parametrize(
    ("last", "on", "days"),
    [
        (MONDAY, MONDAY, 0),
        (MONDAY, TUESDAY, 1),
        (MONDAY, WEDNESDAY, 2),
        (FRIDAY, SUNDAY, 1),  # only Saturday
        (FRIDAY, NEXT_MONDAY, 2),
        (WEDNESDAY, MONDAY, 0),
    ],
)
def test_days_without_a_visit(last: date, on: date, days: int) -> None:
    assert idle_days(last=last, calendar=CALENDAR, on=on) == days


@pytest.mark.parametrize(("idle", "level"), [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (5, 2), (6, 3), (60, 3)])
def test_whose_business_it_is(idle: int, level: int) -> None:
    assert level_of(idle) == level


@pytest.mark.parametrize(
    ("outcomes", "is_over"),
    [
        ([], False),
        (["locked"] * 4, False),
        (["locked"] * 5, True),
        (["refused"], False),
        (["refused", "locked", "refused"], True),
        (["locked", "updated", "locked", "locked", "locked"], False),
    ],
)
def test_when_nobody_goes_there_again(outcomes: list[str], *, is_over: bool) -> None:
    assert is_worn(outcomes, most=5, later=LATER) is is_over
