"""An aggregator's calls: proved, kept once, and credited once, in whatever order they come."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest

import bijlisetu.ledger.queries as ledger
from bijlisetu.consumers.models import Consumer
from bijlisetu.outbox.models import Notice
from bijlisetu.payments.callbacks.folding import fold, store
from bijlisetu.payments.callbacks.mapping import callback_mapping
from bijlisetu.payments.callbacks.signing import NotSigned, prove
from bijlisetu.payments.models import Callback, Payment, Report
from tests.build import NOON
from tests.payments.conftest import ACCOUNT, UPI, Load

pytestmark = pytest.mark.django_db

SECRET = "synthetic-secret"
SIGNATURE = callback_mapping("aggregator").signature


def body(event: str = "payment.captured", **payment: Any) -> bytes:
    said = {
        "id": "TX0001", "rrn": "633012345678", "reference": "", "account": ACCOUNT, "amount": 50000, "currency": "INR",
        "paid_at": "2026-11-20T23:59:30+05:30", "method": "upi", **payment,
    }  # fmt: skip
    return orjson.dumps({"event": event, "payment": said})


def take(*bodies: bytes, at: Any = NOON) -> None:
    store(source="aggregator", bodies=bodies, at=at)
    fold(at=at)


def balance(consumer: Consumer) -> Decimal:
    return ledger.balances([consumer.pk])[consumer.pk]


def headers(content: bytes, *, at: Any = NOON, secret: str = SECRET) -> Mapping[bytes, bytes]:
    moment = str(int(at.timestamp())).encode()
    signature = hmac.digest(secret.encode(), moment + b"." + content, "sha256").hex()
    return {b"x-signature": signature.encode(), b"x-timestamp": moment}


def test_fifty_copies_the_file_and_another_are_one_credit(consumer: Consumer, load: Load) -> None:
    for _ in range(50):
        take(body())
    load(UPI)

    assert Payment.objects.count() == 1
    assert balance(consumer) == Decimal("-500.00")
    assert Notice.objects.filter(kind="payment_received").count() == 1


def test_copies_that_differ_in_a_blank_are_one_credit(consumer: Consumer) -> None:
    take(body(), body() + b" ", body() + b"\n")

    assert Callback.objects.count() == 3
    assert balance(consumer) == Decimal("-500.00")


def test_the_file_first_and_the_call_later(consumer: Consumer, load: Load) -> None:
    load(UPI)

    take(body())

    assert balance(consumer) == Decimal("-500.00")


def test_a_call_that_waits_still_when_the_file_comes_was_heard_first(consumer: Consumer, load: Load) -> None:
    store(source="aggregator", bodies=[body()], at=NOON)

    load({**UPI, "AMOUNT": "510.00"})

    assert balance(consumer) == Decimal("-500.00")
    assert Report.objects.get(disagrees=True).amount == Decimal("510.00")


def test_calls_in_the_wrong_order(consumer: Consumer) -> None:
    take(body("payment.refunded"))
    take(body("payment.captured"))
    take(body("payment.authorized"))

    assert Payment.objects.get().state == "undone"
    assert balance(consumer) == 0


@pytest.mark.parametrize("at_once", [True, False])
def test_each_part_that_goes_back_waits_for_an_officer(consumer: Consumer, at_once: bool) -> None:
    calls = [body(), body("payment.refunded", amount=20000), body("payment.refunded", amount=30000)]
    if at_once:
        take(*calls)
    else:
        for call in calls:
            take(call)
    take(*calls, body("payment.refunded", amount=30000) + b" ")

    parts = Report.objects.filter(disagrees=True).order_by("id")
    assert list(parts.values_list("status", "amount")) == [("reversed", Decimal(200)), ("reversed", Decimal(300))]
    assert Report.objects.count() == 3
    assert balance(consumer) == Decimal("-500.00")


def test_another_amount_by_the_same_teller_waits_for_an_officer(consumer: Consumer) -> None:
    take(body())
    take(body(amount=45000), body(amount=45000) + b" ")

    assert list(Report.objects.filter(disagrees=True).values_list("amount", flat=True)) == [Decimal(450)]
    assert balance(consumer) == Decimal("-500.00")


def test_a_failure_that_became_a_success_is_paid(consumer: Consumer) -> None:
    take(body("payment.failed"), body("payment.captured"))

    assert balance(consumer) == Decimal("-500.00")


def test_the_day_is_that_of_india(consumer: Consumer) -> None:
    take(body(paid_at="2026-11-20T18:29:00+00:00"), body(id="TX2", rrn="2", paid_at="2026-11-20T18:31:00Z"))

    assert [f"{day:%d-%m}" for day in Payment.objects.order_by("paid_on").values_list("paid_on", flat=True)] == [
        "20-11", "21-11",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b'"x"', b"null", body(amount=-1), body(amount=0), body(amount=500.5), body(amount="5e3"),
        body(amount=True), body(amount=10**15), body(currency="USD"), body(paid_at="2026-11-20T10:00:00"),
        body(paid_at="2026-12-20T10:00:00+05:30"), body(paid_at=None), body(event="payment.teleported"),
        body(id="", rrn=""),
        body(paid_at=20261129), body(paid_at=0),
        body(paid_at="9999-12-31T23:59:59Z"), body(paid_at="0001-01-01T00:00:00+14:00"), body(paid_at="99999999999"),
        body(account={"$ne": ""}), body(account="1" * 500), body(account="a\u0000b"),
        b"[" * 5000,
    ],
)  # fmt: skip
def test_what_says_nothing_is_set_apart_and_stops_nobody(consumer: Consumer, content: bytes) -> None:
    take(content, body(id="TX0002", rrn="633000000002"))

    assert balance(consumer) == Decimal("-500.00")
    assert Callback.objects.exclude(fault="").count() == 1


def test_a_true_call_is_proved() -> None:
    prove(body(), headers(body()), signature=SIGNATURE, secrets=["old", SECRET], at=NOON)


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ({}, NOON),
        (headers(body(), secret="another"), NOON),
        (headers(body(amount=1)), NOON),
        (headers(body()), NOON + timedelta(hours=1)),
        (headers(body()), NOON - timedelta(hours=1)),
        ({**headers(body()), b"x-timestamp": b"1"}, NOON),
        ({**headers(body()), b"x-timestamp": b"x"}, NOON),
    ],
)
def test_a_call_that_proves_nothing(told: Mapping[bytes, bytes], at: Any) -> None:
    with pytest.raises(NotSigned):
        prove(body(), told, signature=SIGNATURE, secrets=[SECRET], at=at)
