"""The door for BBPS, by the real view: signed calls are answered, and nobody else learns anything."""

from __future__ import annotations

import hmac
import time
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from django.test import Client
from django.utils import timezone

import bijlisetu.ledger.queries as ledger
from bijlisetu.arrears.models import Pause
from bijlisetu.arrears.pausing import pause
from bijlisetu.audit.models import Entry
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Office
from bijlisetu.payments.models import Payment
from tests import build
from tests.district import officer_of
from tests.payments.bbps.calls import at, bill_of, call
from tests.payments.conftest import ACCOUNT
from tests.web.hooks.test_payments import NEW, OLD

pytestmark = pytest.mark.django_db
ADDRESS = "/webhooks/bbps/bbps"


@pytest.fixture(autouse=True)
def _secrets(settings: Any) -> None:
    settings.BBPS_SECRETS = {"bbps": (OLD, NEW)}


@pytest.fixture
def consumer() -> Consumer:
    made = build.consumer(account=ACCOUNT, on=build.feeder_of_a_company())
    bill_of(made)
    return made


def now() -> str:
    return datetime.now(UTC).isoformat()


def post(client: Client, body: bytes, *, secret: str = NEW, ago: float = 0, **more: str) -> Any:
    moment = str(int(time.time() - ago))
    signature = hmac.digest(secret.encode(), f"{moment}.".encode() + body, "sha256").hex()
    return client.generic(
        "POST", more.get("address", ADDRESS), body, content_type=more.get("content_type", "application/json"),
        headers={"X-Signature": signature, "X-Timestamp": moment},
    )  # fmt: skip


def told(client: Client, body: bytes) -> Any:
    answer = post(client, body)
    assert answer.status_code == 200
    return orjson.loads(answer.content)


def test_the_bill_is_told_and_no_more_of_the_person_than_is_asked(client: Client, consumer: Consumer) -> None:
    found = told(client, call(Head__ts=now()))

    assert found == {
        "Head": {"refId": f"REF{1:032}"},
        "Txn": {"txnReferenceId": f"TB{1:010}"},
        "Reason": {
            "responseCode": "000", "responseReason": "Successful", "description": "The bill is found",
            "descriptionHi": "बिल मिला",
        },
        "BillerResponse": {
            "customerName": "प*** उ***", "amount": "50000", "dueDate": "2026-11-20", "billDate": "2026-11-05",
            "billNumber": "261100000001", "billPeriod": "11/2026",
        },
    }  # fmt: skip


def test_a_payment_has_one_receipt_however_often_it_is_told(client: Client, consumer: Consumer) -> None:
    answers = [told(client, call("PAYMENT", Head__ts=now())) for _ in range(5)]

    assert {at(one, "BillerResponse.approvalRefNumber") for one in answers} == {f"P{Payment.objects.get().pk:09d}"}
    assert ledger.balances([consumer.pk]) == {consumer.pk: 0}
    paid = told(client, call(number=2, Head__ts=now()))
    assert (at(paid, "Reason.responseCode"), "BillerResponse" in paid) == ("BFR004", False)


def test_an_unknown_account_is_told_by_one_word(client: Client, consumer: Consumer) -> None:
    unknown = told(client, call(account="3999999999", Head__ts=now()))
    unknown.pop("Head")

    assert unknown == {
        "Txn": {"txnReferenceId": f"TB{1:010}"},
        "Reason": {
            "responseCode": "BFR001", "responseReason": "Failure", "description": "There is no such account",
            "descriptionHi": "इस नंबर का कोई कनेक्शन नहीं है",
        },
    }  # fmt: skip


def test_a_connection_that_an_officer_called_closed(client: Client, consumer: Consumer) -> None:
    told(client, call("PAYMENT", Head__ts=now()))
    pause(consumer=consumer.pk, why=Pause.Why.CLOSED, said="pulled down", at=timezone.now(), by="test")

    assert at(told(client, call(number=2, Head__ts=now())), "Reason.responseCode") == "BFR005"


def test_what_proves_nothing_is_turned_away(client: Client, consumer: Consumer) -> None:
    body = call("PAYMENT", Head__ts=now())

    assert post(client, body, secret="somebody-else").status_code == 403
    assert post(client, body, ago=3600).status_code == 403
    assert post(client, body, ago=-3600).status_code == 403
    assert client.post(ADDRESS, body, content_type="application/json").status_code == 403
    assert post(client, body, address="/webhooks/bbps/another").status_code == 404
    assert client.get(ADDRESS).status_code == 405
    assert post(client, b" " * 20_000).status_code == 413
    assert post(client, b"{}").status_code == 400
    assert not Payment.objects.exists()


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_is_no_json_by_its_own_word_is_turned_away(client: Client, content_type: str) -> None:
    assert post(client, call(Head__ts=now()), content_type=content_type).status_code == 400


def test_too_many_questions_are_told_so(client: Client, consumer: Consumer) -> None:
    answers = [post(client, call(number=one, Head__ts=now())).status_code for one in range(1, 22)]

    assert answers == [200] * 20 + [429]


def test_the_file_is_taken_by_an_officer_of_the_whole_and_written_down(client: Client, consumer: Consumer) -> None:
    client.force_login(officer_of(Office.objects.get(kind="company")))

    page = client.get(f"/office/payments/{Office.objects.get(kind='company').pk}/")
    answer = client.post("/office/bbps/bbps.csv")

    assert "/office/bbps/bbps.csv" in page.content.decode()
    assert b"".join(answer).decode().count(ACCOUNT) == 1  # type: ignore[arg-type]
    assert Entry.objects.filter(deed="payments.bills_given").count() == 1
    assert client.post("/office/bbps/another.csv").status_code == 404
    assert client.get("/office/bbps/bbps.csv")["Location"] == "/office/"


def test_nobody_else_takes_it(client: Client, consumer: Consumer) -> None:
    client.force_login(officer_of(Office.objects.get(kind="section")))

    assert client.post("/office/bbps/bbps.csv").status_code == 404
