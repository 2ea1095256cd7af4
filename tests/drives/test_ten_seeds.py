"""The rules against the hidden truth of ten districts: who cheats, and when all is done."""

from __future__ import annotations

import math
from functools import cache

import pytest

from tests.drives.played import Played, play

SEEDS = range(1, 11)


@cache
def played(seed: int) -> Played:
    return play(seed=seed, consumers=5000, doors=700)


def test_eight_in_ten_cheats_are_named_and_at_most_one_in_fifty_honest_workers() -> None:
    cheats = named = honest = accused = 0
    for seed in SEEDS:
        for worker in played(seed).workers:
            is_named = worker.name in played(seed).named
            cheats += worker.is_cheat
            named += worker.is_cheat and is_named
            honest += not worker.is_cheat
            accused += not worker.is_cheat and is_named

    assert cheats >= 20
    assert honest >= 80
    assert named >= 0.8 * cheats
    assert accused <= honest / 50


def test_half_time_forecasts_are_within_fifteen_in_a_hundred_in_eight_of_ten_seeds() -> None:
    def is_near(one: Played) -> bool:
        assert one.forecast
        return abs(math.ceil(one.forecast.likely) - one.true_days) <= 0.15 * one.true_days

    near = [is_near(played(seed)) for seed in SEEDS]

    assert sum(near) >= 8


def test_the_range_holds_the_day_in_most_seeds() -> None:
    def holds(one: Played) -> bool:
        assert one.forecast
        return one.forecast.soonest <= one.true_days <= one.forecast.latest + 1

    assert sum(holds(played(seed)) for seed in SEEDS) >= 8


def test_a_drive_of_few_doors_lasts_weeks_as_a_large_one_does() -> None:
    small = [play(seed=seed, consumers=1000, doors=200).true_days for seed in (1, 3, 5)]

    assert min(small) >= 14


@pytest.mark.parametrize("seed", SEEDS)
def test_every_way_of_cheating_is_somebodys(seed: int) -> None:
    assert any(worker.is_cheat for worker in played(seed).workers)
