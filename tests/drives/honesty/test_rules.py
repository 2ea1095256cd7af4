from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijlisetu.drives.honesty.positions import Position, metres_between
from bijlisetu.drives.honesty.rules import Signal, Walked, at_least, signals
from bijlisetu.plumbing.india import INDIA

TEN = datetime(2026, 11, 2, 10, tzinfo=INDIA)
MARKET = Position(28.5, 77.3)
#: Some 110 m, and a way of ten minutes.
STEP, PAUSE = 0.001, timedelta(minutes=10)


def walked(door: int, **facts: object) -> Walked:
    """Return an honest visit: at its door, ten minutes after the one before, with a number of its own."""
    place = Position(28.5 + door * STEP, 77.3, 20)
    usual: dict[str, object] = {
        "door": door,
        "at": TEN + door * PAUSE,
        "number": f"60000{door:05}",
        "place": place,
        "home": place._replace(within=0.0),
        "code_after": timedelta(seconds=25),
    }
    return Walked(**{**usual, **facts})  # type: ignore[arg-type]


def of_one(visits: Sequence[Walked], *, others: Sequence[Sequence[Walked]] = ()) -> set[Signal]:
    everybody = {0: visits, **dict(enumerate(others, 1))}
    return {found.signal for found in signals(everybody)[0]}


HONEST = [walked(door) for door in range(40)]


def test_an_honest_worker_is_not_named() -> None:
    assert of_one(HONEST, others=[HONEST]) == set()
    assert of_one([]) == set()


@pytest.mark.parametrize(
    ("number", "is_named"),
    [(lambda door: f"60000{door // 4:05}", False), (lambda door: f"60000{door // 8:05}", True)],
)
def test_a_family_shares_a_telephone_and_eight_doors_do_not(number: object, *, is_named: bool) -> None:
    visits = [walked(door, number=number(door), code_after=None) for door in range(40)]  # type: ignore[operator]

    assert (Signal.ONE_NUMBER in of_one(visits)) is is_named


def test_one_number_on_a_few_doors_of_many_is_a_caretaker() -> None:
    visits = [walked(door, number="6000000001" if door < 6 else f"60000{door:05}") for door in range(200)]

    assert of_one(visits) == set()


def test_a_second_visit_to_a_door_is_not_a_second_door() -> None:
    visits = [walked(door % 3, number="6000000001", at=TEN + door * PAUSE) for door in range(30)]

    assert Signal.ONE_NUMBER not in of_one(visits)


def test_forty_doors_a_hundred_metres_apart_are_not_walked_in_ten_minutes() -> None:
    visits = [walked(door, at=TEN + door * timedelta(seconds=15)) for door in range(40)]

    assert of_one(visits) == {Signal.IMPOSSIBLE_SPEED}


def test_locked_doors_of_one_staircase_are_seen_quickly() -> None:
    visits = [walked(door, at=TEN + door * timedelta(seconds=15), number="", place=MARKET) for door in range(40)]

    assert Signal.IMPOSSIBLE_SPEED not in of_one(visits)


def test_a_night_between_two_doors_is_no_speed() -> None:
    visits = [walked(door, at=TEN + timedelta(days=door)) for door in range(40)]

    assert of_one(visits) == set()


@pytest.mark.parametrize(
    ("place", "is_named"),
    [
        (Position(28.6, 77.3, 20), True),  # six kilometres or more
        (Position(28.6, 77.3, 50_000), False),  # the phone did not know where it was
        (None, False),
    ],
)
def test_far_from_the_door(place: Position | None, *, is_named: bool) -> None:
    visits = [walked(door, place=place) for door in range(20)]

    assert (Signal.FAR_AWAY in of_one(visits)) is is_named


def test_nobody_is_far_from_a_door_that_stands_on_no_map() -> None:
    visits = [walked(door, place=MARKET, home=None) for door in range(20)]

    assert Signal.FAR_AWAY not in of_one(visits)


def test_codes_that_are_typed_before_they_can_be_read() -> None:
    visits = [walked(door, code_after=timedelta(seconds=4)) for door in range(20)]

    assert of_one(visits) == {Signal.ONE_HAND}


def test_codes_of_a_few_cards() -> None:
    visits = [walked(door, number=f"600000000{door % 3}") for door in range(30)]

    assert of_one(visits) == {Signal.ONE_HAND, Signal.ONE_NUMBER}


def locked(share: float, *, of: int = 40) -> list[Walked]:
    return [walked(door, number="", is_locked=True) if door < share * of else walked(door) for door in range(of)]


@pytest.mark.parametrize(
    ("share", "others", "is_named"),
    [(0.9, 0.3, True), (0.9, 0.8, False), (0.4, 0.3, False), (0.3, 0.0, False)],
)
def test_always_locked_is_more_than_the_others_find(share: float, others: float, *, is_named: bool) -> None:
    found = of_one(locked(share), others=[locked(others), locked(others), locked(0.95)])

    assert (Signal.ALWAYS_LOCKED in found) is is_named


def test_who_never_opens_is_no_fault_of_who_goes_there_again_and_again() -> None:
    patient = [walked(door) for door in range(20)]
    patient += [
        walked(door, at=TEN + timedelta(days=number, minutes=door), number="", is_locked=True)
        for door in range(20, 28)
        for number in range(5)
    ]
    others = [
        [walked(door) for door in range(100 * who, 100 * who + 20)]
        + [
            walked(100 * who + 50 + door, at=TEN + timedelta(days=number, minutes=door), number="", is_locked=True)
            for door in range(4)
            for number in range(5)
        ]
        for who in range(1, 5)
    ]

    assert of_one(patient, others=others) == set()


@pytest.mark.parametrize(("phones", "is_named"), [(12, False), (9, False), (4, True)])
def test_four_cards_in_a_pocket_are_seen_before_one_stands_on_many_doors(phones: int, *, is_named: bool) -> None:
    visits = [walked(door, number=f"60100{door % phones:05}") for door in range(12)]
    like_families = [walked(door, number=f"60000{door // 2:05}") for door in range(12)]

    assert of_one(visits, others=[HONEST]) == ({Signal.FEW_NUMBERS} if is_named else set())
    assert of_one(visits, others=[like_families]) == set()


@pytest.mark.parametrize(("doors", "is_named"), [(4, False), (5, True)])
def test_one_number_on_more_doors_than_a_family_has_is_seen_at_once(doors: int, *, is_named: bool) -> None:
    visits = [walked(door, number="916000000009" if door < doors else f"91600010{door:04}") for door in range(8)]

    assert (Signal.ONE_NUMBER in of_one(visits)) is is_named


def test_people_at_the_numbers_say_no() -> None:
    disowned = [walked(door, is_disowned=door % 2 == 0) for door in range(40)]
    some = [walked(door, is_disowned=door % 20 == 0) for door in range(40)]

    assert of_one(disowned, others=[some, some]) == {Signal.NO_ANSWERS}
    assert of_one(disowned, others=[disowned, disowned]) == set()
    assert of_one(some, others=[HONEST, HONEST]) == set()


def test_people_who_were_called_tell_it_otherwise() -> None:
    lies = [walked(door, called_back=door > 5 if door < 8 else None) for door in range(40)]
    one_slip = [walked(door, called_back=door > 0 if door < 8 else None) for door in range(40)]

    assert of_one(lies) == {Signal.CALLED_BACK}
    assert of_one(one_slip) == set()


def test_the_strongest_sign_stands_first() -> None:
    visits = [
        walked(door, number="6000000001", code_after=None, is_disowned=door < 30, place=None) for door in range(40)
    ]

    found = signals({0: visits})[0]

    assert [one.signal for one in found] == [Signal.ONE_NUMBER, Signal.NO_ANSWERS]
    assert (found[1].times, found[1].of, found[1].share) == (30, 40, 0.75)


@pytest.mark.parametrize(("times", "of", "share"), [(0, 0, 0.0), (0, 50, 0.0), (50, 50, 0.85), (25, 50, 0.30)])
def test_what_lies_behind_a_share_for_sure(times: int, of: int, share: float) -> None:
    assert at_least(times, of) == pytest.approx(share, abs=0.01)


@given(times=st.integers(0, 300), more=st.integers(0, 300))
def test_the_sure_share_is_never_above_the_share(times: int, more: int) -> None:
    of = times + more

    assert 0 <= at_least(times, of) <= (times / of if of else 0) + 1e-9


@given(st.lists(st.integers(0, 10_000), max_size=4))
def test_four_visits_name_nobody(minutes: list[int]) -> None:
    visits = [
        walked(n, at=TEN + timedelta(minutes=minute), number="6000000001", is_disowned=True)
        for n, minute in enumerate(minutes)
    ]  # fmt: skip

    assert of_one(visits) == set()


def test_metres() -> None:
    assert metres_between(Position(28.5, 77.3), Position(28.509, 77.3)) == pytest.approx(1000, abs=5)
    assert metres_between(Position(28.5, 77.3), Position(28.5, 77.31024)) == pytest.approx(1000, abs=5)
    assert metres_between(Position(28.5, 77.3, 300), Position(28.509, 77.3, 200)) == pytest.approx(500, abs=5)
    assert metres_between(Position(28.5, 77.3, 900), Position(28.509, 77.3, 200)) == 0
