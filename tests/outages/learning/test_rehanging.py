"""Whoever is dark with another transformer than the registry's is proposed to an officer, who has the last word."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bijlisetu.consumers.models import Consumer, FactChange
from bijlisetu.network.models import Transformer
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions as outages
from bijlisetu.outages.actions import NotTheirs
from bijlisetu.outages.learning import rehanging
from bijlisetu.outages.learning.actions import HasEnded
from bijlisetu.outages.learning.hearing import Report, report_no_light
from bijlisetu.outages.models import NoLight, Rehanging
from tests import build
from tests.build import NOON, SINCE
from tests.outages.desk import HOUR, MINUTE, Desk, desk, enter

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = NOON + 10 * DAY


@pytest.fixture
def at_desk() -> Desk:
    return desk()


def somebody(of: Desk, *, feeder: int = 0) -> Consumer:
    low = Transformer.objects.create(feeder=of.feeders[feeder], name="OTHER", valid_from=SINCE)
    return build.consumer(on=of.feeders[feeder], transformer=low)


def cuts(of: Desk, who: Consumer, low: Transformer, *, many: int = 3, first: int = 0, is_dark: bool = True) -> None:
    """Cut the transformer on so many days; in each somebody says how it is at theirs."""
    for day in range(first, first + many):
        at = NOON + day * DAY
        outage = enter(of, Elements(transformers=(low.pk,)), at=at)
        said = Report(consumer=who.pk, way=NoLight.Way.CHAT, said_at=at + 10 * MINUTE, is_dark=is_dark)
        report_no_light(reports=[said], at=at + 10 * MINUTE)
        outages.back(outage=outage.pk, at=at + HOUR, by=of.engineer)


@pytest.mark.parametrize("feeder", [0, 1])
def test_who_is_dark_with_another_transformer_of_the_substation_is_proposed(at_desk: Desk, feeder: int) -> None:
    who = somebody(at_desk, feeder=feeder)
    cuts(at_desk, who, at_desk.transformer)

    assert rehanging.propose(at=LATER) == 1
    assert rehanging.propose(at=LATER + DAY) == 1

    (one,) = rehanging.proposed_at([at_desk.section.pk])
    assert (one.consumer, one.account_end, one.outages, one.days) == (who.pk, who.account[-4:], 3, 3)
    assert (one.transformer, one.other) == ("OTHER", "DT 1")


def test_fewer_cuts_the_own_transformer_and_light_in_the_house_propose_nothing(at_desk: Desk) -> None:
    few, lit = somebody(at_desk), build.consumer(on=at_desk.feeders[0])
    right = build.consumer(on=at_desk.feeders[0], transformer=at_desk.transformer)
    cuts(at_desk, few, at_desk.transformer, many=2)
    cuts(at_desk, lit, at_desk.transformer, many=3, first=2)
    cuts(at_desk, lit, at_desk.transformer, many=2, first=5, is_dark=False)
    cuts(at_desk, right, at_desk.transformer, many=3, first=7)

    assert rehanging.propose(at=LATER + DAY) == 0


def test_an_officer_takes_it_over_and_the_history_keeps_what_stood_there(at_desk: Desk) -> None:
    who = somebody(at_desk, feeder=1)
    cuts(at_desk, who, at_desk.transformer)
    rehanging.propose(at=LATER)
    one = Rehanging.objects.get()

    rehanging.accept(proposal=one.pk, at=LATER, by=at_desk.engineer)

    who.refresh_from_db()
    assert (who.transformer, who.feeder) == (at_desk.transformer, at_desk.feeders[0])
    kept = {change.field: (change.before, change.after, change.by) for change in FactChange.objects.all()}
    assert kept["transformer"] == ("OTHER", "DT 1", at_desk.engineer)
    assert "feeder" in kept
    assert rehanging.propose(at=LATER + DAY) == 0
    with pytest.raises(HasEnded):
        rehanging.refuse(proposal=one.pk, at=LATER, by=at_desk.engineer)


def test_what_was_refused_is_not_proposed_again(at_desk: Desk) -> None:
    who = somebody(at_desk)
    cuts(at_desk, who, at_desk.transformer)
    rehanging.propose(at=LATER)

    rehanging.refuse(proposal=Rehanging.objects.get().pk, at=LATER, by=at_desk.engineer)
    cuts(at_desk, who, at_desk.transformer, many=1, first=8)
    rehanging.propose(at=LATER + DAY)

    assert Rehanging.objects.get().state == "refused"
    assert rehanging.proposed_at([at_desk.section.pk]) == []
    who.refresh_from_db()
    assert who.transformer.name == "OTHER"  # type: ignore[union-attr]


def test_what_is_said_against_it_lets_it_lapse(at_desk: Desk) -> None:
    who = somebody(at_desk)
    cuts(at_desk, who, at_desk.transformer)
    rehanging.propose(at=LATER)

    cuts(at_desk, who, at_desk.transformer, many=2, first=4, is_dark=False)

    assert rehanging.propose(at=LATER + DAY) == 0
    assert Rehanging.objects.get().state == "lapsed"


def test_only_an_officer_of_both_lines_decides(at_desk: Desk) -> None:
    who = somebody(at_desk)
    cuts(at_desk, who, at_desk.transformer)
    rehanging.propose(at=LATER)
    build.officer("other", of=build.office(parent=build.office("company")), role="je")

    with pytest.raises(NotTheirs):
        rehanging.accept(proposal=Rehanging.objects.get().pk, at=LATER, by="other")
