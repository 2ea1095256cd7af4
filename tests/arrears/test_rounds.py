"""Reminders leave as runs: few by themselves, many through gates, a trial and a second officer; never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

import bijlisetu.runs.actions as runs
from bijlisetu.arrears.actions import Climbed, climb, look_after
from bijlisetu.arrears.models import Step
from bijlisetu.consumers.models import Consumer
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import RunRules
from bijlisetu.memos.models import Memo
from bijlisetu.outbox.models import Notice, Run
from tests import build
from tests.arrears.conftest import Owe, Pay, officer_over, somebody
from tests.build import NOON
from tests.carried import send_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make one reminder more than leaves by itself."""
    kind = kinds()["reminder_due"]
    monkeypatch.setitem(kinds(), kind.name, replace(kind, run=RunRules(above=0, canary=1)))


def up() -> Climbed:
    return climb(at=NOON, by="clock")


def test_a_small_round_goes_out_by_itself(owe: Owe) -> None:
    owe()

    up()

    assert Run.objects.values_list("state", "is_small", "made_by").get() == ("released", True, "clock")
    assert len(send_all()) == 1


def test_a_large_round_waits_for_its_trial_and_a_second_officer(many: None, owe: Owe, consumer: Consumer) -> None:
    owe()
    up()
    run = Run.objects.get()
    sdo, ee = officer_over(consumer, "sdo"), officer_over(consumer, "ee")

    assert (run.state, send_all()) == ("ready", [])
    assert Memo.objects.exists()  # whoever may let it out is told

    runs.send_canary(run=run.pk, at=NOON, by=sdo)
    later = NOON + timedelta(hours=1)
    with pytest.raises(runs.HandInIt):
        runs.release(run=run.pk, at=later, by=sdo)
    runs.release(run=run.pk, at=later, by=ee)


def test_what_waits_is_withdrawn_by_the_payment(many: None, owe: Owe, pay: Pay) -> None:
    owe()
    up()

    pay("500.00")

    assert Notice.objects.get(kind="reminder_due").reason == "paid"


def test_a_climb_that_was_cut_short_is_taken_up_and_closed(owe: Owe, monkeypatch: pytest.MonkeyPatch) -> None:
    owe()
    with monkeypatch.context() as broken:
        broken.setattr("bijlisetu.arrears.rounds.Rounds.close", lambda rounds: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            up()
    assert (Run.objects.get().state, send_all()) == ("gathering", [])

    assert up() == Climbed()

    assert (Run.objects.get().state, Step.objects.count(), Notice.objects.count()) == ("released", 1, 1)


def test_a_second_climb_of_the_day_opens_no_run_again(many: None, owe: Owe) -> None:
    owe()
    up()
    before = Run.objects.values().get()

    up()

    assert Run.objects.values().get() == before


def test_people_of_two_companies_are_told_by_two_runs(owe: Owe, consumer: Consumer) -> None:
    owe()
    owe(of=somebody(900))

    up()

    assert sorted(Run.objects.values_list("made", flat=True)) == [1, 1]
    assert all("reminders:reminder_due:" in key for key in Run.objects.values_list("key", flat=True))


def test_a_stopped_round_holds_nobody_up_but_its_own_people(many: None, owe: Owe, consumer: Consumer) -> None:
    owe()
    up()
    stopped = Run.objects.get()
    runs.stop(run=stopped.pk, why="a wrong amount", at=NOON, by="clock")
    neighbour, elsewhere = build.consumer(on=consumer.feeder), somebody(900)
    owe(of=neighbour)
    owe(of=elsewhere)

    look_after(at=NOON, by="clock")

    assert set(Step.objects.values_list("consumer", flat=True)) == {consumer.pk, elsewhere.pk}
    assert Run.objects.exclude(pk=stopped.pk).get().made == 1


def test_whoever_belongs_to_a_stopped_round_is_reminded_on_the_next_day(
    many: None, owe: Owe, consumer: Consumer
) -> None:  # fmt: skip
    owe()
    up()
    runs.stop(run=Run.objects.get().pk, why="a wrong amount", at=NOON, by="clock")
    neighbour = build.consumer(on=consumer.feeder)
    owe(of=neighbour)
    up()

    climb(at=NOON + timedelta(days=1), by="clock")

    assert Notice.objects.get(consumer=neighbour).run.key.endswith("2026-11-23")
