"""Calls of BBPS as its operating unit writes them, and the account that they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

import bijlisetu.ledger.actions as ledger
from bijlisetu.billing.models import Bill
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.rules import Entry, Head, Line, Sort
from bijlisetu.payments.bbps.answering import Answer, answer
from bijlisetu.payments.bbps.asking import read
from bijlisetu.payments.bbps.biller import Biller, biller_named
from bijlisetu.payments.bbps.judging import Accepted, Word
from tests.build import NOON
from tests.payments.conftest import ACCOUNT

BILLER = biller_named("bbps")


def call(deed: str = "FETCH", *, account: Any = ACCOUNT, number: int = 1, asked: str = "", **more: Any) -> bytes:
    """Write a call; a payment of that number follows the question that is named, or none."""
    question = asked or f"REF{number:032}"
    body: dict[str, Any] = {
        "Head": {"ver": "1.0", "ts": "2026-11-22T17:30:00+05:30", "origInst": "TB01", "refId": question},
        "Txn": {"type": deed, "txnReferenceId": f"TB{number:010}", "msgId": "M1"},
        "Customer": {"mobile": "6000000001"},
        "Agent": {"id": "TB01AGENT"},
        "BillDetails": {
            "Biller": {"id": "TESTBILLER0001"},
            "CustomerParams": {"Tags": [{"name": "Consumer Number", "value": account}]},
        },
        "Amount": {"amount": "50000", "currency": "356"},
    }  # fmt: skip
    for path, value in more.items():
        place = body
        *names, last = path.split("__")
        for name in names:
            place = place[name]
        place[last] = value
    return orjson.dumps(body)


def ask(
    body: bytes, *, biller: Biller = BILLER, at: datetime = NOON, closed: frozenset[int] = frozenset()
) -> Answer:  # fmt: skip
    return answer(read(body, biller=biller, at=at), biller=biller, closed_of=lambda _: closed, at=at)


def word(body: bytes, **more: Any) -> Word:
    return ask(body, **more).word


def taking(accepted: str, **more: Any) -> Biller:
    return replace(BILLER, amounts=replace(BILLER.amounts, accepted=Accepted(accepted)), **more)


def bill_of(consumer: Consumer, number: str = "261100000001", amount: str = "500.00") -> Bill:
    """Issue a bill, in the books too."""
    made = Bill.objects.create(
        number=number, consumer=consumer, cycle=date(2026, 11, 1), bill_date=date(2026, 11, 5),
        due_date=date(2026, 11, 20), units=100, amount_payable=Decimal(amount), mapping="uppcl", imported_at=NOON,
    )  # fmt: skip
    owe(consumer, f"bill:{number}", amount, sort=Sort.BILL, bill=number, due="2026-11-20")
    return made


def owe(consumer: Consumer, reference: str, amount: str, *, sort: Sort, **evidence: str) -> None:
    lines = (
        Line(head=Head.RECEIVABLE, amount=Decimal(amount), consumer=consumer.pk),
        Line(head=Head.REVENUE, amount=-Decimal(amount), consumer=consumer.pk),
    )
    entry = Entry(reference=reference, sort=sort, day=date(2026, 11, 5), lines=lines, evidence=evidence)
    ledger.enter([entry], at=NOON, by="test")


def at(told: Mapping[str, Any], path: str) -> Any:
    for name in path.split("."):
        told = told.get(name, {})
    return told or ""
