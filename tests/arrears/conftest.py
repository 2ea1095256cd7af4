from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

import bijlisetu.ledger.actions as ledger
from bijlisetu.arrears.heldback import is_held_back
from bijlisetu.arrears.ladders.reading import ladder_of
from bijlisetu.billing.models import Bill
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.rules import Entry, Head, Line, Sort
from bijlisetu.network.models import Feeder, FeederPlace, OfficeTree
from bijlisetu.staff.models import Post
from tests import build
from tests.build import CYCLE, NOON

DUE = date(2026, 11, 25)

_number = itertools.count(1)

Owe = Callable[..., Bill]
Pay = Callable[..., None]


def feeder_of_a_subdivision() -> Feeder:
    """Make a feeder of a section below a subdivision, division, circle and company, with an officer at each."""
    above = build.office("company")
    for kind, role in (("circle", "se"), ("division", "ee"), ("subdivision", "sdo"), ("section", "je")):
        above = build.office(kind, parent=above)
        build.officer(f"{role} of {above.pk}", of=above, role=role)
    return build.feeder(section=above)


def officer_over(consumer: Consumer, role: str) -> str:
    """Return the officer of the role over the consumer."""
    over = FeederPlace.objects.get(feeder=consumer.feeder_id).section_id
    offices = OfficeTree.objects.filter(descendant=over).values("ancestor")
    return Post.objects.get(office__in=offices, role=role).person.username


def somebody(number: int, *, held_back: bool = False) -> Consumer:
    """Make a consumer who is held back from the reminders of November's bill, or who is not."""
    feeder, ladder = feeder_of_a_subdivision(), ladder_of("common", on=DUE)
    while True:
        made = build.consumer(account=f"30000{number:05}", on=feeder, mobile=f"60000{number:05}")
        if is_held_back(made.pk, cycle=CYCLE, ladder=ladder.name, percent=ladder.held_back_percent) == held_back:
            return made
        number += 1000


@pytest.fixture
def consumer(db: None) -> Consumer:
    return somebody(7)


@pytest.fixture
def owe(consumer: Consumer) -> Owe:
    def owe(
        amount: str = "500.00", *, due: date = DUE, of: Consumer = consumer, number: str = "", at: datetime = NOON
    ) -> Bill:
        bill = Bill.objects.create(
            number=number or f"2611{of.pk:08}", consumer=of, cycle=due.replace(day=1), due_date=due, units=100,
            bill_date=due - timedelta(days=20), amount_payable=Decimal(amount), mapping="uppcl", imported_at=NOON,
        )  # fmt: skip
        lines = (
            Line(head=Head.RECEIVABLE, amount=Decimal(amount), consumer=of.pk),
            Line(head=Head.REVENUE, amount=-Decimal(amount), consumer=of.pk),
        )
        evidence = {"bill": bill.number, "due": due.isoformat()}
        entry = Entry(
            reference=f"bill:{bill.number}", sort=Sort.BILL, day=bill.bill_date, lines=lines, evidence=evidence
        )
        ledger.enter([entry], at=at, by="test")
        return bill

    return owe


@pytest.fixture
def pay(consumer: Consumer) -> Pay:
    def pay(amount: str, *, of: Consumer = consumer, day: date = date(2026, 11, 22), sort: Sort = Sort.PAYMENT) -> None:
        other = Head.BANK if sort is Sort.PAYMENT else Head.ADJUSTMENT
        lines = (
            Line(head=other, amount=Decimal(amount)),
            Line(head=Head.RECEIVABLE, amount=-Decimal(amount), consumer=of.pk),
        )
        number = f"{sort}:{next(_number)}"
        ledger.enter([Entry(reference=number, sort=sort, day=day, lines=lines)], at=NOON, by="test")

    return pay
