"""A system has its requests of a minute, and the others have theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bijlisetu.systems.pace import Share, take
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db


def test_each_request_takes_one_of_the_minute_and_the_next_minute_begins_anew() -> None:
    system, other = (build.system(build.office()).pk for _ in range(2))
    at = NOON + timedelta(seconds=15)

    shares = [take(system=system, a_minute=2, at=at) for _ in range(3)]

    assert shares == [Share(of=2, left=left, seconds=46) for left in (1, 0, -1)]
    assert [one.is_spent for one in shares] == [False, False, True]
    assert not take(system=other, a_minute=2, at=at).is_spent
    assert take(system=system, a_minute=2, at=NOON + timedelta(seconds=60)).left == 1


def test_a_clock_that_is_behind_gives_nothing_back() -> None:
    system = build.system(build.office()).pk
    for _ in range(2):
        take(system=system, a_minute=2, at=NOON)

    assert take(system=system, a_minute=2, at=NOON - timedelta(seconds=1)).is_spent
