"""The pace of one sender: never more than its limit in any second, slower when asked, one person at a time."""

from __future__ import annotations

import pytest

from bijlisetu.delivery.pacing import Bucket, Pairs


def spend(bucket: Bucket, *, seconds: float, step: float = 0.01, since: float = 100.0) -> list[float]:
    """Return the moments at which letters go, when there are always more."""
    gone: list[float] = []
    for tick in range(int(seconds / step)):
        now = since + tick * step
        gone.extend([now] * bucket.take(1000, now=now))
    return gone


@pytest.mark.parametrize("limit", [1, 80, 1000])
def test_no_second_holds_more_than_the_limit(limit: int) -> None:
    gone = spend(Bucket(limit), seconds=10)

    busiest = max(sum(1 for each in gone if first <= each < first + 1) for first in gone)
    assert busiest <= limit


def test_what_is_allowed_is_used() -> None:
    assert len(spend(Bucket(80), seconds=10)) > 0.9 * 800


def test_a_bucket_that_rested_does_not_make_up_for_it() -> None:
    bucket = Bucket(100)
    spend(bucket, seconds=1)

    assert len(spend(bucket, seconds=1, since=1000)) <= 100


def test_a_carrier_that_says_too_fast_is_believed_and_then_tried_again() -> None:
    bucket = Bucket(100)
    spend(bucket, seconds=2)

    bucket.slow_down()
    slowed = len(spend(bucket, seconds=1, since=102))
    recovered = len(spend(bucket, seconds=10, since=103)[-90:])

    assert slowed < 85
    assert recovered == 90


def test_an_upgrade_takes_effect_at_once() -> None:
    bucket = Bucket(80)
    spend(bucket, seconds=1)

    bucket.allow(1000)

    assert len(spend(bucket, seconds=30, since=101)) > 20_000


def test_without_a_limit_all_go() -> None:
    assert Bucket(None).take(5000, now=1) == 5000


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
