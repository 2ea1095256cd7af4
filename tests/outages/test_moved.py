"""A line that is switched while it is dark, or before: who is touched anew is told, who is no more is told so."""

from __future__ import annotations

from datetime import datetime

import pytest

from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Feeder, Switching
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions
from bijlisetu.outages.models import Outage, OutageEvent, Told
from bijlisetu.outages.queries import differences
from bijlisetu.outages.rules import Kind
from bijlisetu.outages.timing.due import due
from bijlisetu.outbox.models import Notice
from tests import build
from tests.build import NOON
from tests.carried import send_all
from tests.outages.desk import HOUR, MINUTE, Desk, desk, enter, person, said, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk() -> Desk:
    return desk()


def hang(feeder: Feeder, on: Feeder, *, from_at: datetime, until_at: datetime | None = None) -> Switching:
    return Switching.objects.create(
        feeder=feeder, fed_by=on, from_at=from_at, until_at=until_at, by="je", at=min(from_at, NOON)
    )


def dark(of: Desk, feeder: int = 0, **more: object) -> Outage:
    outage = enter(of, Elements(feeders=(of.feeders[feeder].pk,)), until_at=NOON + 9 * HOUR, **more)
    told(of, outage)
    send_all()
    return outage


def kinds_to(who: Consumer) -> list[str]:
    return [kind for kind, _ in said(who)]


def test_whoever_is_switched_to_a_dark_line_hears_of_the_cut_from_then_on(at_desk: Desk) -> None:
    there = person(at_desk, feeder=1)
    outage = dark(at_desk)
    actions.pass_time(at=NOON + MINUTE)
    hang(at_desk.feeders[1], at_desk.feeders[0], from_at=NOON + HOUR)

    actions.pass_time(at=NOON + HOUR)
    actions.pass_time(at=NOON + HOUR + MINUTE)

    (notice,) = Notice.objects.filter(consumer=there)
    assert notice.kind == "outage_breakdown"
    assert notice.facts["from"] == (NOON + HOUR).isoformat()
    assert list(OutageEvent.objects.filter(outage=outage).order_by("id").values_list("what", flat=True)) == [
        "entered", "announced", "moved",
    ]  # fmt: skip
    assert differences() == []


def test_whoever_is_switched_away_hears_of_the_light_then_and_not_again_with_the_others(at_desk: Desk) -> None:
    here = person(at_desk)
    outage = dark(at_desk)
    hang(at_desk.feeders[0], build.feeder(section=at_desk.section), from_at=NOON + HOUR)

    actions.pass_time(at=NOON + HOUR)
    assert kinds_to(here) == ["outage_breakdown"]  # the line itself is what is dark

    Switching.objects.all().delete()
    Consumer.objects.update(transformer=at_desk.transformer)
    Switching.objects.create(
        transformer=at_desk.transformer, fed_by=at_desk.feeders[1], from_at=NOON + 2 * HOUR, by="je", at=NOON
    )
    actions.pass_time(at=NOON + 2 * HOUR)

    assert kinds_to(here) == ["outage_breakdown", "outage_back"]
    assert Notice.objects.get(kind="outage_back").facts["back"] == (NOON + 2 * HOUR).isoformat()
    actions.back(outage=outage.pk, at=NOON + 3 * HOUR, by="je")
    assert kinds_to(here) == ["outage_breakdown", "outage_back"]


def test_whoever_is_switched_back_to_a_dark_line_hears_of_both_once_more(at_desk: Desk) -> None:
    here = person(at_desk, feeder=1)
    outage = dark(at_desk)
    hang(at_desk.feeders[1], at_desk.feeders[0], from_at=NOON + HOUR, until_at=NOON + 2 * HOUR)
    hang(at_desk.feeders[1], at_desk.feeders[0], from_at=NOON + 4 * HOUR)

    for half in range(2, 10):
        actions.pass_time(at=NOON + half * HOUR / 2)
        send_all(NOON + half * HOUR / 2)
    actions.back(outage=outage.pk, at=NOON + 5 * HOUR, by="je")

    assert kinds_to(here) == ["outage_breakdown", "outage_back"] * 2


def test_whoever_was_not_told_before_being_switched_away_again_hears_nothing(at_desk: Desk) -> None:
    there = person(at_desk, feeder=1)
    outage = dark(at_desk)
    hang(at_desk.feeders[1], at_desk.feeders[0], from_at=NOON + HOUR, until_at=NOON + 2 * HOUR)
    actions.pass_time(at=NOON + HOUR)

    actions.pass_time(at=NOON + 2 * HOUR)
    actions.back(outage=outage.pk, at=NOON + 3 * HOUR, by="je")

    assert said(there) == [("outage_breakdown", "withdrawn")]
    assert Told.objects.get(stage="back").why == "never_told"


def test_whoever_is_switched_from_one_dark_line_to_another_hears_of_no_light_between(at_desk: Desk) -> None:
    third = build.feeder(section=at_desk.section)
    here = build.consumer(on=third, mobile="916000000001")
    first, second = dark(at_desk), dark(at_desk, feeder=1)
    hang(third, at_desk.feeders[0], from_at=NOON + HOUR, until_at=NOON + 2 * HOUR)
    hang(third, at_desk.feeders[1], from_at=NOON + 2 * HOUR)

    for hour in (1, 2):
        actions.pass_time(at=NOON + hour * HOUR)
        send_all(NOON + hour * HOUR)
    assert kinds_to(here) == ["outage_breakdown", "outage_breakdown"]
    actions.back(outage=first.pk, at=NOON + 3 * HOUR, by="je")
    assert len(said(here)) == 2
    actions.back(outage=second.pk, at=NOON + 4 * HOUR, by="je")

    assert kinds_to(here)[2:] == ["outage_back"]


def test_work_from_which_a_line_is_switched_away_beforehand_is_cancelled_for_its_people(at_desk: Desk) -> None:
    there = person(at_desk, feeder=1)
    third = build.feeder(section=at_desk.section)
    hang(at_desk.feeders[1], at_desk.feeders[0], from_at=NOON - HOUR)
    dark(at_desk, kind=Kind.PLANNED, from_at=NOON + 3 * HOUR)
    assert kinds_to(there) == ["outage_planned"]

    Switching.objects.update(until_at=NOON + 2 * HOUR)
    hang(at_desk.feeders[1], third, from_at=NOON + 2 * HOUR)
    actions.pass_time(at=NOON + MINUTE)

    assert kinds_to(there) == ["outage_planned", "outage_cancelled"]


def test_parts_that_are_back_are_no_switching(at_desk: Desk) -> None:
    here = person(at_desk, feeder=1)
    outage = enter(at_desk, Elements(feeders=tuple(one.pk for one in at_desk.feeders)), until_at=NOON + 9 * HOUR)
    told(at_desk, outage)
    send_all()
    part = outage.parts.get(feeder=at_desk.feeders[1])
    actions.partly_back(outage=outage.pk, parts=[part.pk], at=NOON + HOUR, by="je")

    assert actions.pass_time(at=NOON + 2 * HOUR) == 0
    assert kinds_to(here) == ["outage_breakdown", "outage_back"]


def test_an_owed_light_is_told_when_the_second_cut_was_never_told(at_desk: Desk) -> None:
    here = person(at_desk)
    inner = dark(at_desk)
    wider = enter(at_desk, Elements(substations=(at_desk.section.pk,)), at=NOON + MINUTE)
    told(at_desk, wider, at=NOON + MINUTE)

    actions.back(outage=inner.pk, at=NOON + 2 * MINUTE, by="je")
    actions.back(outage=wider.pk, at=NOON + 3 * MINUTE, by="je")

    assert kinds_to(here) == ["outage_breakdown", "outage_breakdown", "outage_back"]
    assert dict(said(here)[1:])["outage_breakdown"] == "withdrawn"
    assert Told.objects.get(outage=wider, stage="back").notice is not None


def test_the_clock_looks_at_no_outage_to_which_it_has_brought_nothing(at_desk: Desk) -> None:
    outage = dark(at_desk)
    quiet = due(at=NOON + MINUTE)
    hang(at_desk.feeders[1], at_desk.feeders[0], from_at=NOON + HOUR)

    assert (quiet, due(at=NOON + HOUR)) == ([], [outage.number])
    actions.pass_time(at=NOON + HOUR)
    assert due(at=NOON + HOUR + MINUTE) == []
    assert due(at=NOON + 9 * HOUR) == [outage.number]
