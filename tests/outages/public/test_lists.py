"""What everybody may know: only what people were told of, under each of its offices, and over for a day at most."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bijlisetu.network.models import Transformer
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions
from bijlisetu.outages.models import Outage
from bijlisetu.outages.public.lists import board, dark
from bijlisetu.outages.rules import Kind
from tests import build
from tests.build import NOON
from tests.outages.desk import HOUR, Desk, desk, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk() -> Desk:
    return desk()


def told(of: Desk, elements: Elements | None = None, *, kind: Kind = Kind.BREAKDOWN) -> Outage:
    outage = enter(of, elements, kind=kind)
    actions.announce(outage=outage.pk, at=NOON, by=of.engineer)
    return outage


def numbers_at(at: object = NOON) -> list[str]:
    return [one.number for one in board(at=at).outages]  # type: ignore[arg-type]


def test_what_nobody_was_told_of_is_not_shown(at_desk: Desk) -> None:
    outage = enter(at_desk)
    assert numbers_at() == []

    actions.announce(outage=outage.pk, at=NOON, by="je")

    assert numbers_at() == [outage.number]


def test_it_stands_under_each_office_above_it_and_under_no_other(at_desk: Desk) -> None:
    outage = told(at_desk, Elements(transformers=(at_desk.transformer.pk,)))
    elsewhere = build.office()

    shown = board(at=NOON)

    (company,) = [one for one, many in shown.below(None) if many == 1]
    assert [one.number for one in shown.within(company.id)] == [outage.number]
    assert [area.id for area, _ in shown.below(company.id)] == [at_desk.section.pk]
    assert [area.name for area in shown.path(at_desk.section.pk)][-1] == "NEAR SUBSTATION"
    assert shown.within(elsewhere.pk) == ()


def test_whose_end_nobody_knows_stands_first_and_keeps_the_time_that_was_told(at_desk: Desk) -> None:
    first = told(at_desk)
    second = told(at_desk, Elements(feeders=(at_desk.feeders[1].pk,)), kind=Kind.PLANNED)
    actions.pass_time(at=NOON + 2 * HOUR + timedelta(minutes=1))

    shown = board(at=NOON + 2 * HOUR + timedelta(minutes=1)).outages

    assert [(one.number, one.state) for one in shown] == [(first.number, "unknown"), (second.number, "on")]
    assert shown[0].until_at == NOON + 2 * HOUR
    assert shown[0].told_at > NOON


def test_what_is_over_is_shown_for_a_day(at_desk: Desk) -> None:
    outage = told(at_desk)
    actions.back(outage=outage.pk, at=NOON + HOUR, by="je")

    assert numbers_at(NOON + 2 * HOUR) == [outage.number]
    assert numbers_at(NOON + 26 * HOUR) == []


def test_an_account_is_dark_with_its_transformer_or_else_with_its_feeder(at_desk: Desk) -> None:
    feeder, other = at_desk.feeders
    mine = Transformer.objects.create(feeder=other, name="DT 9", valid_from=build.SINCE)
    plain = build.consumer(on=feeder)
    switched = build.consumer(on=feeder)
    type(switched).objects.filter(pk=switched.pk).update(transformer=mine)
    outage = told(at_desk)

    found = dark([outage.pk], at=NOON)

    assert list(found.of_account(plain.account)) == [outage.pk]
    assert list(found.of_account(switched.account)) == []
    assert list(found.of_account("no such account")) == []
