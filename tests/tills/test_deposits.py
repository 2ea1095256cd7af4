"""A deposit taken at a till is held for the consumer: it pays no bill, and what ends it undoes the same head."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import bijlisetu.payments.actions as payments
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.deposits import held_now
from bijlisetu.ledger.models import Entry, Line
from bijlisetu.outbox.models import Notice
from bijlisetu.payments.models import Payment
from bijlisetu.payments.moving import place, set_aside
from bijlisetu.payments.paper.facts import DEPOSIT_RECEIPT, NO_BILL, receipt
from bijlisetu.payments.states import Mode, State
from bijlisetu.tills.actions import close, reverse, take
from bijlisetu.tills.models import Receipt, Till
from bijlisetu.tills.paper import facts_of
from bijlisetu.tills.queries import OfMode, by_mode, receipts_of, tills_of
from bijlisetu.tills.returning import bounce
from tests import build
from tests.exports import table_file
from tests.tills.conftest import CLERK
from tests.tills.test_actions import FORM, NEXT_FORM, SOON, balance, paid
from tests.tills.test_returning import MEMO

CHEQUE = {"mode": Mode.CHEQUE, "instrument": "000123", "bank": "नमूना बैंक", "dated": SOON.date()}


def deposit(consumer: Consumer, amount: str = "800.00", **more: Any) -> Receipt:
    return take(paid(consumer, amount, is_deposit=True, **more), key=FORM, at=SOON, by=CLERK)[0]


def stands(consumer: Consumer) -> tuple[Decimal, Decimal]:
    """Return what the consumer owes, and what we hold of theirs."""
    return balance(consumer), held_now(consumer.pk)


def test_a_deposit_is_held_and_pays_nothing_that_is_owed(consumer: Consumer, till: Till) -> None:
    made = deposit(consumer)

    assert stands(consumer) == (Decimal("500.00"), Decimal("800.00"))
    entry = Entry.objects.get(reference=f"payment:{made.payment_id}")
    heads = Line.objects.filter(entry=entry).values_list("head", "amount")
    assert (entry.sort, set(heads)) == ("deposit", {("bank", Decimal(800)), ("deposit", Decimal(-800))})


def test_the_message_says_what_was_paid(consumer: Consumer, till: Till) -> None:
    deposit(consumer)

    told = Notice.objects.get()
    assert (told.kind, told.facts["amount"], told.facts["held"]) == ("deposit_received", "800.00", "800.00")


def test_the_receipt_says_what_it_is_for(consumer: Consumer, till: Till) -> None:
    made = deposit(consumer)

    paper = receipt(facts_of(Payment.objects.get(pk=made.payment_id), verify="https://example.in/receipt/x"))

    assert (paper.title, paper.note) == (DEPOSIT_RECEIPT, NO_BILL)
    assert "जमानत राशि / security deposit" in [row.value for row in paper.rows]


def test_the_closing_counts_deposits_apart_and_their_cash_with_all(consumer: Consumer, till: Till) -> None:
    deposit(consumer)
    take(paid(consumer, "200.00"), key=NEXT_FORM, at=SOON, by=CLERK)

    assert by_mode(till.pk) == [
        OfMode("cash", False, 1, Decimal("200.00")), OfMode("cash", True, 1, Decimal("800.00"))
    ]  # fmt: skip
    assert [one.is_deposit for one in receipts_of(till.pk, most=9)] == [False, True]
    (line,) = tills_of(till.office_id, day=till.day, most=9)
    assert (line.taken, line.deposits) == (Decimal("1000.00"), Decimal("800.00"))
    assert close(counted=Decimal("1100.00"), at=SOON, by=CLERK).expected == Decimal("1100.00")


def test_a_wrong_receipt_gives_the_deposit_up(consumer: Consumer, till: Till) -> None:
    made = deposit(consumer)

    reverse(receipt=made.pk, why="wrong account", at=SOON, by="chief")

    assert stands(consumer) == (Decimal("500.00"), Decimal(0))
    undone = Notice.objects.get(kind="deposit_undone")
    assert (undone.facts["cause_en"], undone.facts["held"]) == ("the counter's receipt was wrong", "0.00")


@pytest.mark.parametrize("way", ["memo", "file"])
def test_a_cheque_that_comes_back_undoes_the_deposit(consumer: Consumer, till: Till, way: str, tmp_path: Path) -> None:
    made = deposit(consumer, **CHEQUE)
    row = {"CHQ/REF NO": "000123", "CONSUMER NO": consumer.account, "CREDIT": "800.00", "VALUE DATE": "22-11-2026"}

    for status in ("CR", "RETURNED"):
        path = table_file(tmp_path / f"{status}.csv", {**row, "MODE": "CLG", "STATUS": status})
        if status == "RETURNED" and way == "memo":
            bounce(receipt=made.pk, why="funds insufficient", at=MEMO, by="chief")
            continue
        payments.load(path=path, mapping="bank", at=MEMO, by="clerk")

    assert stands(consumer) == (Decimal("500.00"), Decimal(0))
    payment = Payment.objects.get()
    assert (payment.state, payment.undone_by) == (State.UNDONE, "bounced")
    assert Entry.objects.get(reference=f"undone:{payment.pk}").sort == "bounce"


def test_a_deposit_of_the_wrong_account_is_anothers_deposit(consumer: Consumer, till: Till) -> None:
    other = build.consumer(account="3000000008", on=consumer.feeder, mobile="6000000008")
    made = deposit(consumer)

    set_aside(payment=made.payment_id, why="the payer showed another bill", at=SOON, by="chief")
    assert stands(consumer) == (Decimal("500.00"), Decimal(0))
    place(payment=made.payment_id, account=other.account, why="it is theirs", at=SOON, by="chief")

    assert stands(consumer) == (Decimal("500.00"), Decimal(0))
    assert stands(other) == (Decimal(0), Decimal("800.00"))
    assert Notice.objects.get(kind="deposit_received", consumer=other).facts["held"] == "800.00"
