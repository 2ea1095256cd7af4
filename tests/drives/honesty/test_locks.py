"""How many locked doors are too many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bijlisetu.drives.honesty.locks import Found, Usual, chance_of, is_locked_too_often, usual_locks

TEN = datetime(2026, 11, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("times", "of", "is_much"),
    [(36, 49, True), (25, 49, False), (9, 12, False), (12, 12, True), (0, 0, False)],
)
def test_more_visits_show_it_surer(times: int, of: int, *, is_much: bool) -> None:
    assert is_locked_too_often(times, of, usual=Usual(of * 61 / 163, 163)) is is_much
    assert not is_locked_too_often(times, of, usual=Usual(0.0, 0))


def test_a_few_visits_of_others_show_little() -> None:
    assert not is_locked_too_often(12, 12, usual=Usual(12 * 0.374, 8))


def test_a_second_visit_is_held_against_second_visits() -> None:
    def twice(door: int, second: bool) -> list[Found]:
        return [Found(door, TEN, is_locked=True), Found(door, TEN + timedelta(days=1), is_locked=second)]

    others = [found for door in range(40) for found in twice(door, second=False)]
    own = [found for door in range(40, 60) for found in twice(door, second=True)]

    usual = usual_locks({1: own, 2: others})

    assert usual[1].visits == 80
    assert usual[1].times == pytest.approx(20, abs=2)


@given(of=some.integers(1, 200), share=some.floats(0.02, 0.98), seen_in=some.integers(3, 10_000))
def test_chances_add_up(of: int, share: float, seen_in: int) -> None:
    chances = [chance_of(times, of, share=share, seen_in=seen_in) for times in range(of + 1)]

    assert chances[0] == pytest.approx(1, abs=1e-6)
    assert all(earlier >= later for earlier, later in pairwise(chances))
