"""When offices are open: holidays are data, the gazette has the last word, and what is wrong is said with its line."""

from __future__ import annotations

from datetime import date

import pytest

from bijlisetu.editions.faults import MISSING, NO_TRUTH, UNASKED
from bijlisetu.network import office_days
from bijlisetu.network.office_days import BadOfficeDays, faults, names, of_file, read

TEXT = """[hours]
opens = 10:00:00
closes = 17:00:00
weekdays = [0, 1, 2, 3, 4, 5]
saturdays_off = [2]
source = "x"
[[holidays]]
on = 2026-11-10
hi = "क"
en = "k"
source = "x"
[[gazette]]
on = 2026-11-11
is_open = false
told_on = 2026-11-05
hi = "क"
en = "k"
source = "x"
"""
LATER = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [(9, True), (10, False), (11, False), (12, True), (14, False), (15, False), (21, True), (28, True)],
)
def test_sundays_the_second_saturday_holidays_and_rulings_are_closed(day: int, is_open: bool) -> None:
    assert read("x", TEXT).is_open(date(2026, 11, day), known_on=LATER) is is_open


def test_a_ruling_holds_from_the_day_it_was_told() -> None:
    days = read("x", TEXT)

    assert days.is_open(date(2026, 11, 11), known_on=date(2026, 11, 4))
    assert not days.is_open(date(2026, 11, 11), known_on=date(2026, 11, 5))


def test_a_ruling_may_open_a_holiday() -> None:
    opened = TEXT.replace("on = 2026-11-11\nis_open = false", "on = 2026-11-10\nis_open = true")

    assert read("x", opened).is_open(date(2026, 11, 10), known_on=LATER)


def test_closed_days_of_a_stretch_are_listed_without_those_that_the_week_has_off() -> None:
    found = read("x", TEXT).closed_days(date(2026, 11, 9), date(2026, 11, 16), known_on=LATER)

    assert [day.day for day in found] == [10, 11, 14]


@pytest.mark.parametrize("name", names())
def test_every_file_can_be_read_and_has_the_days_of_the_whole_country(name: str) -> None:
    days = of_file(name)

    for year in (2026, 2027):
        assert {date(year, 1, 26), date(year, 8, 15), date(year, 10, 2)} <= days.holidays.keys()


@pytest.mark.parametrize(
    ("wrong", "right", "line", "words"),
    [
        ("opens = 10:00:00", 'opens = "10:00"', 2, office_days.NO_HOURS),
        ("closes = 17:00:00", "closes = 09:00:00", 2, office_days.NO_HOURS),
        ("weekdays = [0, 1, 2, 3, 4, 5]", "weekdays = []", 4, office_days.NO_WEEK),
        ("weekdays = [0, 1, 2, 3, 4, 5]", "weekdays = [7]", 4, office_days.NO_WEEK),
        ("saturdays_off = [2]", "saturdays_off = [6]", 5, office_days.NO_SATURDAY),
        ("on = 2026-11-10", 'on = "Diwali"', 8, office_days.NO_DAY),
        ('hi = "क"', 'hi = ""', 9, office_days.NO_SOURCE),
        ("is_open = false", 'is_open = "no"', 14, NO_TRUTH),
        ("told_on = 2026-11-05\n", "", 12, MISSING),
        ("[[holidays]]", "tea = 1\n[[holidays]]", 7, UNASKED),
        (
            "[[gazette]]",
            "[[holidays]]\non = 2026-11-10\nhi='x'\nen='x'\nsource='x'\n[[gazette]]",
            13,
            office_days.TWICE,
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(wrong: str, right: str, line: int, words: str) -> None:
    found = faults(TEXT.replace(wrong, right))

    assert (line, words) in [(fault.line, fault.words) for fault in found]
    with pytest.raises(BadOfficeDays):
        read("x", TEXT.replace(wrong, right))
