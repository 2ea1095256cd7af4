from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijlisetu.drives.pace.calendar import Calendar

SIX_DAYS = frozenset(range(6))
MONDAY, DIWALI = date(2026, 11, 2), date(2026, 11, 9)
NOVEMBER = Calendar(
    begins_on=MONDAY, ends_on=date(2026, 11, 30), weekdays=SIX_DAYS, days_off=frozenset({DIWALI})
)  # fmt: skip

days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def test_sundays_and_holidays_are_no_working_days() -> None:
    assert NOVEMBER.days == 23
    assert not NOVEMBER.is_worked(date(2026, 11, 8))
    assert not NOVEMBER.is_worked(DIWALI)


@pytest.mark.parametrize(
    ("on", "gone", "left"),
    [
        (MONDAY - timedelta(days=30), 0, 23),
        (MONDAY, 1, 22),
        (date(2026, 11, 8), 6, 17),
        (DIWALI, 6, 17),
        (date(2026, 11, 28), 23, 0),
        (date(2027, 1, 1), 23, 0),
    ],
)
def test_days_gone_and_left(on: date, gone: int, left: int) -> None:
    assert (NOVEMBER.gone(on), NOVEMBER.left(on)) == (gone, left)


def test_working_days_are_counted_forth_over_the_deadline() -> None:
    assert NOVEMBER.after(date(2026, 11, 7), 1) == date(2026, 11, 10)
    assert NOVEMBER.after(date(2026, 11, 28), 2) == date(2026, 12, 1)
    assert NOVEMBER.after(MONDAY, 0) == MONDAY


def test_a_drive_without_a_working_day_ends_never() -> None:
    idle = Calendar(begins_on=MONDAY, ends_on=MONDAY + timedelta(days=7), weekdays=frozenset())

    assert idle.after(MONDAY, 1) is None
    assert idle.days == 0


@given(on=days, off=st.frozensets(days, max_size=5), weekdays=st.frozensets(st.integers(0, 6), min_size=1))
def test_gone_and_left_are_all_days(on: date, off: frozenset[date], weekdays: frozenset[int]) -> None:
    calendar = Calendar(begins_on=MONDAY, ends_on=MONDAY + timedelta(days=60), weekdays=weekdays, days_off=off)

    assert calendar.gone(on) + calendar.left(on) == calendar.days


@given(on=days, many=st.integers(1, 50))
def test_so_many_days_on_are_so_many_days(on: date, many: int) -> None:
    last = NOVEMBER.after(on, many)

    assert last
    assert NOVEMBER.is_worked(last)
    assert len(NOVEMBER.worked(on + timedelta(days=1), last + timedelta(days=1))) == many
