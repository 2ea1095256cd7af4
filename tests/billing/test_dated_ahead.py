"""Bills that bear a day still to come go out only after an officer has answered for it; corrections of them too."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bijlisetu.billing.models import Bill
from bijlisetu.billing.telling.notices import announce
from bijlisetu.consumers.models import Consumer
from bijlisetu.outbox.models import Attempt, Notice, Run
from bijlisetu.values.dates import day_in_words
from tests import build
from tests.build import CYCLE, NOON

pytestmark = pytest.mark.django_db

TODAY = NOON.date()
LATER = NOON + timedelta(hours=3)


@pytest.fixture
def consumer() -> Consumer:
    company = build.office("company")
    build.officer("maker", of=company)
    return build.consumer(mobile="916000000001", on=build.feeder(section=build.office(parent=company)))


def bill(of: Consumer, number: str, *, on: date, due: date, amount: str = "693.00", is_revised: bool = False) -> None:
    Bill.objects.create(
        number=number, consumer=of, cycle=CYCLE, bill_date=on, due_date=due, units=Decimal(100),
        amount_payable=Decimal(amount), is_revised=is_revised, mapping="uppcl", imported_at=NOON,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "to_pay", "state"),
    [
        (-20, 30, "released"), (0, 15, "released"), (1, 15, "released"), (5, 15, "released"),
        (6, 15, "held"), (10, 20, "held"), (30, 15, "held"), (365, 15, "held"),
        (0, 90, "released"), (0, 91, "held"), (0, 366, "held"),
    ],
)  # fmt: skip
def test_a_run_of_bills_dated_or_due_far_ahead_asks_first(
    consumer: Consumer, days: int, to_pay: int, state: str
) -> None:
    on = TODAY + timedelta(days=days)
    bill(consumer, "A", on=on, due=on + timedelta(days=to_pay))

    (made,) = announce(cycle=CYCLE, at=NOON, by="maker").made

    gate = next(one for one in Run.objects.get().findings if one["gate"] == "dated_ahead")
    assert (made.state, gate["passed"]) == (state, state == "released")
    if state == "held":
        assert gate["examples"] == [consumer.account]
        assert day_in_words(on, "hi") in gate["hi"]
        assert day_in_words(on, "en") in gate["en"]


def told_of_one(consumer: Consumer) -> None:
    bill(consumer, "A", on=TODAY, due=TODAY + timedelta(days=15))
    announce(cycle=CYCLE, at=NOON, by="maker")
    Attempt.objects.create(
        notice=Notice.objects.get(), channel="whatsapp", address="916000000001", state=Attempt.State.SENT,
        claimed_at=NOON, sent_at=NOON,
    )  # fmt: skip


@pytest.mark.parametrize(("days", "state"), [(0, "released"), (30, "held")])
def test_a_correction_of_a_bill_asks_likewise(consumer: Consumer, days: int, state: str) -> None:
    told_of_one(consumer)
    on = TODAY + timedelta(days=days)
    bill(consumer, "B", on=on, due=on + timedelta(days=15), amount="700.00", is_revised=True)

    (correction,) = announce(cycle=CYCLE, at=LATER, by="maker").corrections

    assert correction.state == state


def test_that_a_wrongly_dated_bill_is_cancelled_is_told_at_once(consumer: Consumer) -> None:
    told_of_one(consumer)
    ahead = TODAY + timedelta(days=30)
    Bill.objects.update(is_cancelled=True, bill_date=ahead, due_date=ahead)

    (correction,) = announce(cycle=CYCLE, at=LATER, by="maker").corrections

    assert correction.state == "released"
