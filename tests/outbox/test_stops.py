"""The kill switch: who may throw it, and what it shuts."""

from __future__ import annotations

import pytest

from bijlisetu.audit.models import Entry
from bijlisetu.kinds.kind import OF_NOTICES, Lane
from bijlisetu.outbox import queries, stops
from bijlisetu.outbox.doors import doors
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> str:
    return build.officer("chief", of=build.office("company"))


def throw(by: str, scope: str = "all") -> bool:
    return stops.stop(scope=scope, why="wrong amounts", at=NOON, by=by)


def test_all_doors_shut_and_open_again(chief: str) -> None:
    before = doors(channels=[])

    throw(chief)

    assert doors(channels=[]) == []
    stops.lift(scope="all", at=NOON, by=chief)
    assert doors(channels=[]) == before


def test_a_lane_is_shut_alone(chief: str) -> None:
    throw(chief, "lane:bulk")

    assert {door.lane for door in doors(channels=[])} == set(OF_NOTICES) - {Lane.BULK}


def test_thrown_twice_it_is_one_stop(chief: str) -> None:
    assert [throw(chief), throw(chief)] == [True, False]
    assert [still.scope for still in queries.stops()] == ["all"]


def test_lifted_when_nothing_is_stopped_it_says_so(chief: str) -> None:
    assert stops.lift(scope="all", at=NOON, by=chief) is False


def test_what_nobody_knows_cannot_be_stopped(chief: str) -> None:
    with pytest.raises(stops.UnknownScope, match="lane:bulk"):
        throw(chief, "lane:fast")


def test_a_reason_is_wanted(chief: str) -> None:
    with pytest.raises(stops.WhyNotSaid):
        stops.stop(scope="all", why="  ", at=NOON, by=chief)


@pytest.mark.parametrize(
    ("role", "high", "may"),
    [
        ("officer", True, True),
        ("officer", False, False),
        ("operator", True, True),
        ("operator", False, False),
        ("clerk", True, False),
    ],
)
def test_who_may_stop_what_everybody_sends(role: str, high: bool, may: bool) -> None:
    company = build.office("company")
    name = build.officer("somebody", of=company if high else build.office(parent=company), role=role)

    if may:
        assert throw(name)
        return
    with pytest.raises(stops.MayNotStop):
        throw(name)


def test_both_deeds_stand_in_the_book(chief: str) -> None:
    throw(chief, "channel:sms")
    stops.lift(scope="channel:sms", at=NOON, by=chief)

    assert list(Entry.objects.order_by("id").values_list("deed", "record")) == [
        ("stop.thrown", "stop:channel:sms"), ("stop.lifted", "stop:channel:sms"),
    ]  # fmt: skip
