"""Pace and forecast."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation

from bijlisetu.reports.evening.columns import finish
from bijlisetu.reports.rules import forecast, pace_needed, pace_so_far

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("left", "deadline", "pace"),
    [(0, date(2026, 11, 30), 0), (80, date(2026, 11, 30), 10), (81, date(2026, 11, 30), 11), (5, TODAY, 5)],
)
def test_the_pace_needed_ends_on_the_deadline(left: int, deadline: date, pace: int) -> None:
    assert pace_needed(left, on=TODAY, deadline=deadline) == pace


@pytest.mark.parametrize(
    ("left", "done", "finish"),
    [(0, 0, TODAY), (70, 70, date(2026, 11, 29)), (10, 7, date(2026, 12, 2)), (10, 0, None), (10**9, 1, None)],
)
def test_the_forecast_goes_on_at_last_weeks_pace(left: int, done: int, finish: date | None) -> None:
    assert forecast(left, done=done, within=7, on=TODAY) == finish


@pytest.mark.parametrize(
    ("within", "pace"),
    [(timedelta(days=4), 25), (timedelta(days=3), 33), (timedelta(hours=6), 100), (timedelta(), 100)],
)
def test_the_pace_so_far_is_what_a_day_brought(within: timedelta, pace: int) -> None:
    assert pace_so_far(100, within=within) == pace


@pytest.mark.parametrize(("language", "words"), [("hi", "3 दिसम्बर 2026"), ("en", "3 December 2026")])
def test_the_evening_says_when_the_last_one_is_reached_as_people_say_days(language: str, words: str) -> None:
    with translation.override(language):
        assert finish({"people": 9, "left": 3, "finish": "2026-12-03"}) == words
