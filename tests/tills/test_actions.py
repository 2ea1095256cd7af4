"""One receipt and one credit for a form, numbers without a gap, and closings that stay."""

from __future__ import annotations

import threading
import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

import bijlisetu.ledger.queries as ledger
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Office
from bijlisetu.outbox.models import Notice
from bijlisetu.payments.models import Payment
from bijlisetu.payments.names import names_of
from bijlisetu.payments.settling import settle
from bijlisetu.payments.states import Mode, State
from bijlisetu.payments.taking import Told, stage
from bijlisetu.tills import actions
from bijlisetu.tills.actions import Paid, close, open_till, reverse, take
from bijlisetu.tills.models import Receipt, Till
from bijlisetu.tills.queries import by_mode, receipts_of, taken_on, tills_of
from tests.build import NOON
from tests.tills.conftest import CLERK, owes

SOON, TOMORROW = NOON + timedelta(hours=1), NOON + timedelta(days=1)
FORM, NEXT_FORM = uuid.UUID(int=1), uuid.UUID(int=2)


def paid(consumer: Consumer, amount: str = "200.00", **more: Any) -> Paid:
    return Paid(consumer=consumer.pk, amount=Decimal(amount), **more)


def balance(consumer: Consumer) -> Decimal:
    return ledger.balances([consumer.pk])[consumer.pk]


def test_money_gives_a_receipt_a_credit_and_a_message(consumer: Consumer, till: Till) -> None:
    made, is_new = take(paid(consumer), key=FORM, at=SOON, by=CLERK)

    assert (is_new, made.number, made.balance) == (True, 1, Decimal("300.00"))
    assert balance(consumer) == Decimal("300.00")
    assert Notice.objects.get().kind == "payment_received"


def test_the_same_form_gives_the_same_receipt(consumer: Consumer, till: Till) -> None:
    first, _ = take(paid(consumer), key=FORM, at=SOON, by=CLERK)
    again, is_new = take(paid(consumer, "150.00"), key=FORM, at=SOON, by=CLERK)

    assert (again.pk, again.amount, is_new) == (first.pk, Decimal("200.00"), False)
    assert balance(consumer) == Decimal("300.00")


def test_a_form_sent_again_when_its_till_is_closed_finds_its_receipt(consumer: Consumer, till: Till) -> None:
    first, _ = take(paid(consumer), key=FORM, at=SOON, by=CLERK)
    close(counted=Decimal("300.00"), at=SOON, by=CLERK)

    assert take(paid(consumer), key=FORM, at=TOMORROW, by=CLERK) == (first, False)


@pytest.mark.django_db(transaction=True)
def test_ten_presses_at_once_give_one_receipt(consumer: Consumer, till: Till) -> None:
    made: list[tuple[int, bool]] = []

    def press() -> None:
        try:
            receipt, is_new = take(paid(consumer), key=FORM, at=SOON, by=CLERK)
            made.append((receipt.pk, is_new))
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(10)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()

    assert len(made) == 10
    assert len({receipt for receipt, _ in made}) == 1
    assert [is_new for _, is_new in made].count(True) == 1
    assert balance(consumer) == Decimal("300.00")


def test_numbers_have_no_gap_where_a_payment_was_given_up(consumer: Consumer, till: Till) -> None:
    take(paid(consumer, "10.00"), key=FORM, at=SOON, by=CLERK)
    with transaction.atomic():
        take(paid(consumer, "20.00"), key=uuid.UUID(int=9), at=SOON, by=CLERK)
        transaction.set_rollback(True)  # as where the machine stops before the end
    take(paid(consumer, "30.00"), key=NEXT_FORM, at=SOON, by=CLERK)

    assert [(one.number, one.amount) for one in receipts_of(till.pk, most=9)] == [(2, Decimal(30)), (1, Decimal(10))]


def test_more_than_is_owed_asks(consumer: Consumer, till: Till) -> None:
    with pytest.raises(actions.MoreThanOwed) as asked:
        take(paid(consumer, "500.01"), key=FORM, at=SOON, by=CLERK)
    assert asked.value.owed == Decimal("500.00")

    made, _ = take(paid(consumer, "500.01", is_advance=True), key=FORM, at=SOON, by=CLERK)

    assert (made.number, made.balance) == (1, Decimal("-0.01"))


def test_a_upi_payment_that_came_by_itself_is_not_taken_again(consumer: Consumer, till: Till) -> None:
    told = Told(
        key="aggregator:T1:paid", source="aggregator", names=names_of(namesake="aggregator", rrn="633012345678"),
        amount=Decimal(200), paid_on=date(2026, 11, 22), account=consumer.account,
    )  # fmt: skip
    stage([told])
    settle(at=NOON, by="test")

    with pytest.raises(actions.KnownAlready):
        take(paid(consumer, mode=Mode.UPI, instrument="633012345678"), key=FORM, at=SOON, by=CLERK)

    assert not Receipt.objects.exists()
    assert Payment.objects.count() == 1


def test_the_list_of_another_program_names_our_receipt(consumer: Consumer, till: Till) -> None:
    made, _ = take(paid(consumer), key=FORM, at=SOON, by=CLERK)
    (line,) = receipts_of(till.pk, most=1)
    told = Told(
        key="counter:1", source="counter", names=names_of(namesake="counter", receipt=line.printed),
        amount=made.amount, paid_on=till.day, account=consumer.account,
    )  # fmt: skip
    stage([told])
    settle(at=SOON, by="test")

    assert Payment.objects.count() == 1
    assert balance(consumer) == Decimal("300.00")


def test_a_wrong_receipt_is_reversed_by_another_officer(consumer: Consumer, till: Till) -> None:
    made, _ = take(paid(consumer), key=FORM, at=SOON, by=CLERK)

    reverse(receipt=made.pk, why="wrong account", at=SOON, by="chief")
    reverse(receipt=made.pk, why="once more", at=SOON, by="chief")

    made.refresh_from_db()
    assert (made.reversed_by, made.reversed_why) == ("chief", "wrong account")
    assert balance(consumer) == Decimal("500.00")
    assert Payment.objects.get().state == State.UNDONE
    undone = Notice.objects.get(kind="payment_undone")
    assert undone.facts["cause_en"] == "the counter's receipt was wrong"
    assert by_mode(till.pk) == []


@pytest.mark.parametrize(
    ("by", "why", "at", "refusal"),
    [
        (CLERK, "wrong", SOON, actions.OwnReceipt),
        ("chief", " ", SOON, actions.SaysNotWhy),
        ("chief", "wrong", TOMORROW, actions.NotToBeReversed),
    ],
)
def test_what_is_not_reversed(
    consumer: Consumer, till: Till, by: str, why: str, at: Any, refusal: type[Exception]
) -> None:
    made, _ = take(paid(consumer), key=FORM, at=SOON, by=CLERK)

    with pytest.raises(refusal):
        reverse(receipt=made.pk, why=why, at=at, by=by)

    assert balance(consumer) == Decimal("300.00")


def test_the_closing_counts_cash_alone_and_keeps_the_difference(consumer: Consumer, till: Till) -> None:
    take(paid(consumer, "200.00"), key=FORM, at=SOON, by=CLERK)
    cheque = paid(consumer, "50.00", mode=Mode.CHEQUE, instrument="123456", bank="SBI", dated=date(2026, 11, 20))
    take(cheque, key=NEXT_FORM, at=SOON, by=CLERK)
    with pytest.raises(actions.SaysNotWhy):
        close(counted=Decimal("290.00"), at=SOON, by=CLERK)

    close(counted=Decimal("290.00"), why="ten rupees torn", at=SOON, by=CLERK)

    (line,) = tills_of(till.office_id, day=till.day, most=9)
    assert (line.expected, line.difference, line.why) == (Decimal("300.00"), Decimal("-10.00"), "ten rupees torn")
    assert line.taken == Decimal("250.00")


@pytest.mark.parametrize("statement", ["UPDATE tills_till SET counted = 1, why = 'x'", "DELETE FROM tills_till"])
def test_a_closing_stays(till: Till, statement: str) -> None:
    close(counted=Decimal("100.00"), at=SOON, by=CLERK)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tills_receipt SET amount = 1",
        "DELETE FROM tills_receipt",
        "UPDATE tills_receipt SET amount = 1, reversed_at = now(), reversed_by = 'x', reversed_why = 'y'",
    ],
)
def test_a_receipt_stays(consumer: Consumer, till: Till, statement: str) -> None:
    take(paid(consumer), key=FORM, at=SOON, by=CLERK)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_nothing_is_taken_nor_reversed_in_a_closed_till(consumer: Consumer, till: Till) -> None:
    made, _ = take(paid(consumer), key=FORM, at=SOON, by=CLERK)
    close(counted=Decimal("300.00"), at=SOON, by=CLERK)

    with pytest.raises(actions.NoTill):
        take(paid(consumer), key=NEXT_FORM, at=SOON, by=CLERK)
    with pytest.raises(actions.NotToBeReversed):
        reverse(receipt=made.pk, why="wrong", at=SOON, by="chief")


def test_the_till_of_yesterday_is_closed_first(consumer: Consumer, till: Till) -> None:
    with pytest.raises(actions.TillOfAnotherDay):
        take(paid(consumer), key=FORM, at=TOMORROW, by=CLERK)
    with pytest.raises(actions.TillOfAnotherDay):
        open_till(office=till.office_id, opening=Decimal(0), at=TOMORROW, by=CLERK)

    close(counted=Decimal("100.00"), at=TOMORROW, by=CLERK)

    assert open_till(office=till.office_id, opening=Decimal(0), at=TOMORROW, by=CLERK).pk != till.pk


def test_a_till_is_opened_once_a_day(till: Till) -> None:
    assert open_till(office=till.office_id, opening=Decimal(5), at=SOON, by=CLERK).opening == Decimal(100)
    close(counted=Decimal("100.00"), at=SOON, by=CLERK)
    with pytest.raises(actions.ClosedToday):
        open_till(office=till.office_id, opening=Decimal(0), at=SOON, by=CLERK)


def test_who_supervises_sees_the_tills_below_and_those_left_open(consumer: Consumer, till: Till) -> None:
    company = Office.objects.get(kind="company")
    owes(consumer, "1.00", "bill:261100000002")

    assert [line.clerk for line in tills_of(company.pk, day=till.day + timedelta(days=1), most=9)] == [CLERK]
    assert tills_of(company.pk, day=till.day - timedelta(days=1), most=9) == []


def test_the_sum_of_a_day_is_of_all_tills_though_a_page_lists_a_few(consumer: Consumer, till: Till) -> None:
    office = Office.objects.get(kind="company").pk
    for clerk in ("anil", "bina"):
        open_till(office=till.office_id, opening=Decimal(0), at=NOON, by=clerk)
        take(Paid(consumer=consumer.pk, amount=Decimal(10)), key=uuid.uuid4(), at=NOON, by=clerk)

    first = tills_of(office, day=till.day, most=2)
    rest = tills_of(office, day=till.day, after=first[-1].id, most=2)

    assert [line.clerk for line in (*first, *rest)] == ["anil", "bina", CLERK]
    assert taken_on(till.day, office=office) == Decimal("20.00")
