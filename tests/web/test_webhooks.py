"""The door for WhatsApp's words: signed ones are kept before they are answered, others are turned away."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest
from django.test import Client

from bijlisetu.tracking.models import Inbound

pytestmark = pytest.mark.django_db

OLD, NEW = "old-synthetic-secret", "new-synthetic-secret"
BODY = b'{"object":"whatsapp_business_account","entry":[],"note":"\\u0939"}'


@pytest.fixture(autouse=True)
def _secrets(settings: Any) -> None:
    settings.WHATSAPP_APP_SECRETS = (OLD, NEW)
    settings.WHATSAPP_VERIFY_TOKEN = "synthetic-token"


def post(client: Client, body: bytes = BODY, *, secret: str = NEW, **headers: str) -> int:
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    sent = {"X-Hub-Signature-256": signature, **headers}
    return client.post("/webhooks/whatsapp", body, content_type="application/json", headers=sent).status_code


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_a_signed_body_is_kept_as_it_came(client: Client, secret: str) -> None:
    assert post(client, secret=secret) == 200
    assert bytes(Inbound.objects.get().body) == BODY


def test_a_signed_body_that_is_no_json_is_kept_too(client: Client) -> None:
    assert post(client, b"\xff\xfe") == 200
    assert Inbound.objects.count() == 1


def test_another_signature_is_turned_away(client: Client) -> None:
    assert post(client, secret="somebody-else") == 403
    assert not Inbound.objects.exists()


def test_a_missing_signature_is_turned_away(client: Client) -> None:
    assert client.post("/webhooks/whatsapp", BODY, content_type="application/json").status_code == 401


def test_without_a_secret_nothing_is_believed(client: Client, settings: Any) -> None:
    settings.WHATSAPP_APP_SECRETS = ()

    assert post(client, secret="") == 403


def test_three_megabytes_are_an_ordinary_body(client: Client) -> None:
    assert post(client, b" " * 3_000_000) == 200


def test_the_handshake_echoes_the_challenge(client: Client) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "synthetic-token", "hub.challenge": "1158201444"}

    assert client.get("/webhooks/whatsapp", asked).content == b"1158201444"
    assert client.get("/webhooks/whatsapp", {**asked, "hub.verify_token": "x"}).status_code == 403
    assert client.get("/webhooks/whatsapp").status_code == 403
