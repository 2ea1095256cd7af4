"""The interval of an effect is the published one, and holds the truth as often as it says."""

from __future__ import annotations

import random

import pytest

from bijlisetu.reports.saved.rules import Group, effect_of, median, wilson

#: Worked out by R. G. Newcombe, Statistics in Medicine 17 (1998), table II, method 10: paid and people of two groups.
PUBLISHED = (
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((6, 7), (2, 7), 0.0582, 0.8062),
    ((5, 56), (0, 29), -0.0381, 0.1926),
    ((0, 10), (0, 20), -0.1611, 0.2775),
    ((0, 10), (0, 10), -0.2775, 0.2775),
    ((10, 10), (0, 20), 0.6791, 1.0000),
    ((10, 10), (0, 10), 0.6075, 1.0000),
)


@pytest.mark.parametrize(("first", "second", "low", "high"), PUBLISHED)
def test_the_interval_is_the_published_one(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    found = effect_of(Group(first[1], first[0]), Group(second[1], second[0]))

    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_of_nobody_nothing_is_known() -> None:
    found = effect_of(Group(0, 0), Group(0, 0))

    assert wilson(Group(0, 0)) == (0.0, 1.0)
    assert (found.low, found.effect, found.high) == (-1.0, 0.0, 1.0)
    assert not found.is_sure
    assert found.newly_paying == 0


@pytest.mark.parametrize("base", [0.02, 0.3, 0.9])
@pytest.mark.parametrize("adds", [0.0, 0.08])
def test_nine_of_ten_seeds_hold_the_truth(base: float, adds: float) -> None:
    held, seeds = 0, 200
    for seed in range(seeds):
        luck = random.Random(f"{base} {adds} {seed}")
        paid = sum(luck.random() < base + adds for _ in range(900))
        alone = sum(luck.random() < base for _ in range(60))
        found = effect_of(Group(900, paid), Group(60, alone))
        held += found.low <= adds <= found.high

    assert held >= 0.9 * seeds


def test_a_median_is_the_day_by_which_half_had_paid() -> None:
    assert median({3: 4, 9: 1, 20: 3}) == 3
    assert median({3: 1, 9: 1, 20: 3}) == 20
    assert median({}) is None
