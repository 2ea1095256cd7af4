"""A payment put where it belongs: out of suspense, or from the wrong account."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

import bijlisetu.ledger.queries as ledger
from bijlisetu.audit.models import Entry
from bijlisetu.consumers.models import Consumer
from bijlisetu.outbox.models import Notice
from bijlisetu.payments.models import Payment
from bijlisetu.payments.moving import NotToBeMoved, SaysNotWhy, place, set_aside
from tests.build import NOON
from tests.payments.conftest import ACCOUNT, OTHER, UPI, Load

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


def balances(*consumers: Consumer) -> list[Decimal]:
    found = ledger.balances([consumer.pk for consumer in consumers])
    return [found[consumer.pk] for consumer in consumers]


@pytest.fixture
def other(consumer: Consumer) -> Consumer:
    return Consumer.objects.get(account=OTHER)


def test_suspense_is_settled_to_an_account_and_told(load: Load, consumer: Consumer) -> None:
    load({**UPI, "ACCOUNT": ""})

    place(payment=Payment.objects.get().pk, account=ACCOUNT, why="the payer came with the receipt", at=NOON, by="clerk")

    assert balances(consumer) == [Decimal("-500.00")]
    assert Payment.objects.get().state == "credited"
    assert Notice.objects.get().consumer == consumer
    assert Entry.objects.get(deed="payments.moved").by == "clerk"


def test_a_payment_on_the_wrong_account_goes_to_the_right_one(load: Load, consumer: Consumer, other: Consumer) -> None:
    load(UPI)

    place(payment=Payment.objects.get().pk, account=OTHER, why="paid for the neighbour", at=LATER, by="clerk")

    assert balances(consumer, other) == [0, Decimal("-500.00")]
    told = Notice.objects.order_by("id").values_list("kind", "consumer__account", "state")
    assert list(told) == [
        ("payment_received", ACCOUNT, "withdrawn"), ("payment_received", OTHER, "open"),
        ("payment_undone", ACCOUNT, "open"),
    ]  # fmt: skip


def test_a_moved_payment_that_is_reversed_is_owed_by_whose_it_was_last(
    load: Load, consumer: Consumer, other: Consumer
) -> None:
    load(UPI)
    payment = Payment.objects.get().pk
    set_aside(payment=payment, why="not theirs", at=LATER, by="clerk")
    place(payment=payment, account=OTHER, why="paid for the neighbour", at=LATER, by="clerk")

    load({**UPI, "STATUS": "REVERSED"}, at=LATER)

    assert balances(consumer, other) == [0, 0]
    assert Notice.objects.filter(kind="payment_undone", consumer=other).count() == 1


def test_back_and_forth(load: Load, consumer: Consumer, other: Consumer) -> None:
    load(UPI)
    payment = Payment.objects.get().pk
    place(payment=payment, account=OTHER, why="a", at=LATER, by="clerk")

    place(payment=payment, account=ACCOUNT, why="b", at=LATER, by="clerk")

    assert balances(consumer, other) == [Decimal("-500.00"), 0]


@pytest.mark.parametrize("account", [ACCOUNT, "3999999999", ""])
def test_what_cannot_be_moved(load: Load, account: str) -> None:
    load(UPI)

    with pytest.raises(NotToBeMoved):
        place(payment=Payment.objects.get().pk, account=account, why="x", at=LATER, by="clerk")


def test_nothing_is_moved_without_a_reason_or_once_it_is_undone(load: Load, consumer: Consumer) -> None:
    load({**UPI, "STATUS": "REVERSED"})
    payment = Payment.objects.get().pk

    with pytest.raises(NotToBeMoved):
        place(payment=payment, account=ACCOUNT, why="x", at=LATER, by="clerk")
    with pytest.raises(SaysNotWhy):
        set_aside(payment=payment, why=" ", at=LATER, by="clerk")
