"""Where companies share an installation, an officer of one stops that one's letters, and no other's."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from bijlisetu.audit.models import Entry
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.network.models import Office
from bijlisetu.outbox import queries, stops
from bijlisetu.outbox.doors import doors
from bijlisetu.outbox.models import Stop, Turn
from bijlisetu.values import ChannelKind
from bijlisetu.watch.unmended import unmended
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db
LADDER = ladder(kinds().values(), channels=[ChannelKind.WHATSAPP, ChannelKind.SMS], factor=1)
EAST, WEST = "916000000001", "916000000002"
#: When letters that were put off are looked at again.
LATER = NOON + timedelta(minutes=11)


@dataclass(frozen=True)
class Land:
    """Two companies, each with an officer, and a bill for one of its people."""

    east: str
    west: str
    feeders: tuple[int, int]


@pytest.fixture
def land() -> Land:
    feeders = []
    for name, mobile in (("east", EAST), ("west", WEST)):
        company = build.office("company", name=name.upper())
        line = build.feeder(section=build.office(parent=company))
        build.officer(name, of=company)
        build.notice(build.consumer(on=line, mobile=mobile))
        feeders.append(line.pk)
    return Land("east", "west", (feeders[0], feeders[1]))


def throw(by: str, scope: str = "all") -> bool:
    return stops.stop(scope=scope, why="wrong amounts", at=NOON, by=by)


def told(at: datetime = NOON) -> dict[str, ChannelKind]:
    claimed = delivery.claim(rooms=build.rooms(), engine="one", ladder=LADDER, at=at)
    return {one.address: one.channel for one in claimed}


@pytest.mark.parametrize("scope", ["all", "lane:bulk", "kind:bill_issued", "channel:whatsapp"])
def test_only_its_own_letters_stay(land: Land, scope: str) -> None:
    throw(land.east, scope)

    assert told().keys() == {WEST}
    assert told(LATER) == {}


@pytest.mark.parametrize("scope", ["lane:otp", "kind:outage_planned", "channel:email"])
def test_what_the_stop_does_not_name_goes_on(land: Land, scope: str) -> None:
    if scope not in stops.scopes():
        pytest.skip("no such kind")
    throw(land.east, scope)

    assert told().keys() == {EAST, WEST}


def test_what_is_urgent_goes_another_way_where_a_channel_is_stopped(land: Land) -> None:
    Turn.objects.update(lane=1)

    throw(land.east, "channel:whatsapp")

    assert told() == {EAST: ChannelKind.SMS, WEST: ChannelKind.WHATSAPP}


def test_let_go_on_it_leaves(land: Land) -> None:
    throw(land.east)
    told()

    assert stops.lift(scope="all", at=NOON, by=land.east)

    assert told(LATER).keys() == {EAST}


def test_both_may_stop_the_same_and_each_lifts_its_own(land: Land) -> None:
    assert [throw(land.east), throw(land.west), throw(land.west)] == [True, True, False]

    stops.lift(scope="all", at=NOON, by=land.east)

    assert [(still.scope, still.company) for still in queries.stops()] == [("all", "WEST")]
    assert doors(channels=[]) != []


def test_who_runs_the_system_stops_all_and_no_company_lifts_that(land: Land) -> None:
    User.objects.create_superuser("root")
    throw("root")

    assert told() == {}
    assert doors(channels=[]) == []
    with pytest.raises(stops.MayNotStop, match="all companies"):
        stops.lift(scope="all", at=NOON, by=land.east)
    assert stops.lift(scope="all", at=NOON, by="root")


def test_who_holds_a_post_at_each_company_stops_all(land: Land) -> None:
    for company in ("EAST", "WEST"):
        build.officer("chief", of=Office.objects.get(name=company))

    throw("chief")

    assert [still.company for still in queries.stops()] == [""]


def test_an_officer_of_no_company_stops_nothing(land: Land) -> None:
    build.officer("stray", of=build.office())

    with pytest.raises(stops.MayNotStop, match="may not stop"):
        throw("stray")


def test_pages_and_the_book_name_the_company(land: Land) -> None:
    throw(land.east, "lane:bulk")

    assert [(still.scope, still.company) for still in unmended().stops] == [("lane:bulk", "EAST")]
    assert [still.scope for still in queries.stops([land.feeders[0]])] == ["lane:bulk"]
    assert queries.stops([land.feeders[1]]) == ()
    assert Entry.objects.get(deed="stop.thrown").detail["companies"] == ["EAST"]


def test_the_database_keeps_one_stop_of_a_scope_and_company(land: Land) -> None:
    throw(land.east)

    with pytest.raises(IntegrityError, match="stop_once_a_scope"), transaction.atomic():
        Stop.objects.create(scope="all", company=Stop.objects.get().company, at=NOON, by="x", why="x")


def test_a_restored_copy_stands_still_though_one_company_was_stopped_in_it(land: Land) -> None:
    throw(land.east)

    stops.stand_still(why="restored", at=NOON)

    assert told() == {}
    assert [still.company for still in queries.stops()].count("") == 1


def test_so_does_one_in_which_two_companies_were(land: Land) -> None:
    throw(land.east)
    throw(land.west)
    stops.stand_still(why="restored", at=NOON)

    for officer in (land.east, land.west):
        with contextlib.suppress(stops.MayNotStop):
            stops.lift(scope="all", at=NOON, by=officer)

    assert told() == {}
