"""What was left on a meter that became postpaid: told to the office, booked once, never lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

import bijlisetu.ledger.queries as ledger
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.queries import untrue
from bijlisetu.metering.models import Surplus
from bijlisetu.metering.states import How
from bijlisetu.metering.surplus import NoReason, NotOpen, settle
from bijlisetu.outbox.models import Notice
from tests.build import NOON
from tests.metering.conftest import PREPAID, Load, ago, day_of

pytestmark = pytest.mark.django_db
POSTPAID = {**PREPAID, "MODE_FROM_DATE": "20-11-2026", "PAYMENT_MODE": "POSTPAID"}


def left() -> list[tuple[Decimal, bool]]:
    return list(Surplus.objects.values_list("amount", "by_file"))


def test_the_file_says_what_was_left(load: Load) -> None:
    load(PREPAID, {**POSTPAID, "BALANCE_AT_CHANGE": "120.50"}, of="modes")

    assert left() == [(Decimal("120.50"), True)]


def test_else_it_is_the_last_balance_up_to_the_change(load: Load) -> None:
    load(day_of(ago(2), "75"), day_of(ago(1), "70"))  # the change was two days ago
    load(PREPAID, POSTPAID, of="modes")

    assert left() == [(Decimal(75), False)]


def test_who_was_never_prepaid_left_nothing(load: Load) -> None:
    load(day_of(ago(2), "75"))
    load(POSTPAID, of="modes")

    assert left() == []


@pytest.mark.parametrize("amount", ["120.50", "-40.00"])
def test_it_is_booked_into_the_account_once(load: Load, consumer: Consumer, amount: str) -> None:
    load(PREPAID, {**POSTPAID, "BALANCE_AT_CHANGE": amount}, of="modes")
    number = Surplus.objects.get().pk

    settle(number, how=How.BOOKED, why="letter 12", at=NOON, by="officer")

    assert ledger.balances([consumer.pk])[consumer.pk] == -Decimal(amount)
    # Who is told: whose money came back. What somebody owes is told by the next bill.
    told = [amount] if Decimal(amount) > 0 else []
    assert [one.facts["amount"] for one in Notice.objects.filter(kind="meter_surplus")] == told
    assert list(untrue()) == []
    with pytest.raises(NotOpen):
        settle(number, how=How.BOOKED, why="letter 12", at=NOON, by="officer")


def test_what_went_elsewhere_moves_no_money_and_needs_a_reason(load: Load, consumer: Consumer) -> None:
    load(PREPAID, {**POSTPAID, "BALANCE_AT_CHANGE": "120.50"}, of="modes")
    number = Surplus.objects.get().pk
    with pytest.raises(NoReason):
        settle(number, how=How.ELSEWHERE, why=" ", at=NOON, by="officer")

    settle(number, how=How.ELSEWHERE, why="in the bill of November", at=NOON, by="officer")

    assert ledger.balances([consumer.pk]).get(consumer.pk, Decimal(0)) == 0


def test_what_is_settled_stays_though_a_file_says_otherwise_later(load: Load) -> None:
    load(PREPAID, {**POSTPAID, "BALANCE_AT_CHANGE": "120.50"}, of="modes")
    settle(Surplus.objects.get().pk, how=How.BOOKED, why="letter 12", at=NOON, by="officer")

    load({**POSTPAID, "BALANCE_AT_CHANGE": "100"}, of="modes")

    assert left() == [(Decimal("120.50"), True)]
