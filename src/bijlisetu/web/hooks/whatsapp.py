"""
Where WhatsApp tells us what became of messages: stored before it is answered, read later.

An application of its own beside the pages: Meta may send thousands a second, mostly with one status each, and each
wants its answer at once. Nothing is done here but to prove the signature and to keep the body.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings

from bijlisetu.channels.whatsapp import webhook as whatsapp_webhook
from bijlisetu.tracking.keeper import Keeper, NotKept

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATH = "/webhooks/whatsapp"
LARGEST = 4 * 1024 * 1024  # Meta sends up to 3 MB
READ_WITHIN = 30.0  # seconds for a body to come in
MOST_WAITING = 64 * 1024 * 1024  # octets kept in memory; beyond them carriers are asked to come again


class TooLarge(Exception):
    """The body is longer than any that Meta sends."""


class HungUp(Exception):
    """Whoever called is gone before all was said."""


class Hooks:
    """The door for webhooks, as an ASGI application."""

    def __init__(self, keep: Keeper) -> None:
        self._keep = keep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer Meta's handshake, or keep a batch of statuses and messages."""
        status, words = await self._answer(scope, receive)
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(words))]
        headers += [(b"x-content-type-options", b"nosniff")]
        if status == 405:
            headers.append((b"allow", b"GET, POST"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": words})

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        if scope["path"].rstrip("/") != PATH:
            return 404, b"there is no such webhook"
        if scope["method"] == "GET":
            return _shake_hands(scope["query_string"])
        if scope["method"] != "POST":
            return 405, b"a webhook is posted"
        return await self._take(dict(scope["headers"]), receive)

    async def _take(self, headers: dict[bytes, bytes], receive: Receive) -> tuple[int, bytes]:
        signature = headers.get(b"x-hub-signature-256", b"").decode("latin-1")
        if not signature:
            return 401, b"the signature is missing"
        length = headers.get(b"content-length", b"")
        if length.isdigit() and int(length) > LARGEST:
            return 413, b"the body is too large"
        if self._keep.octets_waiting > MOST_WAITING:
            return 503, b"too much at once; send it again"
        try:
            async with asyncio.timeout(READ_WITHIN):
                body = await _read(receive)
        except TooLarge:
            return 413, b"the body is too large"
        except HungUp:  # some still listen; without an answer the server would say that we are at fault
            return 400, b"the body ended too soon"
        except TimeoutError:
            return 408, b"the body took too long"
        if not whatsapp_webhook.verify(body, signature, settings.WHATSAPP_APP_SECRETS):
            return 403, b"the signature does not match"
        try:
            await self._keep(body)
        except NotKept:
            return 503, b"not kept; send it again"
        return 200, b"stored"


def _shake_hands(query: bytes) -> tuple[int, bytes]:
    asked = {name: values[0] for name, values in parse_qs(query.decode("latin-1"), keep_blank_values=True).items()}
    if not whatsapp_webhook.challenge(
        asked.get("hub.mode"), asked.get("hub.verify_token"), settings.WHATSAPP_VERIFY_TOKEN
    ):
        return 403, b"the verify token does not match"
    return 200, asked.get("hub.challenge", "").encode()


async def _read(receive: Receive) -> bytes:
    parts: list[bytes] = []
    octets = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise HungUp
        part = message.get("body", b"")
        octets += len(part)
        if octets > LARGEST:
            raise TooLarge
        parts.append(part)
        if not message.get("more_body"):
            return parts[0] if len(parts) == 1 else b"".join(parts)
