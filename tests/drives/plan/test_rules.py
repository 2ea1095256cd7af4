from __future__ import annotations

from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijlisetu.drives.plan.rules import (
    FEWEST_DOORS,
    MOST_DOORS,
    NEAR,
    Cut,
    Stretch,
    Waiting,
    cut,
    even_out,
    share_out,
    size_of,
)


@pytest.mark.parametrize(
    ("doors", "workers", "size"),
    [(60_000, 120, 150), (600, 10, 20), (30, 10, FEWEST_DOORS), (900, 0, MOST_DOORS), (1, 1, FEWEST_DOORS)],
)
def test_how_many_doors_a_beat_has(doors: int, workers: int, size: int) -> None:
    assert size_of(doors, workers=workers) == size


def test_a_beat_ends_where_a_transformer_does() -> None:
    stretches = [Stretch(1, "A", 9), Stretch(1, "A", 13), Stretch(1, "B", 18)]

    assert cut(stretches, size=20) == [Cut(1, "A", 0, 22), Cut(1, "B", 22, 40)]


def test_a_large_transformer_is_cut() -> None:
    assert cut([Stretch(1, "A", 100)], size=50) == [Cut(1, "A", 0, 50), Cut(1, "A", 50, 100)]


def test_a_small_section_is_one_beat_with_all_its_feeders() -> None:
    assert cut([Stretch(1, "A", 3), Stretch(1, "B", 2), Stretch(2, "C", 1)], size=20) == [
        Cut(1, "A, B", 0, 5),
        Cut(2, "C", 0, 1),
    ]


def test_beats_in_a_row_go_to_one_worker_and_all_have_as_much() -> None:
    cuts = [Cut(1, "A", n * 10, n * 10 + 10) for n in range(6)]

    assert share_out(cuts, workers={7: frozenset({1}), 8: frozenset({1})}) == [7, 7, 7, 8, 8, 8]


def test_nobody_gets_a_beat_of_a_section_that_is_not_theirs() -> None:
    cuts = [Cut(1, "A", 0, 10), Cut(2, "B", 0, 10), Cut(3, "C", 0, 10)]

    assert share_out(cuts, workers={7: frozenset({1}), 8: frozenset({2})}) == [7, 8, None]


@given(
    st.lists(
        st.builds(Stretch, st.integers(1, 4), st.sampled_from("ABC"), st.integers(1, 80)), min_size=1, max_size=40
    ),
    st.integers(10, 150),
)
def test_no_door_is_left_out_and_none_is_in_two_beats(stretches: list[Stretch], size: int) -> None:
    stretches.sort(key=lambda one: one.section)

    beats = cut(stretches, size=size)

    for section, some in groupby(stretches, key=lambda one: one.section):
        theirs = [one for one in beats if one.section == section]
        assert theirs[0].first == 0
        assert theirs[-1].last == sum(one.doors for one in some)
        assert all(a.last == b.first for a, b in pairwise(theirs))
        assert all(0 < one.doors <= size * 2 for one in theirs)


@given(
    st.lists(st.builds(lambda section, doors: Cut(section, "", 0, doors), st.integers(1, 5), st.integers(1, 60))),
    st.dictionaries(st.integers(1, 9), st.frozensets(st.integers(1, 5)), max_size=6),
)
def test_everybody_walks_where_they_are_posted(cuts: list[Cut], workers: dict[int, frozenset[int]]) -> None:
    for one, worker in zip(cuts, share_out(cuts, workers=workers), strict=True):
        able = {who for who, sections in workers.items() if one.section in sections}
        assert worker in able if able else worker is None


def waiting(doors: range, *, section: int = 1, visits: float = 1.0) -> list[Waiting]:
    return [Waiting(door, section, visits) for door in doors]


ALL = {worker: frozenset({1}) for worker in (7, 8, 9)}


def test_who_is_done_sooner_takes_the_last_doors_of_who_has_most() -> None:
    moved = even_out({7: waiting(range(20)), 8: waiting(range(20, 24))}, pace={7: 2.0, 8: 2.0}, workers=ALL)

    assert moved == dict.fromkeys(range(13, 20), 8) or moved == dict.fromkeys(range(12, 20), 8)


def test_a_slow_walker_keeps_fewer_doors() -> None:
    moved = even_out({7: waiting(range(10)), 8: waiting(range(10, 20))}, pace={7: 1.0, 8: 4.0}, workers=ALL)

    assert set(moved.values()) == {8}
    assert 10 - len(moved) == pytest.approx(4, abs=1)


def test_what_is_even_stays_as_it_is() -> None:
    assert even_out({7: waiting(range(10)), 8: waiting(range(10, 19))}, pace={7: 2.0, 8: 2.0}, workers=ALL) == {}


def test_doors_stay_within_their_section_and_go_to_nobody_who_does_not_walk() -> None:
    workers = {7: frozenset({1, 2}), 8: frozenset({2}), 9: frozenset({1})}
    doors = {7: [*waiting(range(10)), *waiting(range(10, 12), section=2)]}

    moved = even_out(doors, pace={7: 2.0, 8: 2.0}, workers=workers)

    assert moved == {10: 8, 11: 8}


def test_who_has_work_elsewhere_takes_as_much_less() -> None:
    held = {7: waiting(range(20)), 8: []}

    free = even_out(held, pace={7: 2.0, 8: 2.0}, workers=ALL)
    busy = even_out(held, pace={7: 2.0, 8: 2.0}, workers=ALL, elsewhere={8: 20.0})

    assert len(free) == pytest.approx(10, abs=1)
    assert busy == {}


def test_doors_of_somebody_who_does_not_walk_are_an_officer_s_to_give_away() -> None:
    assert even_out({7: waiting(range(10))}, pace={8: 2.0}, workers=ALL) == {}


@given(
    doors=st.dictionaries(st.sampled_from([7, 8, 9]), st.integers(0, 40), max_size=3),
    pace=st.dictionaries(st.sampled_from([7, 8, 9]), st.floats(0.5, 20), min_size=1, max_size=3),
    visits=st.floats(1, 3),
)
def test_nobody_ends_later_than_the_last_one_would_have(
    doors: dict[int, int], pace: dict[int, float], visits: float
) -> None:
    held = {who: waiting(range(100 * who, 100 * who + many), visits=visits) for who, many in doors.items()}

    moved = even_out(held, pace=pace, workers=ALL)

    def days(count: dict[int, int]) -> float:
        return max((count.get(who, 0) * visits / pace[who] for who in pace), default=0.0)

    after = dict(doors)
    for door, taker in moved.items():
        after[door // 100] -= 1
        after[taker] = after.get(taker, 0) + 1
    assert set(moved) <= {one.door for some in held.values() for one in some}
    assert all(taker in pace and door // 100 in pace and taker != door // 100 for door, taker in moved.items())
    assert days(after) <= days(doors) + 1e-6
    busy = [after.get(who, 0) * visits / pace[who] for who in pace]
    assert max(busy) - min(busy) < NEAR + visits / min(pace.values()) + 1e-6
