"""Who is visited, by whom, and how it ends: only where no message was proved to arrive."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from bijlisetu.arrears.actions import look_after
from bijlisetu.arrears.models import Pause, Recovery, Result
from bijlisetu.arrears.visiting.queries import in_all, waiting
from bijlisetu.arrears.visiting.results import NoDayOfPromise, NotOpen, NoWords, enter
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.plans.agreeing import agree
from bijlisetu.ledger.plans.rules import Scheme
from bijlisetu.network.models import FeederPlace
from bijlisetu.outbox.models import Notice
from bijlisetu.reach.models import Standing
from bijlisetu.staff.levels import Level
from tests.arrears.conftest import Owe, Pay
from tests.build import NOON

pytestmark = pytest.mark.django_db
Outcome = Recovery.Outcome
A_DAY = timedelta(days=1)
#: The last step is said on 10 December; a week later nobody was proved reached.
UNHEARD = datetime(2026, 12, 17, 12, tzinfo=NOON.tzinfo)


def live_through(*days: int) -> None:
    for day in days:
        look_after(at=NOON + day * A_DAY, by="clock")


@pytest.fixture
def recovery(owe: Owe) -> Recovery:
    owe("5000.00")
    live_through(0, 3, 10, 18, 25)
    return Recovery.objects.get()


def test_who_was_not_proved_reached_is_the_work_of_a_level(recovery: Recovery, consumer: Consumer) -> None:
    live_through(26, 27)

    assert Recovery.objects.count() == 1
    section = FeederPlace.objects.get(feeder=consumer.feeder_id).section_id
    assert (recovery.level, recovery.office_id, recovery.amount) == (Level.JE, section, Decimal(5000))
    assert recovery.due_on == date(2026, 12, 24)


def test_a_larger_amount_goes_to_the_subdivision(owe: Owe) -> None:
    owe("50000.00")
    live_through(0, 3, 10, 18, 25)

    made = Recovery.objects.get()
    assert (made.level, made.office.kind) == (Level.SDO, "subdivision")


def test_nobody_is_visited_whom_a_message_was_proved_to_reach(owe: Owe, consumer: Consumer) -> None:
    owe("5000.00")
    live_through(0, 3, 10, 18)
    Standing.objects.create(
        consumer=consumer, ledger="dues", occasion="2026-11", notice=1, degree="read", reached=True, proved=True,
        attempt=1, at=NOON,
    )  # fmt: skip

    live_through(25)

    assert not Recovery.objects.exists()


def test_a_promise_that_passes_unpaid_comes_back(recovery: Recovery) -> None:
    enter(recovery=recovery.pk, outcome=Outcome.PROMISE, said="", promised_on=date(2026, 12, 20), at=UNHEARD, by="je")

    (one,) = waiting(recovery.office_id, own=True, after=(date.min, 0), most=10)
    assert (one.due_on, one.outcome, one.promised_on) == (date(2026, 12, 21), "promise", date(2026, 12, 20))
    assert in_all(recovery.office_id, own=True, today=date(2026, 12, 22)).overdue == 1


@pytest.mark.parametrize("day", [None, date(2026, 12, 16), date(2027, 2, 1)], ids=["none", "past", "far"])
def test_a_promise_names_a_day(recovery: Recovery, day: date | None) -> None:
    with pytest.raises(NoDayOfPromise):
        enter(recovery=recovery.pk, outcome=Outcome.PROMISE, said="", promised_on=day, at=UNHEARD, by="je")


def test_that_they_say_they_paid_ends_nothing_and_the_money_does(recovery: Recovery, pay: Pay) -> None:
    enter(recovery=recovery.pk, outcome=Outcome.PAID, said="by UPI", at=UNHEARD, by="je")
    recovery.refresh_from_db()
    assert recovery.ended == ""

    pay("5000.00")

    recovery.refresh_from_db()
    assert recovery.ended == "settled"
    with pytest.raises(NotOpen):
        enter(recovery=recovery.pk, outcome=Outcome.NOT_FOUND, said="", at=UNHEARD, by="je")


def test_a_dispute_pauses_and_says_what_is_disputed(recovery: Recovery, consumer: Consumer) -> None:
    with pytest.raises(NoWords):
        enter(recovery=recovery.pk, outcome=Outcome.DISPUTE, said=" ", at=UNHEARD, by="je")

    enter(recovery=recovery.pk, outcome=Outcome.DISPUTE, said="the meter runs fast", at=UNHEARD, by="je")

    assert list(Pause.objects.values_list("consumer", "why")) == [(consumer.pk, "dispute")]
    assert list(Result.objects.values_list("outcome", "by")) == [("dispute", "je")]
    live_through(26)
    assert not Recovery.objects.filter(ended_at=None).exists()


def test_a_broken_plan_is_told_once_routed_and_made_good(owe: Owe, pay: Pay, consumer: Consumer) -> None:
    owe("4000.00", due=date(2026, 10, 20))
    scheme = Scheme(name="arrears_in_4", rule="test/2026-11-01", parts=4, least=Decimal(0), with_bills=False)
    agree(
        consumer=consumer.pk, amount=Decimal(4000), scheme=scheme, first_on=date(2026, 11, 25),
        agreed_on=NOON.date(), at=NOON, by="officer",
    )  # fmt: skip

    live_through(0, 3)
    assert not Recovery.objects.exists()  # the day is not over
    live_through(4, 5)

    assert [one.plan_id is not None for one in Recovery.objects.all()] == [True]
    assert Notice.objects.filter(kind="plan_broken").count() == 1

    pay("1000.00", day=date(2026, 11, 27))
    live_through(6)
    assert [one.ended for one in Recovery.objects.all()] == ["settled"]
