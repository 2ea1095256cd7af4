"""The door for aggregators' calls: signed ones are kept before they are answered, others are turned away."""

from __future__ import annotations

import asyncio
import hmac
import time
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator

from bijlisetu.payments.callbacks.folding import store
from bijlisetu.payments.models import Callback
from bijlisetu.plumbing.files.mapping import NoSuchMapping
from bijlisetu.tracking.keeper import Keeper
from bijlisetu.web.hooks.payments import LARGEST, Payments

pytestmark = pytest.mark.django_db(transaction=True)
OLD, NEW = "old-synthetic-secret", "new-synthetic-secret"
BODY = b'{"event":"payment.captured"}'


@pytest.fixture(autouse=True)
def _secrets(settings: Any) -> None:
    settings.PAYMENT_SECRETS = {"aggregator": (OLD, NEW)}


def ask(*, method: str = "POST", name: str = "aggregator", body: bytes = BODY, **headers: str) -> int:
    async def talk() -> int:
        scope = {
            "type": "http", "method": method, "path": f"/webhooks/payments/{name}", "query_string": b"",
            "headers": [(key.replace("_", "-").encode(), value.encode()) for key, value in headers.items()],
        }  # fmt: skip
        keeper = Keeper("aggregator", on_kept=lambda: None, keep=store)
        caller = ApplicationCommunicator(Payments({"aggregator": keeper}), scope)
        await caller.send_input({"type": "http.request", "body": body, "more_body": False})
        start, _ = [await caller.receive_output(timeout=10) for _ in range(2)]
        await caller.wait()
        keeper.close()
        return int(start["status"])

    return asyncio.run(talk())


def post(body: bytes = BODY, *, secret: str = NEW, ago: float = 0, **more: str) -> int:
    moment = str(int(time.time() - ago))
    signature = hmac.digest(secret.encode(), f"{moment}.".encode() + body, "sha256").hex()
    return ask(body=body, x_signature=signature, x_timestamp=moment, content_length=str(len(body)), **more)


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_a_signed_call_is_kept_as_it_came_and_once(secret: str) -> None:
    assert (post(secret=secret), post(secret=secret)) == (200, 200)

    kept = Callback.objects.get()
    assert (bytes(kept.body), kept.source, kept.folded_at) == (BODY, "aggregator", None)


def test_what_proves_nothing_is_turned_away() -> None:
    assert post(secret="somebody-else") == 403
    assert post(ago=3600) == 403
    assert post(name="another") == 404
    assert post(method="GET") == 405
    assert post(b"1" * (LARGEST + 1)) == 413
    assert ask() == 403

    assert not Callback.objects.exists()


def test_a_secret_for_no_aggregator_that_we_know_stops_the_start() -> None:
    with pytest.raises(NoSuchMapping):
        Payments({"unheard-of": Keeper("unheard-of", on_kept=lambda: None)})
