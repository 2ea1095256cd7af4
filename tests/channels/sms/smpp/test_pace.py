"""The pace of one account: at once slower, slowly faster."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijlisetu.channels.sms.smpp.pace import SLOWEST, Pace


def submit(pace: Pace, count: int, *, at: float) -> float:
    """Take so many turns, each when it comes, and return the moment of the last."""
    for _ in range(count):
        at += pace.take(at)
    return at


def test_nobody_waits_without_a_limit() -> None:
    assert submit(Pace(), 10_000, at=5.0) == 5.0


def test_turns_are_as_far_apart_as_the_operator_wants() -> None:
    assert submit(Pace(100), 101, at=5.0) == pytest.approx(6.0)


def test_a_warning_halves_the_pace_we_had() -> None:
    pace = Pace(100)
    now = submit(pace, 1000, at=0.0)

    pace.throttled(now)

    assert pace.per_second(now) == pytest.approx(50, rel=0.05)


def test_many_answers_at_once_are_one_warning() -> None:
    pace = Pace(100)
    now = submit(pace, 1000, at=0.0)

    for _ in range(50):
        pace.throttled(now)

    assert pace.per_second(now) == pytest.approx(50, rel=0.05)


def test_another_warning_halves_it_again() -> None:
    pace = Pace(100)
    now = submit(pace, 1000, at=0.0)
    pace.throttled(now)
    now = submit(pace, 100, at=now)

    pace.throttled(now)

    assert pace.per_second(now) < 35


def test_it_recovers_bit_by_bit_and_up_to_the_limit() -> None:
    pace = Pace(100)
    now = submit(pace, 1000, at=0.0)
    pace.throttled(now)

    assert [round(pace.per_second(now + later)) for later in (1, 5, 60)] == [
        pytest.approx(55, abs=3), pytest.approx(80, abs=4), 100,
    ]  # fmt: skip


def test_without_a_limit_it_is_free_again_in_the_end() -> None:
    pace = Pace()
    submit(pace, 100, at=0.0)
    pace.throttled(0.0)

    assert pace.per_second(1.0) < 100
    pace.per_second(1000.0)
    assert pace.per_second(1000.0) == math.inf


def test_who_hardly_sends_is_not_stopped() -> None:
    pace = Pace()
    pace.take(0.0)
    pace.throttled(0.0)

    assert pace.per_second(0.0) == SLOWEST


@given(st.lists(st.tuples(st.floats(0, 3), st.booleans()), max_size=60), st.sampled_from([1.0, 30.0, math.inf]))
def test_a_turn_is_never_before_the_one_before(steps: list[tuple[float, bool]], at_most: float) -> None:
    pace, now, last = Pace(at_most), 0.0, 0.0
    for later, is_throttled in steps:
        now += later
        if is_throttled:
            pace.throttled(now)
        assert pace.wait(now) >= 0
        turn = now + pace.take(now)
        assert turn >= last - 1e-9
        last = turn
