"""The door for WhatsApp's words: signed ones are kept before they are answered, others are turned away."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator

from bijlisetu.tracking.keeper import Keeper
from bijlisetu.tracking.models import Inbound
from bijlisetu.web.hooks.whatsapp import Hooks

pytestmark = pytest.mark.django_db(transaction=True)

OLD, NEW = "old-synthetic-secret", "new-synthetic-secret"
BODY = b'{"object":"whatsapp_business_account","entry":[],"note":"\\u0939"}'


@pytest.fixture(autouse=True)
def _secrets(settings: Any) -> None:
    settings.WHATSAPP_APP_SECRETS = (OLD, NEW)
    settings.WHATSAPP_VERIFY_TOKEN = "synthetic-token"


def ask(method: str, *, query: str = "", body: bytes = b"", parts: int = 1, **headers: str) -> tuple[int, bytes]:
    """Return status and body of what the door answers to a request, whose body comes in so many parts."""

    async def talk() -> tuple[int, bytes]:
        scope = {
            "type": "http", "method": method, "path": "/webhooks/whatsapp", "query_string": query.encode(),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        keeper = Keeper("whatsapp", on_kept=lambda: None)
        caller = ApplicationCommunicator(Hooks(keeper), scope)
        size = -(-len(body) // parts) or 1
        pieces = [body[start : start + size] for start in range(0, len(body), size)] or [b""]
        for place, piece in enumerate(pieces):
            await caller.send_input({"type": "http.request", "body": piece, "more_body": place < len(pieces) - 1})
        start, words = [await caller.receive_output(timeout=10) for _ in range(2)]
        await caller.wait()
        keeper.close()
        return start["status"], words["body"]

    return asyncio.run(talk())


def post(body: bytes = BODY, *, secret: str = NEW, parts: int = 1) -> int:
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return ask("POST", body=body, parts=parts, x_hub_signature_256=signature, content_length=str(len(body)))[0]


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_a_signed_body_is_kept_as_it_came(secret: str) -> None:
    assert post(secret=secret) == 200
    assert bytes(Inbound.objects.get().body) == BODY


def test_a_signed_body_that_is_no_json_is_kept_too() -> None:
    assert post(b"\xff\xfe") == 200
    assert Inbound.objects.count() == 1


def test_another_signature_is_turned_away() -> None:
    assert post(secret="somebody-else") == 403
    assert not Inbound.objects.exists()


def test_a_missing_signature_is_turned_away() -> None:
    assert ask("POST", body=BODY)[0] == 401


def test_without_a_secret_nothing_is_believed(settings: Any) -> None:
    settings.WHATSAPP_APP_SECRETS = ()

    assert post(secret="") == 403


def test_three_megabytes_in_many_parts_are_an_ordinary_body() -> None:
    assert post(b" " * 3_000_000, parts=50) == 200


def test_more_than_meta_sends_is_not_read_to_its_end() -> None:
    assert ask("POST", body=b" " * 5_000_000, parts=9, x_hub_signature_256="sha256=0")[0] == 413


def test_a_body_that_ends_too_soon_is_not_our_fault() -> None:
    async def talk() -> int:
        scope = {
            "type": "http", "method": "POST", "path": "/webhooks/whatsapp", "query_string": b"",
            "headers": [(b"x-hub-signature-256", b"sha256=0"), (b"content-length", b"50")],
        }  # fmt: skip
        caller = ApplicationCommunicator(Hooks(Keeper("whatsapp", on_kept=lambda: None)), scope)
        await caller.send_input({"type": "http.request", "body": b"{", "more_body": True})
        await caller.send_input({"type": "http.disconnect"})
        status: int = (await caller.receive_output(timeout=10))["status"]
        return status

    assert asyncio.run(talk()) == 400


def test_the_handshake_echoes_the_challenge() -> None:
    asked = "hub.mode=subscribe&hub.verify_token={}&hub.challenge=1158201444"

    assert ask("GET", query=asked.format("synthetic-token")) == (200, b"1158201444")
    assert ask("GET", query=asked.format("x"))[0] == 403
    assert ask("GET")[0] == 403


def test_other_methods_are_told_what_is_wanted() -> None:
    assert ask("PUT")[0] == 405
