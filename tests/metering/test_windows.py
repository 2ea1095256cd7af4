"""When supply may be cut: hours, Sundays, holidays with what the gazette changed, and the grace after a conversion."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bijlisetu.metering.windows.rules import FILES, NeverOpen, Windows, windows_of
from bijlisetu.network.office_days import OfficeDays, Ruling
from bijlisetu.plumbing.india import INDIA

RULE = windows_of("uppcl", on=date(2026, 11, 1))
TOLD_ON = date(2026, 11, 10)
#: Sundays of November 2026 are 1, 8, 15, 22 and 29; on the 10th the gazette moved the holiday of the 24th to the 25th.
DAYS = OfficeDays(
    opens=time(10), closes=time(17), weekdays=frozenset(range(6)), saturdays_off=frozenset({2}),
    holidays={date(2026, 11, 24): ("क", "k"), date(2026, 11, 28): ("ख", "kh")},
    rulings=(
        Ruling(date(2026, 11, 24), is_open=True, told_on=TOLD_ON),
        Ruling(date(2026, 11, 25), is_open=False, told_on=TOLD_ON),
        Ruling(date(2026, 11, 22), is_open=True, told_on=TOLD_ON),
    ),
)  # fmt: skip


def ist(day: int, clock: str, month: int = 11) -> datetime:
    """Return a moment of 2026 by India's clock."""
    return datetime(2026, month, day, *map(int, clock.split(":")), tzinfo=INDIA)


@pytest.mark.parametrize(
    ("at", "may", "first"),
    [
        (ist(16, "08:00"), True, ist(16, "08:00")),  # Monday, the first minute
        (ist(16, "07:59"), False, ist(16, "08:00")),
        (ist(16, "17:59"), True, ist(16, "17:59")),
        (ist(16, "18:00"), False, ist(17, "08:00")),  # the hour itself is spared
        (ist(16, "23:59"), False, ist(17, "08:00")),
        (ist(17, "00:00"), False, ist(17, "08:00")),
        (ist(14, "12:00"), True, ist(14, "12:00")),  # a second Saturday: offices are closed, it is no holiday
        (ist(14, "18:30"), False, ist(16, "08:00")),  # Saturday evening, then Sunday
        (ist(15, "12:00"), False, ist(16, "08:00")),  # Sunday
        (ist(21, "19:00"), False, ist(23, "08:00")),  # the gazette opens offices on Sunday 22: spared all the same
        (ist(22, "12:00"), False, ist(23, "08:00")),
        (ist(24, "12:00"), True, ist(24, "12:00")),  # a holiday that was moved
        (ist(25, "12:00"), False, ist(26, "08:00")),  # to this day
        (ist(24, "18:00"), False, ist(26, "08:00")),
        (ist(27, "18:00"), False, ist(30, "08:00")),  # Saturday 28 a holiday, then Sunday
        (ist(30, "18:00"), False, ist(1, "08:00", month=12)),
    ],
)
def test_supply_is_cut_by_day_alone(at: datetime, may: bool, first: datetime) -> None:
    assert RULE.may_be_cut(at, days=DAYS) is may
    assert RULE.next_moment(at, days=DAYS) == first


def test_an_order_counts_from_the_day_it_was_told() -> None:
    moved, told = date(2026, 11, 25), TOLD_ON

    assert not DAYS.is_holiday(moved, known_on=told - timedelta(days=1))
    assert DAYS.is_holiday(moved, known_on=told)


@pytest.mark.parametrize(
    ("day", "month", "may"),
    [
        (19, 10, False),  # Monday, the day of conversion
        (20, 10, False),  # the first day of grace
        (18, 11, False),  # Wednesday, the thirtieth
        (19, 11, True),  # Thursday, the thirty-first
        (16, 10, True),  # Friday before: not yet prepaid
    ],
)
def test_thirty_whole_days_after_conversion_nobody_is_cut(day: int, month: int, may: bool) -> None:
    assert RULE.may_be_cut(ist(day, "12:00", month), days=DAYS, converted_on=date(2026, 10, 19)) is may


def test_the_next_moment_waits_for_the_end_of_grace() -> None:
    # 30 whole days after 22 October end with Saturday 21 November; 22 is a Sunday.
    assert RULE.next_moment(ist(2, "12:00"), days=DAYS, converted_on=date(2026, 10, 22)) == ist(23, "08:00")


def test_the_hour_is_that_of_india() -> None:
    assert RULE.may_be_cut(datetime(2026, 11, 16, 2, 30, tzinfo=UTC), days=DAYS)
    assert not RULE.may_be_cut(datetime(2026, 11, 16, 12, 30, tzinfo=UTC), days=DAYS)


def test_a_calendar_without_an_open_day_says_so() -> None:
    closed = replace(DAYS, holidays={date(2026, 11, 1) + timedelta(days=n): ("क", "k") for n in range(100)}, rulings=())

    with pytest.raises(NeverOpen):
        RULE.next_moment(ist(16, "12:00"), days=closed)


def test_a_rule_without_sparing_cuts_on_any_day() -> None:
    hard = Windows(name="x", opens=time(8), closes=time(18), spares_sundays=False, spares_holidays=False, grace_days=0)

    assert hard.may_be_cut(ist(15, "12:00"), days=DAYS)
    assert hard.may_be_cut(ist(25, "12:00"), days=DAYS)


@pytest.mark.parametrize("name", FILES.names())
def test_each_file_can_be_used(name: str) -> None:
    assert FILES.of_file(name)


def test_hours_the_wrong_way_round_are_a_fault() -> None:
    text = (
        (FILES.folder / "uppcl.toml")
        .read_text(encoding="utf-8")
        .replace("[08:00:00, 18:00:00]", "[18:00:00, 08:00:00]")
    )

    assert FILES.faults(text)


def test_a_utility_without_a_file_has_what_is_common() -> None:
    assert windows_of("elsewhere", on=date(2026, 11, 1)).name == "common/2000-01-01"
