"""The pace of one sender: never more than its limit in any second, slower when asked, one person at a time."""

from __future__ import annotations

import math
from bisect import bisect_left

import pytest

from bijlisetu.delivery.pacing import LEAST_PACE, Bucket, Pairs


def spend(bucket: Bucket, *, seconds: float, step: float = 0.01, since: float = 100.0, weight: int = 1) -> list[float]:
    """Return the moments at which letters go, when there are always more."""
    gone: list[float] = []
    for tick in range(int(seconds / step)):
        now = since + tick * step
        while bucket.take(now=now, weight=weight):
            gone.append(now)
    return gone


@pytest.mark.parametrize("limit", [1, 80, 1000])
def test_no_second_holds_more_than_the_limit(limit: int) -> None:
    gone = spend(Bucket(limit), seconds=10)

    busiest = max(bisect_left(gone, first + 1) - place for place, first in enumerate(gone))
    assert busiest <= limit


def test_what_is_allowed_is_used() -> None:
    assert len(spend(Bucket(80), seconds=10)) > 0.9 * 800


def test_a_letter_of_three_messages_counts_as_three() -> None:
    gone = spend(Bucket(30), seconds=10, weight=3)

    assert len(gone) == pytest.approx(100, abs=7)


def test_a_bucket_that_rested_does_not_make_up_for_it() -> None:
    bucket = Bucket(100)
    spend(bucket, seconds=1)

    assert len(spend(bucket, seconds=1, since=1000)) <= 100


def test_a_carrier_that_says_too_fast_is_believed_and_then_tried_again() -> None:
    bucket = Bucket(100)
    spend(bucket, seconds=2)

    bucket.slow_down(now=102)
    slowed = len(spend(bucket, seconds=1, since=102))
    recovered = len(spend(bucket, seconds=10, since=103)[-90:])

    assert slowed < 85
    assert recovered == 90


def test_many_complaints_at_once_are_one() -> None:
    bucket = Bucket(100)
    spend(bucket, seconds=2)

    for _ in range(50):
        bucket.slow_down(now=102)

    assert bucket.pace == pytest.approx(70, rel=0.05)


def test_the_next_complaint_slows_it_down_again() -> None:
    bucket = Bucket(100)
    spend(bucket, seconds=2)

    for second in range(3):
        bucket.slow_down(now=102.0 + second)

    assert bucket.pace < 50


def test_without_a_limit_all_go() -> None:
    bucket = Bucket(None)

    assert all(bucket.take(now=1) for _ in range(5000))
    assert bucket.within(0.3) == math.inf


def test_without_a_limit_the_pace_that_was_too_fast_is_the_one_we_had() -> None:
    bucket = Bucket(None)
    for tick in range(500):
        bucket.take(now=100 + tick / 100)

    bucket.slow_down(now=105)

    assert bucket.pace == pytest.approx(70, rel=0.05)
    assert len(spend(bucket, seconds=1, since=105)) < 80


def test_without_a_limit_it_is_free_again_in_the_end() -> None:
    bucket = Bucket(None)
    bucket.take(now=100)
    bucket.slow_down(now=100)

    for second in range(300):
        bucket.take(now=101.0 + second)

    assert bucket.within(1) == math.inf


def test_who_hardly_sends_is_not_stopped() -> None:
    bucket = Bucket(None)
    bucket.take(now=100)

    for second in range(20):
        bucket.slow_down(now=100.0 + second)

    assert bucket.pace >= LEAST_PACE


def test_an_upgrade_takes_effect_at_once() -> None:
    bucket = Bucket(80)
    spend(bucket, seconds=1)

    bucket.allow(1000)

    assert len(spend(bucket, seconds=30, since=101)) > 20_000


def test_one_person_gets_the_next_message_six_seconds_later() -> None:
    pairs = Pairs(apart=6)

    assert pairs.wait("916000000001", now=10) == 0
    assert pairs.wait("916000000002", now=10) == 0
    assert pairs.wait("916000000001", now=12) == 4
    assert pairs.wait("916000000001", now=16) == 0


def test_whose_time_has_come_is_forgotten() -> None:
    pairs = Pairs(apart=6)

    for second in range(100):
        for person in range(500):
            assert pairs.wait(f"{second}:{person}", now=float(second)) == 0

    assert len(pairs.free_at) <= 2 * 6 * 500
    assert pairs.wait("99:0", now=99.5) == 5.5
