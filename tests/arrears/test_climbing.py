"""The ladder: once for each bill and step, whom it spares, whom it leaves out, and where it stops."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

import bijlisetu.delivery.actions.claiming as delivery
from bijlisetu.arrears.actions import Climbed, climb
from bijlisetu.arrears.models import Pause, Step
from bijlisetu.arrears.pausing import NotPaused, go_on, pause
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.plans.agreeing import agree
from bijlisetu.ledger.plans.rules import Scheme
from bijlisetu.ledger.rules import Sort
from bijlisetu.outbox.models import Notice
from tests import build
from tests.arrears.conftest import DUE, Owe, Pay, somebody
from tests.build import NOON
from tests.carried import LADDER

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def up(at: datetime = NOON) -> Climbed:
    return climb(at=at, by="clock")


def said() -> list[tuple[str, str, str]]:
    return list(Notice.objects.order_by("id").values_list("kind", "state", "reason"))


def test_a_bill_is_reminded_of_once_a_step(owe: Owe) -> None:
    owe()

    assert [up(), up(), up(NOON + A_DAY)] == [Climbed(posted=1), Climbed(), Climbed()]
    assert list(Step.objects.values_list("step", "state")) == [("before", "posted")]
    assert said() == [("reminder_due", "open", "")]


def test_the_steps_follow_each_other(owe: Owe) -> None:
    owe()

    for days in range(30):
        up(NOON + days * A_DAY)

    assert list(Step.objects.order_by("at").values_list("step", "at__date")) == [
        ("before", date(2026, 11, 22)), ("last_day", date(2026, 11, 25)), ("week_late", date(2026, 12, 2)),
        ("fortnight_late", date(2026, 12, 10)),
    ]  # fmt: skip


def test_a_step_that_is_long_past_is_not_said(owe: Owe) -> None:
    owe()

    assert up(NOON + 6 * A_DAY) == Climbed()


def test_a_reminder_says_what_is_owed_and_by_when(owe: Owe) -> None:
    bill = owe("512.50")

    up()

    facts = Notice.objects.get().facts
    assert (facts["amount"], facts["due"], facts["bill"]) == ("512.50", "2026-11-25", bill.number)
    assert facts["late_en"] == "a surcharge may be added"


def test_little_is_not_chased(owe: Owe) -> None:
    owe("99.99")

    assert up() == Climbed()


def test_who_is_held_back_is_written_down_and_hears_nothing(owe: Owe) -> None:
    of = somebody(500, held_back=True)
    owe(of=of)

    assert up() == Climbed(held_back=1)
    assert list(Step.objects.values_list("consumer", "state", "notice")) == [(of.pk, "held_back", "")]
    assert said() == []


def test_whoever_keeps_a_plan_is_spared(owe: Owe, consumer: Consumer) -> None:
    owe()
    scheme = Scheme(name="arrears_in_4", rule="test/2026-11-01", parts=4, least=Decimal(0), with_bills=False)
    agree(
        consumer=consumer.pk, amount=Decimal(500), scheme=scheme, first_on=DUE + 10 * A_DAY, agreed_on=NOON.date(),
        at=NOON, by="officer",
    )  # fmt: skip

    assert up() == Climbed(spared=1)
    assert Step.objects.get().why == "plan"


@pytest.mark.parametrize("why", Pause.Why)
def test_a_pause_spares_and_takes_back_what_waits(owe: Owe, consumer: Consumer, why: Pause.Why) -> None:
    owe()
    up()

    pause(consumer=consumer.pk, why=why, said="meter to be tested", at=NOON, by="officer")

    assert said() == [("reminder_due", "withdrawn", "paused")]
    assert up(NOON + 3 * A_DAY) == Climbed(spared=1)

    go_on(consumer=consumer.pk, why=why, at=NOON + 4 * A_DAY, by="officer")
    assert up(NOON + 10 * A_DAY) == Climbed(posted=1)
    with pytest.raises(NotPaused):
        go_on(consumer=consumer.pk, why=why, at=NOON, by="officer")


@pytest.mark.parametrize("sort", [Sort.PAYMENT, Sort.ADJUSTMENT])
def test_nothing_that_chases_is_claimed_after_the_credit(owe: Owe, pay: Pay, sort: Sort) -> None:
    owe("500.00")
    up()

    pay("450.00", sort=sort)  # what is left is less than anybody is reminded of

    assert said() == [("reminder_due", "withdrawn", "paid")]
    assert delivery.claim(rooms=build.rooms(), engine="one", ladder=LADDER, at=NOON + A_DAY) == []
    assert Step.objects.get().settled_at is not None
    assert up(NOON + 3 * A_DAY) == Climbed()


def test_a_reminder_that_waits_between_two_channels_is_taken_back_too(owe: Owe, pay: Pay) -> None:
    owe()
    up()
    (claimed,) = delivery.claim(rooms=build.rooms(), engine="one", ladder=LADDER, at=NOON)

    pay("500.00")

    assert claimed.kind == "reminder_due"
    assert delivery.claim(rooms=build.rooms(), engine="two", ladder=LADDER, at=NOON + A_DAY) == []


def test_a_part_of_it_stops_nothing(owe: Owe, pay: Pay) -> None:
    owe("500.00")
    up()

    pay("300.00")

    assert said() == [("reminder_due", "open", "")]
    assert up(NOON + 3 * A_DAY) == Climbed(posted=1)
    assert Notice.objects.order_by("-id")[0].facts["amount"] == "200.00"


def test_a_newer_bill_is_no_part_of_what_was_asked(owe: Owe, pay: Pay) -> None:
    owe("500.00")
    up()
    owe("700.00", due=date(2026, 12, 25), number="B2")

    pay("500.00")

    assert said() == [("reminder_due", "withdrawn", "paid")]


def test_after_a_cheque_that_bounced_the_next_step_comes(owe: Owe, pay: Pay) -> None:
    owe()
    up()
    pay("500.00")

    pay("-500.00")

    assert up(NOON + 3 * A_DAY) == Climbed(posted=1)


def test_a_portion_that_breaks_down_leaves_nothing_half_done(owe: Owe, monkeypatch: pytest.MonkeyPatch) -> None:
    owe()
    monkeypatch.setattr("bijlisetu.arrears.telling.postings", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        up()
    monkeypatch.undo()

    assert not Step.objects.exists()
    assert up() == Climbed(posted=1)
