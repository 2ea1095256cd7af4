from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import bijlisetu.ledger.actions as ledger
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.rules import Entry, Head, Line, Sort
from bijlisetu.network.models import Office
from bijlisetu.tills.actions import open_till
from bijlisetu.tills.models import Till
from tests import build
from tests.build import NOON

CLERK = "clerk"


@pytest.fixture
def consumer(db: None) -> Consumer:
    return debtor()


@pytest.fixture
def till(consumer: Consumer) -> Till:
    office = Office.objects.get(kind="section")
    return open_till(office=office.pk, opening=Decimal("100.00"), at=NOON, by=CLERK)


def debtor() -> Consumer:
    """Make somebody who owes 500.00."""
    made = build.consumer(account="3000000007", on=build.feeder_of_a_company(), mobile="6000000007")
    owes(made, "500.00")
    return made


def owes(consumer: Consumer, amount: str, reference: str = "bill:261100000001") -> None:
    bill = Entry(
        reference=reference, sort=Sort.BILL, day=date(2026, 11, 5),
        lines=(
            Line(head=Head.RECEIVABLE, amount=Decimal(amount), consumer=consumer.pk),
            Line(head=Head.REVENUE, amount=-Decimal(amount), consumer=consumer.pk),
        ),
        evidence={"bill": reference.partition(":")[2], "due": "2026-11-20"},
    )  # fmt: skip
    ledger.enter([bill], at=NOON, by="test")
