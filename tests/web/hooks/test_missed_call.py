"""A missed call proves a number: signed, of now, and only what was asked of it."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import bijlisetu.contact.proof.actions as proof
from bijlisetu.complaints.models import Complaint
from bijlisetu.contact.lists import ClaimSource
from bijlisetu.contact.models import Address
from bijlisetu.outages.models import NoLight
from bijlisetu.outbox.models import Notice
from bijlisetu.values import Mobile
from tests import build
from tests.outages.desk import with_outage

pytestmark = pytest.mark.django_db

PHONE = "6000000001"
SECRET = "synthetic-secret"


@pytest.fixture(autouse=True)
def _signed(settings: Any) -> None:
    settings.MISSED_CALL_SECRETS = (SECRET,)


def call(*, secret: str = SECRET, **told: object) -> int:
    body = json.dumps({"from": PHONE, "at": timezone.now().isoformat(), **told}).encode()
    return post(body, secret=secret)


def post(body: bytes, *, secret: str = SECRET) -> int:
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    answer = Client().post(
        "/webhooks/missed-call", body, content_type="application/json", headers={"X-Signature-256": signature}
    )
    return answer.status_code


def ask() -> None:
    proof.ask(
        consumer=build.consumer().pk, address=Mobile(PHONE), entrance=ClaimSource.COUNTER, by="clerk",
        at=timezone.now(),
    )  # fmt: skip


@pytest.mark.parametrize("written", [PHONE, f"91{PHONE}", f"+91 {PHONE}"])
def test_a_call_proves_the_number_that_was_asked(written: str) -> None:
    ask()

    assert call(**{"from": written}) == 200
    assert Address.objects.values_list("value", "proof").get() == (f"91{PHONE}", "missed_call")


def test_a_call_of_nobody_we_asked_is_taken_and_means_nothing() -> None:
    assert call() == 200
    assert not Address.objects.exists()


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"secret": "another"}, 403),
        ({"from": "01122334455"}, 400),
        ({"from": None}, 400),
        ({"at": "2026-11-28T10:00:00"}, 400),
        ({"at": (timezone.now() - timedelta(hours=1)).isoformat()}, 400),
        ({"at": (timezone.now() + timedelta(hours=1)).isoformat()}, 400),
        ({"at": 5}, 400),
        ({"at": ""}, 400),
    ],
)
def test_a_call_that_is_forged_replayed_or_garbled_proves_nothing(told: dict[str, Any], status: int) -> None:
    ask()

    assert call(**told) == status
    assert not Address.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"\xff\xfe", b"{" * 5000])
def test_any_body_is_answered(body: bytes) -> None:
    assert post(body) in (400, 403)


def test_without_a_secret_no_call_is_taken(settings: Any) -> None:
    settings.MISSED_CALL_SECRETS = ()

    assert call() == 403


def test_a_call_from_before_it_was_asked_proves_nothing_however_often_it_is_told() -> None:
    before = json.dumps({"from": PHONE, "at": (timezone.now() - timedelta(minutes=5)).isoformat()}).encode()
    ask()

    assert (post(before), post(before)) == (200, 200)
    assert not Address.objects.exists()


def test_a_call_told_again_proves_nothing_that_was_asked_since() -> None:
    told = json.dumps({"from": PHONE, "at": (timezone.now() - timedelta(seconds=30)).isoformat()}).encode()
    post(told)
    ask()

    post(told)

    assert not Address.objects.exists()


def test_who_rings_the_number_for_darkness_has_a_complaint_and_proves_nothing(settings: Any) -> None:
    settings.NO_LIGHT_NUMBER = "1800000001"
    of = build.consumer(on=build.feeder_of_a_company(), mobile=f"91{PHONE}")

    for _ in range(2):
        assert call(to="+911800000001") == 200

    assert set(NoLight.objects.values_list("consumer", "way")) == {(of.pk, "missed_call")}
    assert Complaint.objects.get().consumer == of
    assert Address.objects.get().proof == ""


def test_who_rings_it_while_an_outage_is_known_is_told_of_it(settings: Any) -> None:
    settings.NO_LIGHT_NUMBER = "1800000001"
    section = build.office(parent=build.office("company"))
    of = build.consumer(on=build.feeder(section=section), mobile=f"91{PHONE}")
    with_outage(of.feeder, by="chief", of=section)

    assert call(to="1800000001") == 200

    assert Notice.objects.get(consumer=of).kind in ("outage_breakdown", "outage_unknown")
    assert not Complaint.objects.exists()


def test_a_stranger_who_rings_it_is_nobody_and_another_number_is_the_one_for_proof(settings: Any) -> None:
    settings.NO_LIGHT_NUMBER = "1800000001"
    build.consumer(on=build.feeder_of_a_company())

    assert call(to="1800000001") == 200
    assert call(to="1800000002") == 200

    assert not NoLight.objects.exists()
