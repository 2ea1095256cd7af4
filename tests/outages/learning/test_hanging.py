"""On which transformer somebody hangs, by the cuts they spoke of."""

from __future__ import annotations

import pytest

from bijlisetu.outages.learning.hanging import Fits, hangs_on


def fits(outages: int = 3, *, days: int = 3, against: int = 0, transformer: int = 7) -> Fits:
    return Fits(transformer=transformer, outages=outages, days=days, against=against)


def test_three_outages_on_different_days_are_enough() -> None:
    assert hangs_on([fits()], own=0) == fits()
    assert hangs_on([fits(days=2)], own=0) == fits(days=2)


@pytest.mark.parametrize(
    ("told", "own"),
    [
        ([], 0),
        ([fits(2)], 0),  # may be an accident
        ([fits(5, days=1)], 0),  # one storm
        ([fits(), fits(transformer=8)], 0),  # either may be theirs
        ([fits(4, against=2)], 0),  # they had light as often
        ([fits(4)], 2),  # the registry explains as much
        ([fits(2), fits(1, transformer=8)], 0),
    ],
)
def test_what_may_be_otherwise_is_not_proposed(told: list[Fits], own: int) -> None:
    assert hangs_on(told, own=own) is None


def test_the_one_that_explains_most_is_theirs_if_little_speaks_against_it() -> None:
    assert hangs_on([fits(transformer=8), fits(6, against=1)], own=1) == fits(6, against=1)
