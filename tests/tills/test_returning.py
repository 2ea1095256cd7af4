"""A cheque that the bank sends back is owed again, whenever its memo comes, and its payer is told once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import bijlisetu.payments.actions as payments
from bijlisetu.audit.models import Entry
from bijlisetu.consumers.models import Consumer
from bijlisetu.outbox.models import Notice
from bijlisetu.payments.disagreeing import disagreeing
from bijlisetu.payments.models import Payment
from bijlisetu.payments.states import Mode, State
from bijlisetu.tills.actions import SaysNotWhy, close, take
from bijlisetu.tills.models import Receipt, Till
from bijlisetu.tills.queries import by_mode
from bijlisetu.tills.returning import NotACheque, bounce
from tests.build import NOON
from tests.exports import table_file
from tests.tills.conftest import CLERK
from tests.tills.test_actions import FORM, SOON, balance, paid

MEMO = NOON + timedelta(days=3)


@pytest.fixture
def cheque(consumer: Consumer, till: Till) -> Receipt:
    whole = {"mode": Mode.CHEQUE, "instrument": "000123", "bank": "नमूना बैंक", "dated": NOON.date()}
    return take(paid(consumer, **whole), key=FORM, at=SOON, by=CLERK)[0]


def test_a_returned_cheque_is_owed_again_and_told_once(consumer: Consumer, cheque: Receipt) -> None:
    close(counted=Decimal("100.00"), at=SOON, by=CLERK)

    for _ in range(2):
        bounce(receipt=cheque.pk, why="funds insufficient", at=MEMO, by="chief")

    assert balance(consumer) == Decimal("500.00")
    payment = Payment.objects.get()
    assert (payment.state, payment.undone_by) == (State.UNDONE, "bounced")
    assert payment.reports.get(status="bounced").said == "funds insufficient"
    assert Notice.objects.get(kind="payment_undone").facts["cause_en"] == "the cheque was not honoured"
    assert Entry.objects.get(deed="till.bounced").detail == {"why": "funds insufficient"}
    assert by_mode(cheque.till_id)


def test_only_a_cheque_comes_back_and_for_a_reason(consumer: Consumer, till: Till) -> None:
    cash, _ = take(paid(consumer), key=FORM, at=SOON, by=CLERK)

    with pytest.raises(NotACheque):
        bounce(receipt=cash.pk, why="funds insufficient", at=MEMO, by="chief")
    with pytest.raises(SaysNotWhy):
        bounce(receipt=cash.pk, why=" ", at=MEMO, by="chief")

    assert balance(consumer) == Decimal("300.00")


def test_the_banks_statement_tells_of_the_cheque_that_a_till_took(
    consumer: Consumer, cheque: Receipt, tmp_path: Path
) -> None:
    """The bank writes the number with noughts before it, and has none of its own."""
    row = {
        "CHQ/REF NO": "000000000123", "CONSUMER NO": consumer.account, "CREDIT": "200.00", "VALUE DATE": "22-11-2026",
        "MODE": "CLG", "STATUS": "CR",
    }  # fmt: skip

    for name, more in (("cleared", {}), ("returned", {"STATUS": "RETURNED"})):
        payments.load(path=table_file(tmp_path / f"{name}.csv", {**row, **more}), mapping="bank", at=MEMO, by="clerk")
        assert Payment.objects.count() == 1
        assert balance(consumer) == Decimal("500.00" if more else "300.00")


def test_cheques_of_one_number_and_two_amounts_are_two(consumer: Consumer, cheque: Receipt, tmp_path: Path) -> None:
    row = {"CHQ/REF NO": "000123", "CONSUMER NO": consumer.account, "VALUE DATE": "22-11-2026", "MODE": "CLG"}

    payments.load(
        path=table_file(tmp_path / "bank.csv", {**row, "CREDIT": "40.00"}, {**row, "CREDIT": "60.00"}), mapping="bank",
        at=MEMO, by="clerk",
    )  # fmt: skip

    assert Payment.objects.count() == 3
    assert balance(consumer) == Decimal("200.00")


#: A statement's debit: no status, no way, and a number of the bank's own.
DEBIT = {
    "TRAN ID": "S20", "CHQ/REF NO": "000123", "CONSUMER NO": "", "DEBIT": "200.00", "CREDIT": "",
    "VALUE DATE": "24-11-2026", "MODE": "", "DESCRIPTION": "CHQ RETURN - FUNDS INSUFFICIENT",
}  # fmt: skip
CREDIT = {
    **DEBIT, "TRAN ID": "S19", "DEBIT": "", "CREDIT": "200.00", "MODE": "CLG", "DESCRIPTION": "BY CLG 000123",
    "VALUE DATE": "23-11-2026",
}  # fmt: skip


def statement(path: Path, *rows: dict[str, str]) -> None:
    payments.load(path=table_file(path / "bank.csv", *rows), mapping="bank", at=MEMO, by="clerk")


@pytest.mark.parametrize(
    "words",
    ["CHQ RETURN - FUNDS INSUFFICIENT", "O/W RTN CHQ 000123", "Cheque dishonoured", "I/W CHQ RETURN", "चेक वापस"],
)
def test_a_debit_of_the_statement_is_the_return_of_the_cheque_of_its_number(
    consumer: Consumer, cheque: Receipt, tmp_path: Path, words: str
) -> None:
    statement(tmp_path, {**DEBIT, "DESCRIPTION": words})

    assert balance(consumer) == Decimal("500.00")
    payment = Payment.objects.get()
    assert (payment.state, payment.undone_by) == (State.UNDONE, "bounced")
    assert Notice.objects.filter(kind="payment_undone").count() == 1
    assert disagreeing(most=9) == []


def test_one_statement_with_the_credit_and_the_return_of_a_cheque(consumer: Consumer, tmp_path: Path) -> None:
    statement(tmp_path, {**CREDIT, "CONSUMER NO": consumer.account}, DEBIT)

    assert Payment.objects.get().state == State.UNDONE
    assert balance(consumer) == Decimal("500.00")


@pytest.mark.parametrize("other", [{"CHQ/REF NO": "000124"}, {"DEBIT": "200.50"}, {"CHQ/REF NO": ""}])
def test_a_return_that_is_of_no_cheque_of_ours_waits_for_an_officer(
    consumer: Consumer, cheque: Receipt, tmp_path: Path, other: dict[str, str]
) -> None:
    """An amount alone never says whose it was."""
    statement(tmp_path, {**CREDIT, "CONSUMER NO": consumer.account}, {**DEBIT, **other})

    assert balance(consumer) == Decimal("300.00")
    assert Payment.objects.get(pk=cheque.payment_id).state == State.CREDITED
    (waits,) = disagreeing(most=9)
    assert (waits.is_of_no_cheque, waits.said) == (True, DEBIT["DESCRIPTION"])


@pytest.mark.parametrize("words", ["CHQ RTN CHRG 000123", "CHEQUE RETURN CHARGES + GST", "NEFT TO SUPPLIER"])
def test_what_else_went_out_of_the_account_is_no_return(
    consumer: Consumer, cheque: Receipt, tmp_path: Path, words: str
) -> None:
    statement(tmp_path, {**CREDIT, "CONSUMER NO": consumer.account}, {**DEBIT, "DESCRIPTION": words})

    assert (balance(consumer), disagreeing(most=9)) == (Decimal("300.00"), [])
