"""So many questions of one place within a while, and then no more until the first of them is long ago."""

from __future__ import annotations

from bijlisetu.web.guessing.often import PLACES, Often


def test_one_place_asks_so_often_within_the_while() -> None:
    often = Often(most=2, within=10)

    assert [often.is_too_often("a", now=second) for second in (0, 1, 2, 9, 10, 10.5)] == [
        False,
        False,
        True,
        True,
        False,
        True,
    ]


def test_places_do_not_count_for_each_other() -> None:
    often = Often(most=1, within=10)

    assert not often.is_too_often("a", now=0)
    assert not often.is_too_often("b", now=0)


def test_of_very_many_the_one_of_long_ago_is_forgotten() -> None:
    often = Often(most=1, within=10)
    for place in range(PLACES + 1):
        often.is_too_often(str(place), now=0)

    assert not often.is_too_often("0", now=1)
    assert often.is_too_often(str(PLACES), now=1)
