"""Days and hours as people here write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bijlisetu.values import dates


@pytest.mark.parametrize(
    ("language", "month", "day", "short"),
    [
        ("hi", "फरवरी 2026", "7 फरवरी 2026", "फर 26"),
        ("en", "February 2026", "7 February 2026", "Feb 26"),
    ],
)
def test_a_month_has_one_spelling(language: str, month: str, day: str, short: str) -> None:
    on = date(2026, 2, 7)

    assert dates.month_in_words(on, language) == month
    assert dates.day_in_words(on, language) == day
    assert dates.short_month(on, language) == short


def test_a_day_in_figures_is_written_with_noughts() -> None:
    assert dates.day_in_figures(date(2026, 2, 7)) == "07-02-2026"


@pytest.mark.parametrize(
    ("hour", "hindi", "english"),
    [
        (0, "रात 12:05 बजे", "12:05 am"),
        (4, "सुबह 4:05 बजे", "4:05 am"),
        (12, "दोपहर 12:05 बजे", "12:05 pm"),
        (16, "शाम 4:05 बजे", "4:05 pm"),
        (19, "रात 7:05 बजे", "7:05 pm"),
    ],
)
def test_hours_are_said_as_people_say_them(hour: int, hindi: str, english: str) -> None:
    at = datetime(2026, 11, 22, hour, 5)  # noqa: DTZ001 - a local hour

    assert dates.moment_in_words(at, "hi") == f"22 नवम्बर 2026, {hindi}"
    assert dates.moment_in_words(at, "en") == f"22 November 2026, {english}"
