"""Months, durations and words as clerks, returns and Excel write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bijlisetu.outages.measuring.figures import is_planned, minutes_in, month_in, number_in


@pytest.mark.parametrize(
    "text",
    ["2026-11", "2026-11-01", "2026-11-01 00:00:00", "11-2026", "11/2026", "01-11-2026", "Nov-26", "Nov 2026", "NOV'26",
     "November-2026", "november, 2026", "नवम्बर 2026", "नवंबर २०२६", "2026/11"],
)  # fmt: skip
def test_a_month_is_read_as_it_is_written(text: str) -> None:
    assert month_in(text) == date(2026, 11, 1)


@pytest.mark.parametrize("text", ["", "2026", "13-2026", "2026-00", "Brumaire 26", "1926-11", "11"])
def test_what_is_no_month_of_ours_is_none(text: str) -> None:
    assert month_in(text) is None


@pytest.mark.parametrize(
    ("text", "unit", "minutes"),
    [
        ("95", "minutes", 95), ("1:35", "days", 95), ("01:35:30", "minutes", Decimal("95.5")), ("1.5", "Hours", 90),
        ("0.5", "days", 720), ("1635774:04", "minutes", 1635774 * 60 + 4), ("1,440", "min", 1440),
        ("1899-12-31 06:15:00", "minutes", 30 * 60 + 15), ("1899-12-31", "hours", 1440), ("१:३५", "minutes", 95),
    ],
)  # fmt: skip
def test_a_duration_is_hours_and_minutes_or_a_number_in_its_unit(text: str, unit: str, minutes: Decimal) -> None:
    assert minutes_in(text, unit=unit) == minutes


@pytest.mark.parametrize(
    ("text", "unit"), [("", "minutes"), ("1:60", "minutes"), ("-5", "minutes"), ("5", "fortnights"), ("NaN", "minutes")]
)
def test_what_is_no_duration_is_none(text: str, unit: str) -> None:
    assert minutes_in(text, unit=unit) is None


def test_numbers_have_commas_and_are_not_below_zero() -> None:
    assert number_in("22,75,915.00") == 2275915
    assert [number_in(text) for text in ("-1", "Infinity", "1e99", "x")] == [None] * 4


def test_it_was_planned_or_not_by_the_words_of_both_languages() -> None:
    assert [is_planned(word) for word in ("Planned", "शटडाउन", "B/D", "forced", "perhaps")] == [
        True,
        True,
        False,
        False,
        None,
    ]
