"""A realistic time of return: from the nearest past that has enough of it, and never one that has passed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest

from bijlisetu.outages.realistic import FEWEST, Like, Past, realistic
from tests.build import NOON

HOURS = [60 * hour for hour in range(1, 11)]  # one to ten hours


def lasting(minutes: Iterable[int], **like: bool) -> list[Past]:
    return [Past(minutes=each, **like) for each in minutes]


def test_it_is_the_time_by_which_four_of_five_were_over() -> None:
    found = realistic(lasting(HOURS, same_feeder=True, same_reason=True), from_at=NOON, at=NOON)

    assert found
    assert found.until_at == NOON + timedelta(hours=8)
    assert (found.rests_on, found.like) == (10, Like.FEEDER_AND_REASON)


def test_it_is_told_as_a_quarter_of_an_hour() -> None:
    found = realistic(lasting([61] * FEWEST, same_section=True), from_at=NOON, at=NOON)

    assert found
    assert found.until_at == NOON + timedelta(minutes=75)


@pytest.mark.parametrize(
    ("like", "of"),
    [
        (Like.FEEDER_AND_REASON, {"same_feeder": True, "same_reason": True, "same_section": True}),
        (Like.SECTION_AND_REASON, {"same_section": True, "same_reason": True}),
        (Like.FEEDER, {"same_feeder": True, "same_section": True}),
        (Like.DIVISION_AND_REASON, {"same_reason": True}),
        (Like.SECTION, {"same_section": True}),
    ],
)
def test_the_nearest_past_with_enough_of_it_is_taken(like: Like, of: dict[str, bool]) -> None:
    found = realistic(lasting(HOURS, **of) + lasting([5] * (FEWEST - 1), same_feeder=True), from_at=NOON, at=NOON)

    assert found
    assert found.like is like


def test_of_what_lasts_long_already_only_the_longer_ones_speak() -> None:
    past = lasting([30] * 50 + [60 * 12] * FEWEST, same_section=True)

    found = realistic(past, from_at=NOON, at=NOON + timedelta(hours=5))

    assert found
    assert found.until_at == NOON + timedelta(hours=12)
    assert found.rests_on == FEWEST


def test_too_few_suggest_nothing() -> None:
    assert realistic(lasting(HOURS[: FEWEST - 1], same_feeder=True), from_at=NOON, at=NOON) is None
    assert realistic(lasting(HOURS), from_at=NOON, at=NOON) is None
    assert realistic(lasting(HOURS, same_section=True), from_at=NOON, at=NOON + timedelta(hours=20)) is None
