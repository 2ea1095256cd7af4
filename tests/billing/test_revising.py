"""A bill of a month that was revised: the one that stands is told, to those who heard of the first as a correction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import bijlisetu.billing.actions as billing
from bijlisetu.billing.models import Bill
from bijlisetu.billing.queries import bill_of
from bijlisetu.billing.telling.notices import announce
from bijlisetu.consumers.models import Consumer
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import RunRules
from bijlisetu.outbox.models import Attempt, Notice, Run, Turn
from tests import build
from tests.build import CYCLE, NOON
from tests.exports import table_file

pytestmark = pytest.mark.django_db

ACCOUNT = "6000000555"
DAY, DUE = date(2026, 11, 20), date(2026, 12, 13)
LATER = NOON + timedelta(hours=3)


@pytest.fixture
def consumer() -> Consumer:
    company = build.office("company")
    build.officer("maker", of=company)
    return build.consumer(account=ACCOUNT, mobile="916000000001", on=build.feeder(section=build.office(parent=company)))


def bill(of: Consumer, number: str, amount: str, *, on: date = DAY, is_revised: bool = False) -> Bill:
    return Bill.objects.create(
        number=number, consumer=of, cycle=CYCLE, bill_date=on, due_date=DUE, units=Decimal(100),
        amount_payable=Decimal(amount), is_revised=is_revised, mapping="uppcl", imported_at=NOON,
    )  # fmt: skip


def told(**of: str) -> list[tuple[str, str, str]]:
    """Return the kind, the bill and the amount of every notice, in the order they were made."""
    notices = Notice.objects.filter(**of).order_by("id")
    return [(one.kind, one.facts["bill"], one.facts["amount"]) for one in notices]


def send(state: Attempt.State = Attempt.State.SENT) -> Attempt:
    """Let the latest notice leave us."""
    notice = Notice.objects.latest("id")
    return Attempt.objects.create(
        notice=notice, channel="whatsapp", address="916000000001", state=state, claimed_at=NOON, sent_at=NOON
    )


@pytest.mark.parametrize(
    ("first", "second", "stands", "state"),
    [
        ({}, {"is_revised": True}, "B", "released"),
        ({"is_revised": True}, {}, "A", "released"),  # the revised one came first in the file
        ({}, {}, "B", "held"),
        ({"on": DAY + timedelta(days=1)}, {}, "A", "held"),
        ({"is_revised": True}, {"on": DAY + timedelta(days=1)}, "B", "held"),
    ],
)
def test_of_two_bills_of_a_month_the_one_that_stands_is_told_alone(
    consumer: Consumer, first: dict[str, Any], second: dict[str, Any], stands: str, state: str
) -> None:
    bill(consumer, "A", "6930.00", **first)
    bill(consumer, "B", "693.00", **second)

    made = announce(cycle=CYCLE, at=NOON, by="maker")

    assert [number for _, number, _ in told()] == [stands]
    assert ([one.state for one in made.made], made.posted, made.corrections) == ([state], 1, ())


def test_the_gate_names_the_account(consumer: Consumer) -> None:
    bill(consumer, "A", "6930.00")
    bill(consumer, "B", "693.00", is_revised=True)

    announce(cycle=CYCLE, at=NOON, by="maker")

    gate = next(one for one in Run.objects.get().findings if one["gate"] == "total_as_imported")
    assert (gate["passed"], gate["examples"]) == (True, [ACCOUNT])


def gate_of(run: Run) -> dict[str, object]:
    return next(one for one in run.findings if one["gate"] == "one_bill_each")


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ({"amount": "-200.00"}, "credit"),
        ({"amount": "693.00"}, "two"),
        ({"amount": "693.00", "on": date(2026, 12, 1), "is_revised": True}, "guessed"),
    ],
)
def test_where_nothing_says_which_of_two_bills_stands_the_run_is_held(
    consumer: Consumer, second: dict[str, Any], why: str
) -> None:
    bill(consumer, "A", "6930.00")
    bill(consumer, "B", **second)

    (made,) = announce(cycle=CYCLE, at=NOON, by="maker").made

    gate = gate_of(Run.objects.get())
    assert (made.state, gate["passed"], gate["numbers"][why], gate["examples"]) == ("held", False, 1, [ACCOUNT])  # type: ignore[index]


def test_a_correction_too_is_held_where_nothing_says_which_stands(consumer: Consumer) -> None:
    bill(consumer, "A", "6930.00")
    announce(cycle=CYCLE, at=NOON, by="maker")
    send()
    bill(consumer, "B", "693.00")

    (correction,) = announce(cycle=CYCLE, at=LATER, by="maker").corrections

    assert (correction.state, gate_of(Run.objects.get(kind="correction"))["numbers"]) == (
        "held", {"credit": 0, "two": 1, "guessed": 0},
    )  # fmt: skip


@pytest.mark.parametrize("number", ["A", "B"])
def test_one_who_was_told_of_the_first_gets_a_correction(consumer: Consumer, number: str) -> None:
    bill(consumer, "A", "6930.00")
    announce(cycle=CYCLE, at=NOON, by="maker")
    attempt = send()
    Bill.objects.filter(number=number).update(amount_payable="693.00")
    Bill.objects.filter(number="A").exists() and number == "B" and bill(consumer, "B", "693.00", is_revised=True)

    made = announce(cycle=CYCLE, at=LATER, by="maker")

    assert told() == [("bill_issued", "A", "6930.00"), ("correction", number, "693.00")]
    correction = Notice.objects.get(kind="correction")
    assert correction.facts["told"] == "2026-11-22"
    assert correction.facts["what_hi"] == "नवम्बर 2026 का बिल"
    assert correction.facts["holds_hi"] == "₹ 693.00, 13-12-2026 तक"
    assert correction.facts["holds_en"] == "Rs 693.00 by 13-12-2026"
    assert [(one.posted, one.state) for one in made.corrections] == [(1, "released")]
    assert Notice.objects.get(kind="bill_issued").state == Notice.State.WITHDRAWN
    shown = bill_of(attempt.pk)
    assert shown is not None
    assert (shown.number, shown.amount_payable) == (number, 693)


def test_bills_that_two_officers_let_out_are_corrected_by_two(
    consumer: Consumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(kinds(), "bill_issued", replace(kinds()["bill_issued"], run=RunRules(above=0)))
    bill(consumer, "A", "6930.00")
    (run,) = announce(cycle=CYCLE, at=NOON, by="maker").runs
    Run.objects.filter(pk=run).update(state="released", released_at=NOON, released_by="second")
    send()
    bill(consumer, "B", "693.00", is_revised=True)

    corrections = announce(cycle=CYCLE, at=LATER, by="maker").corrections

    assert [(one.posted, one.state) for one in corrections] == [(1, "ready")]


def test_a_correction_is_told_once_and_the_next_revision_again(consumer: Consumer) -> None:
    bill(consumer, "A", "6930.00")
    announce(cycle=CYCLE, at=NOON, by="maker")
    send()
    bill(consumer, "B", "693.00", is_revised=True)
    announce(cycle=CYCLE, at=LATER, by="maker")
    send()

    assert announce(cycle=CYCLE, at=LATER, by="maker").corrections == ()
    bill(consumer, "C", "6930.00", is_revised=True)
    announce(cycle=CYCLE, at=LATER, by="maker")

    assert [amount for _, _, amount in told()] == ["6930.00", "693.00", "6930.00"]


@pytest.mark.parametrize("state", [None, Attempt.State.WITHHELD, Attempt.State.QUEUED])
def test_one_whom_the_first_has_not_left_for_hears_the_second_alone(
    consumer: Consumer, state: Attempt.State | None
) -> None:
    bill(consumer, "A", "6930.00")
    announce(cycle=CYCLE, at=NOON, by="maker")
    if state is not None:
        send(state)
    bill(consumer, "B", "693.00", is_revised=True)

    announce(cycle=CYCLE, at=LATER, by="maker")

    assert told() == [("bill_issued", "B", "693.00")]
    assert Notice.objects.get().state == Notice.State.OPEN


def test_a_new_due_day_alone_is_a_correction_too_and_a_new_number_is_none(consumer: Consumer) -> None:
    bill(consumer, "A", "693.00")
    announce(cycle=CYCLE, at=NOON, by="maker")
    send()
    bill(consumer, "B", "693.00", is_revised=True)
    assert announce(cycle=CYCLE, at=LATER, by="maker").corrections == ()

    Bill.objects.filter(number="B").update(due_date=DUE + timedelta(days=5))
    announce(cycle=CYCLE, at=LATER, by="maker")

    assert Notice.objects.get(kind="correction").facts["holds_hi"] == "₹ 693.00, 18-12-2026 तक"


def test_what_a_correction_put_right_is_no_difference_to_the_next_run(consumer: Consumer) -> None:
    bill(consumer, "A", "6930.00")
    announce(cycle=CYCLE, at=NOON, by="maker")
    send()
    bill(consumer, "B", "693.00", is_revised=True)
    bill(build.consumer(mobile="916000000002", on=consumer.feeder), "C", "500.00")

    announce(cycle=CYCLE, at=LATER, by="maker")

    run = Run.objects.get(key="bills:2026-11/2")
    assert {one["gate"]: one["passed"] for one in run.findings}["total_as_imported"]
    assert run.state == Run.State.RELEASED


def test_a_kind_of_bill_says_that_it_is_revised(consumer: Consumer, tmp_path: Path) -> None:
    row = {"ACCT_ID": ACCOUNT, "BILL_DATE": "20-NOV-26", "DUE_DATE": "13-DEC-26", "BILLED_UNITS": "100"}
    regular = {**row, "BILL_ID": "A", "BILL_TYP": "REGULAR", "AMOUNT_PAYABLE": "6930.00"}
    revised = {**row, "BILL_ID": "B", "BILL_TYP": "Revised Bill", "AMOUNT_PAYABLE": "693.00"}

    billing.load(path=table_file(tmp_path / "bills.csv", revised, regular), at=NOON, by="test")
    announce(cycle=CYCLE, at=NOON, by="maker")

    assert told() == [("bill_issued", "B", "693.00")]


@pytest.mark.parametrize(
    ("news", "holds"),
    [
        ({"units": "95"}, "95 यूनिट; राशि और तिथि वही"),
        ({"units": "95.5", "amount_payable": "650.00"}, "95.5 यूनिट, ₹ 650.00, 13-12-2026 तक"),
        ({"units": "123456", "amount_payable": "1234567.00"}, "₹ 12,34,567.00, 13-12-2026 तक"),
        ({"amount_payable": "-12.00"}, "कुछ जमा नहीं करना है"),
    ],
)
def test_everything_that_the_message_said_counts(consumer: Consumer, news: dict[str, str], holds: str) -> None:
    bill(consumer, "A", "693.00")
    announce(cycle=CYCLE, at=NOON, by="maker")
    send()
    Bill.objects.update(**news)

    announce(cycle=CYCLE, at=LATER, by="maker")

    facts = Notice.objects.get(kind="correction").facts
    assert facts["holds_hi"] == holds
    assert max(len(facts["holds_hi"]), len(facts["holds_en"])) <= 40


def test_one_who_was_told_of_a_bill_hears_that_it_is_cancelled_once(consumer: Consumer) -> None:
    bill(consumer, "A", "693.00")
    announce(cycle=CYCLE, at=NOON, by="maker")
    attempt = send()
    Bill.objects.update(is_cancelled=True)

    made = announce(cycle=CYCLE, at=LATER, by="maker")
    again = announce(cycle=CYCLE, at=LATER, by="maker")

    assert (made.posted, [one.posted for one in made.corrections], again.corrections) == (0, [1], ())
    facts = Notice.objects.get(kind="correction").facts
    assert (facts["holds_hi"], facts["holds_en"]) == (
        "बिल रद्द है, इसे जमा न करें", "the bill is cancelled, do not pay it"
    )  # fmt: skip
    shown = bill_of(attempt.pk)
    assert shown
    assert shown.is_cancelled


def test_a_bill_in_the_cancelled_ones_place_is_told_in_its_turn(consumer: Consumer) -> None:
    bill(consumer, "A", "693.00")
    announce(cycle=CYCLE, at=NOON, by="maker")
    send()
    Bill.objects.update(is_cancelled=True)
    announce(cycle=CYCLE, at=LATER, by="maker")
    send()
    bill(consumer, "B", "693.00")

    announce(cycle=CYCLE, at=LATER, by="maker")

    assert [number for _, number, _ in told(kind="correction")] == ["A", "B"]
    assert Notice.objects.latest("id").facts["holds_hi"] == "₹ 693.00, 13-12-2026 तक"


def test_a_correction_that_has_not_left_says_what_holds_now(consumer: Consumer) -> None:
    bill(consumer, "A", "6930.00")
    announce(cycle=CYCLE, at=NOON, by="maker")
    send()
    bill(consumer, "B", "693.00", is_revised=True)
    announce(cycle=CYCLE, at=LATER, by="maker")
    Bill.objects.update(is_cancelled=True)
    announce(cycle=CYCLE, at=LATER, by="maker")

    correction = Notice.objects.get(kind="correction")
    assert (correction.state, correction.facts["holds_en"]) == ("open", "the bill is cancelled, do not pay it")
    Bill.objects.filter(number="B").update(is_cancelled=False)
    announce(cycle=CYCLE, at=LATER, by="maker")

    correction.refresh_from_db()
    assert (correction.facts["holds_en"], correction.facts["cancelled"]) == ("Rs 693.00 by 13-12-2026", "")


def test_what_has_not_left_of_a_bill_that_is_cancelled_never_does(consumer: Consumer) -> None:
    bill(consumer, "A", "693.00")
    announce(cycle=CYCLE, at=NOON, by="maker")
    Bill.objects.update(is_cancelled=True)

    announce(cycle=CYCLE, at=LATER, by="maker")

    notice = Notice.objects.get()
    assert (notice.state, notice.reason, Turn.objects.count()) == (Notice.State.WITHDRAWN, "unsaid", 0)
    bill(consumer, "B", "500.00", is_revised=True)
    made = announce(cycle=CYCLE, at=LATER, by="maker")

    assert (made.posted, made.corrections) == (1, ())
    assert told(state=Notice.State.OPEN) == [("bill_issued", "B", "500.00")]


def test_a_cancelled_bill_is_no_difference_to_a_later_run(consumer: Consumer) -> None:
    bill(consumer, "A", "693.00")
    announce(cycle=CYCLE, at=NOON, by="maker")
    send()
    Bill.objects.update(is_cancelled=True)
    bill(build.consumer(mobile="916000000002", on=consumer.feeder), "C", "500.00")

    announce(cycle=CYCLE, at=LATER, by="maker")

    run = Run.objects.get(key="bills:2026-11/2")
    assert {one["gate"]: one["passed"] for one in run.findings}["total_as_imported"]
