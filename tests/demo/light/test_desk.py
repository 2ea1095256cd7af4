"""The officer of the story says what the truth has them say, and looks where people's words point."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bijlisetu.demo.desks import SDO
from bijlisetu.demo.light.clock import Clock
from bijlisetu.demo.light.desk import LOOKS_AFTER, Officer
from bijlisetu.demo.light.ground import Ground
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages.models import Outage, Suspicion
from bijlisetu.simulator.cuts import wiring
from bijlisetu.simulator.cuts.cut import Cut, Desk, Sort
from bijlisetu.simulator.cuts.light import Light
from bijlisetu.simulator.cuts.wiring import House, Wire
from tests import build
from tests.build import NOON
from tests.outages import desk as desks

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOUSE = House("380000010001", Wire("S", "F1", "T1"), Wire("S", "F1", "T1"))


class Stopped(Clock):
    """A clock that a test sets."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def cut(desk: Desk) -> Cut:
    is_silent = desk is Desk.NEVER
    return Cut(
        name="C001", sort=Sort.BREAKDOWN, desk=desk, element=wiring.feeder("F1"), reason="storm", begins_at=NOON,
        ends_at=NOON + 60 * MINUTE, entered_at=None if is_silent else NOON + 5 * MINUTE,
        promised_at=None if is_silent else NOON + 30 * MINUTE,
        said_back_at=None if is_silent else NOON + 62 * MINUTE,
    )  # fmt: skip


def officer(of: desks.Desk, *cuts: Cut, at: datetime) -> Officer:
    build.officer(SDO, of=of.section, role="je")
    ground = Ground(
        houses=[HOUSE], by_account={HOUSE.account: HOUSE}, by_end={}, phones={}, own={},
        elements={
            wiring.feeder("F1"): of.first, wiring.feeder("F2"): Elements(feeders=(of.feeders[1].pk,)),
            wiring.transformer("F1", "T1"): Elements(transformers=(of.transformer.pk,)),
        },
    )  # fmt: skip
    return Officer(ground, Light(cuts), Stopped(at))


def suspect(**where: object) -> Suspicion:
    return Suspicion.objects.create(since=NOON, opened_at=NOON, heard_at=NOON, probability=0.9, reports=4, **where)


def test_a_promise_that_passes_has_another_time_and_the_end_is_said() -> None:
    breakdown = cut(Desk.OVERRUNS)
    at_desk = officer(desks.desk(), breakdown, at=NOON)
    assert isinstance(at_desk.clock, Stopped)

    deeds = list(at_desk.deeds(breakdown))
    for at, deed in deeds:
        at_desk.clock.at = at
        at_desk.do(deed, breakdown)

    assert [deed for _, deed in deeds] == ["enter", "promise", "back"]
    outage = Outage.objects.get()
    assert (outage.state, outage.back_at) == ("back", breakdown.ends_at)
    assert at_desk.diary["C001"].over_at == breakdown.said_back_at


def test_where_it_is_dark_above_what_is_suspected_the_whole_is_entered() -> None:
    of = desks.desk()
    at_desk = officer(of, cut(Desk.NEVER), at=NOON + LOOKS_AFTER)
    suspicion = suspect(transformer=of.transformer)

    assert [one.name for one in at_desk.look()] == ["C001"]

    suspicion.refresh_from_db()
    assert suspicion.state == "confirmed"
    assert list(Outage.objects.get().parts.values_list("feeder_id", flat=True)) == [of.feeders[0].pk]
    assert at_desk.look() == []


def test_where_a_part_of_what_is_suspected_is_dark_that_part_is_entered() -> None:
    of = desks.desk()
    below = replace(cut(Desk.NEVER), element=wiring.transformer("F1", "T1"))
    at_desk = officer(of, below, at=NOON + LOOKS_AFTER)
    suspect(feeder=of.feeders[0])

    assert at_desk.look() == [below]

    assert list(Outage.objects.get().parts.values_list("transformer_id", flat=True)) == [of.transformer.pk]


def test_where_there_is_light_the_suspicion_is_refused() -> None:
    of = desks.desk()
    at_desk = officer(of, cut(Desk.NEVER), at=NOON + LOOKS_AFTER)
    suspicion = suspect(feeder=of.feeders[1])

    assert at_desk.look() == []

    suspicion.refresh_from_db()
    assert suspicion.state == "refused"
    assert not Outage.objects.exists()


def test_nobody_has_looked_at_once() -> None:
    of = desks.desk()
    suspect(feeder=of.feeders[0])

    assert officer(of, cut(Desk.NEVER), at=NOON + MINUTE).look() == []
