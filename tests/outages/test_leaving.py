"""Who was told of an outage leaves with its month, the outage stays, and a hold keeps its person's."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bijlisetu.audit.holds import hold
from bijlisetu.jobs.months import turn_over
from bijlisetu.outages import actions
from bijlisetu.outages.learning.hearing import Report, report_no_light
from bijlisetu.outages.models import NoLight, Outage, Told
from bijlisetu.outages.queries import differences
from tests.build import NOON
from tests.carried import send_all
from tests.outages.desk import HOUR, desk, enter, person, told

pytestmark = pytest.mark.django_db
#: Thirteen whole months after the last day of November 2026, and the day after.
KEPT, GONE = NOON.replace(year=2027, month=12, day=31), datetime.fromisoformat("2028-01-01T12:00+05:30")


def test_who_was_told_leaves_with_the_month_but_for_what_a_hold_keeps() -> None:
    of = desk()
    here, held = person(of), person(of, number=2)
    outage = enter(of)
    told(of, outage)
    send_all()
    actions.back(outage=outage.pk, at=NOON + HOUR, by="je")
    hold(why="मंच", by="law", at=NOON, until=GONE + timedelta(days=1), consumer=held.pk)

    turn_over(at=KEPT, keep=13)
    assert set(Told.objects.values_list("consumer", flat=True)) == {here.pk, held.pk}
    turn_over(at=GONE, keep=13)
    assert set(Told.objects.values_list("consumer", flat=True)) == {held.pk}
    turn_over(at=GONE + timedelta(days=2), keep=13)

    assert not Told.objects.exists()
    assert Outage.objects.get().state == "back"
    assert differences() == []


def test_of_an_outage_that_nobody_has_ended_nothing_leaves() -> None:
    of = desk()
    person(of)
    told(of, enter(of))

    turn_over(at=GONE, keep=13)

    assert Told.objects.exists()


def test_who_said_that_it_was_dark_leaves_with_the_month_too_but_for_what_a_hold_keeps() -> None:
    of = desk()
    here, held = person(of), person(of, number=2)
    said = [Report(consumer=one.pk, way=NoLight.Way.CHAT, said_at=NOON) for one in (here, held)]
    report_no_light(reports=said, at=NOON)
    hold(why="मंच", by="law", at=NOON, until=GONE + timedelta(days=1), consumer=held.pk)

    turn_over(at=KEPT, keep=13)
    assert NoLight.objects.count() == 2
    turn_over(at=GONE, keep=13)

    assert NoLight.objects.get().consumer == held
