from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijlisetu.simulator.district.cards import Deck, parts
from bijlisetu.simulator.district.homes.fates import Fate, beats, fates_of_beat
from bijlisetu.simulator.district.profiles import PROFILES


@given(st.integers(1, 500_000))
def test_beats_cover_every_account(accounts: int) -> None:
    sizes = beats(accounts)

    assert sum(sizes) == accounts
    assert max(sizes) <= 4_500  # the last four digits of a reader's accounts must differ


@given(st.integers(1, 4_500), st.sampled_from(sorted(PROFILES)))
def test_every_account_of_a_beat_has_a_fate(size: int, profile: str) -> None:
    fates = list(fates_of_beat(size, profile=PROFILES[profile], accounts=size, rng=random.Random(1)))

    assert len(fates) == size
    assert fates.count(Fate.READER) == (40 if size >= 500 else 0)


@pytest.mark.parametrize(("profile", "good"), [("sonbhadra", 490), ("noida", 830), ("dhanbad", 283)])
def test_the_reader_leaves_the_good_their_share(profile: str, good: int) -> None:
    counts = Counter(fates_of_beat(1_000, profile=PROFILES[profile], accounts=1_000, rng=random.Random(1)))

    assert counts[Fate.GOOD] == good
    assert set(counts) == set(Fate)


@given(st.integers(0, 10_000), st.lists(st.floats(0.01, 10), min_size=1, max_size=20))
def test_parts_make_the_whole(total: int, weights: list[float]) -> None:
    shares = parts(total, weights=weights)

    assert sum(shares) == total
    assert min(shares) >= 0


def test_a_deck_deals_each_card_before_any_comes_again() -> None:
    deck = Deck("abc", rng=random.Random(1))

    dealt = [deck.deal() for _ in range(6)]

    assert sorted(dealt[:3]) == sorted(dealt[3:]) == ["a", "b", "c"]
