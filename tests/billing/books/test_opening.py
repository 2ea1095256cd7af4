"""Bills that were imported before the books were kept open them: the latest month's, once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bijlisetu.billing.books import opening
from bijlisetu.billing.books.opening import open_books
from bijlisetu.billing.models import Bill
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.models import Entry
from bijlisetu.ledger.queries import balances, untrue
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db


def bill(of: Consumer, month: int, amount: str, *, arrears: str = "0.00", **more: object) -> Bill:
    """A bill as an earlier version imported it."""
    return Bill.objects.create(
        number=f"B{of.pk}-{month}", consumer=of, cycle=date(2026, month, 1), bill_date=date(2026, month, 20),
        due_date=date(2026, month, 28), units=1, amount_payable=Decimal(amount), mapping="uppcl", imported_at=NOON,
        lines={"charges": {"energy": str(Decimal(amount) - Decimal(arrears))}, "dues": {"arrears": arrears}}, **more,
    )  # fmt: skip


def test_each_account_is_opened_by_its_latest_bills_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "PORTION", 1)
    one, other, cancelled, bare = (build.consumer() for _ in range(4))
    bill(one, 9, "100.00")
    bill(one, 10, "250.00", arrears="100.00")
    bill(other, 10, "70.00")
    bill(cancelled, 9, "30.00")
    bill(cancelled, 10, "80.00", is_cancelled=True)

    assert open_books(at=NOON, by="test") == 4
    assert open_books(at=NOON, by="test") == 0

    owed = balances([one.pk, other.pk, cancelled.pk, bare.pk])
    assert owed == {one.pk: Decimal(250), other.pk: Decimal(70), cancelled.pk: Decimal(30), bare.pk: Decimal(0)}
    assert Entry.objects.filter(sort="opening").count() == 1
    assert untrue() == []
