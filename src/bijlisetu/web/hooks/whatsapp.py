"""
Where WhatsApp tells us what became of messages: stored before it is answered, read later.

An application of its own beside the pages: Meta may send thousands a second, mostly with one status each, and each
wants its answer at once. Nothing is done here but to prove the signature and to keep the body.
"""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

from django.conf import settings

from bijlisetu.channels.whatsapp import webhook as whatsapp_webhook
from bijlisetu.plumbing.bodies import Bodies, BodyNotTaken, Receive, Scope, Send, answer
from bijlisetu.tracking.keeper import Keeper, NotKept

PATH = "/webhooks/whatsapp"
LARGEST = 4 * 1024 * 1024  # Meta sends up to 3 MB
#: Octets in hand, over all connections: being read, being proved, and being kept. Beyond them carriers come again.
MOST = 64 * 1024 * 1024
#: A body this long is proved beside the loop, which goes on with others meanwhile.
LONG = 64 * 1024


class Hooks:
    """The door for webhooks, as an ASGI application."""

    def __init__(self, keep: Keeper, *, most: int = MOST) -> None:
        self._keep = keep
        self._bodies = Bodies(largest=LARGEST, most=most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer Meta's handshake, or keep a batch of statuses and messages."""
        status, words = await self._answer(scope, receive)
        await answer(send, status, words, *([(b"allow", b"GET, POST")] if status == 405 else []))

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        if scope["path"].rstrip("/") != PATH:
            return 404, b"there is no such webhook"
        if scope["method"] == "GET":
            return _shake_hands(scope["query_string"])
        if scope["method"] != "POST":
            return 405, b"a webhook is posted"
        return await self._take(scope, receive)

    async def _take(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        signature = dict(scope["headers"]).get(b"x-hub-signature-256", b"").decode("latin-1")
        if not signature:
            return 401, b"the signature is missing"
        try:
            async with self._bodies.read(scope, receive) as body:
                return await self._keep_if_signed(body, signature)
        except BodyNotTaken as refused:
            return refused.status, refused.words

    async def _keep_if_signed(self, body: bytes, signature: str) -> tuple[int, bytes]:
        claim = (body, signature, settings.WHATSAPP_APP_SECRETS)
        verify = whatsapp_webhook.verify
        if not (await asyncio.to_thread(verify, *claim) if len(body) > LONG else verify(*claim)):
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
