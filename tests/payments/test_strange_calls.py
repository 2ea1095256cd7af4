"""Calls in the manner of those who send them: nested, as a form, amounts and moments in every dress."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bijlisetu.consumers.models import Consumer
from bijlisetu.payments.callbacks.mapping import CallbackMapping, Signature, callback_mapping
from bijlisetu.payments.callbacks.reading import NotAPayment, told_by
from bijlisetu.payments.callbacks.signing import NotSigned, prove
from bijlisetu.payments.models import Payment
from tests.build import NOON
from tests.payments.conftest import ACCOUNT
from tests.payments.test_callbacks import balance, body, take

USUAL = callback_mapping("aggregator")
SECRET, MOMENT = "synthetic-secret", str(int(NOON.timestamp()))
NESTED = """
[signature]
header = "X-Test-Signature"
[fields]
transaction = "payload.payment.entity.id"
rrn = "payload.payment.entity.acquirer_data.rrn"
account = "payload.payment.entity.notes.account"
paise = "payload.payment.entity.amount"
currency = "payload.payment.entity.currency"
paid_at = "payload.payment.entity.created_at"
status = "event"
[statuses]
paid = 'payment\\.captured'
"""
FORM = """
body = "form"
[signature]
header = "X-Test-Signature"
[fields]
transaction = "txnid"
account = "udf1"
amount = "amount"
paid_at = "at"
status = "status"
[statuses]
paid = 'success'
"""


def mapping(folder: Path, text: str) -> CallbackMapping:
    (folder / "test.toml").write_text(text, encoding="utf-8")
    return callback_mapping(str(folder / "test.toml"))


def told(content: bytes, by: CallbackMapping = USUAL) -> Any:
    return told_by(content, mapping=by, received_at=NOON)


def raw(amount: str) -> bytes:
    """Write the amount as it stands, which Python's own writer might not."""
    return body(amount=777).replace(b"777", amount.encode())


@pytest.mark.parametrize("amount", ["50000", '"50000"', "50000.0"])
def test_paise_that_are_whole(amount: str) -> None:
    assert told(raw(amount)).amount == Decimal(500)


@pytest.mark.parametrize(
    "amount",
    [
        "500.00",
        "50000.5",
        "5e4",
        "5E+4",
        "1e400",
        '"5e4"',
        "-50000",
        "0",
        "null",
        "true",
        "[50000]",
        '"50,000"',
        "1" * 30,
    ],
)
def test_paise_that_could_be_something_else(amount: str) -> None:
    with pytest.raises(NotAPayment):
        told(raw(amount))


@pytest.mark.parametrize(
    "paid_at", [1795446000, 1795446000123, "1795446000123", "2026-11-23T09:00:00Z", "2026-11-23T14:30:00.123+05:30"]
)
def test_moments(paid_at: Any) -> None:
    read = told_by(body(paid_at=paid_at), mapping=USUAL, received_at=NOON + timedelta(days=2))
    assert read.paid_on.isoformat() == "2026-11-23"


@pytest.mark.parametrize(
    "content",
    [
        body().replace(b'"amount":50000', b'"amount":50000,"amount":5'),
        body().replace(b'{"event"', b'{"event":"payment.failed","event"'),
        b'{"payment":' * 900 + b"1" + b"}" * 900, b"[" * 60_000,
        body().replace(b"50000", b"NaN"), body() + b"{}", b"\xef\xbb\xbf" * 2 + body(),
        body().decode().encode("utf-16"),
        body(id=1.5, rrn=""), body(id=True), body(id={"a": 1}), body(id=["TX1"]), body("payment.dispute.created"),
        b"event=payment.captured&amount=50000",
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_set_apart(content: bytes) -> None:
    with pytest.raises(NotAPayment):
        told(content)


def test_more_fields_and_none_at_all() -> None:
    more = json.loads(body(account=None, tax={"gst": [1.5, None]}, notes=[]))

    assert told(json.dumps({**more, "account_id": "acc", "contains": []}).encode()).account == ""


def test_a_body_nested_deep_whose_notes_are_an_empty_list(tmp_path: Path) -> None:
    by = mapping(tmp_path, NESTED)
    entity = {
        "id": "pay_Test01", "amount": 50000, "currency": "INR", "created_at": 1795240800,
        "notes": {"account": ACCOUNT}, "acquirer_data": {"rrn": "633012345678"}, "fee": 1.18,
    }  # fmt: skip

    def call(**more: Any) -> Any:
        said = {"event": "payment.captured", "payload": {"payment": {"entity": {**entity, **more}}}}
        return told(json.dumps(said).encode(), by)

    assert (call().account, call().amount) == (ACCOUNT, 500)
    assert call(notes=[]).account == ""


def test_a_form(tmp_path: Path) -> None:
    by = mapping(tmp_path, FORM)
    form = f"txnid=T1&udf1={ACCOUNT}&amount=500.50&at=2026-11-20T10%3A00%3A00%2B05%3A30&status=success&udf2="

    assert told(form.encode(), by).amount == Decimal("500.50")
    for broken in (f"{form}&amount=5", body().decode(), "%ff"):
        with pytest.raises(NotAPayment):
            told(broken.encode(), by)


def signed(moment: str = MOMENT, *, joint: str = ".") -> bytes:
    return hmac.digest(SECRET.encode(), (moment + joint).encode() + body(), "sha256")


def dresses() -> Iterator[tuple[bytes, str, Signature]]:
    usual = USUAL.signature
    proof = signed()
    yield proof.hex().encode(), MOMENT, usual
    yield proof.hex().upper().encode(), MOMENT, usual
    yield b"SHA256=" + proof.hex().encode(), MOMENT, usual
    yield b"v1=" + proof.hex().encode(), MOMENT, usual
    yield base64.b64encode(proof), MOMENT, usual
    for moment in (f"{MOMENT}123", NOON.isoformat(), f"{NOON:%Y-%m-%dT%H:%M:%SZ}"):
        yield signed(moment).hex().encode(), moment, usual
    plain = Signature(header="X-Signature", moment_header="X-Timestamp", joint="")
    yield base64.b64encode(signed(joint="")), MOMENT, plain
    yield hmac.digest(SECRET.encode(), body(), "sha256").hex().encode(), "", Signature(header="X-Signature")


@pytest.mark.parametrize(("proof", "moment", "signature"), list(dresses()))
def test_a_signature_in_each_dress_proves(proof: bytes, moment: str, signature: Signature) -> None:
    headers = {b"x-signature": proof, b"x-timestamp": moment.encode()}
    prove(body(), headers, signature=signature, secrets=[SECRET], at=NOON)
    with pytest.raises(NotSigned):
        prove(body(amount=1), headers, signature=signature, secrets=[SECRET], at=NOON)
    if signature.moment_header:
        for late in (timedelta(hours=1), -timedelta(hours=1)):
            with pytest.raises(NotSigned):
                prove(body(), headers, signature=signature, secrets=[SECRET], at=NOON + late)


@pytest.mark.parametrize(
    "moment",
    ["", "x", "2026-11-22", "2026-11-22T12:00:00", "-1", "1e9", "9" * 20, "\u0967", "9999-12-31T23:59:59-10:00"],
)
def test_a_moment_that_is_none_proves_nothing(moment: str) -> None:
    headers = {b"x-signature": signed(moment).hex().encode(), b"x-timestamp": moment.encode()}
    with pytest.raises(NotSigned):
        prove(body(), headers, signature=USUAL.signature, secrets=[SECRET], at=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "state"),
    [
        (("captured", "authorized"), "credited"), (("failed", "authorized", "captured"), "credited"),
        (("captured", "failed"), "credited"), (("refunded", "captured"), "undone"),
        (("authorized",), "awaited"), (("authorized", "failed"), "awaited"),
        (("captured", "dispute.created"), "credited"), (("captured", "dispute.lost"), "undone"),
        (("captured", "chargeback", "captured"), "undone"),
    ],
)  # fmt: skip
def test_words_in_any_order(consumer: Consumer, words: tuple[str, ...], state: str) -> None:
    for word in words:
        take(body(f"payment.{word}"))

    assert Payment.objects.get().state == state
    assert balance(consumer) == (-500 if state == "credited" else 0)
