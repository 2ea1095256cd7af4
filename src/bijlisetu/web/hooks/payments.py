"""
Where aggregators tell us of payments: proved, kept, answered, and read a moment later.

An application of its own beside the pages, as that of WhatsApp: hundreds a second may come, and each that is not
answered at once comes again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from django.conf import settings

from bijlisetu.payments.callbacks.mapping import callback_mapping
from bijlisetu.payments.callbacks.signing import NotSigned, prove
from bijlisetu.plumbing.bodies import Bodies, BodyNotTaken, Receive, Scope, Send, answer
from bijlisetu.tracking.keeper import Keeper, NotKept

PREFIX = "/webhooks/payments/"
LARGEST = 64 * 1024  #: octets; a call is of one payment
MOST = 8 * 1024 * 1024  #: octets in hand, over all connections


class Payments:
    """The door for calls of aggregators, as an ASGI application: each has an address of its own."""

    def __init__(self, keepers: Mapping[str, Keeper], *, most: int = MOST) -> None:
        self._keepers = keepers
        #: Read now: a name that is no mapping's stops start-up, and no call waits for a file.
        self._signatures = {name: callback_mapping(name).signature for name in keepers}
        self._bodies = Bodies(largest=LARGEST, most=most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep one call."""
        status, words = await self._answer(scope, receive)
        await answer(send, status, words, *([(b"allow", b"POST")] if status == 405 else []))

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        name = scope["path"].removeprefix(PREFIX).rstrip("/")
        keep = self._keepers.get(name)
        if keep is None:
            return 404, b"there is no such webhook"
        if scope["method"] != "POST":
            return 405, b"a payment is posted"
        try:
            async with self._bodies.read(scope, receive) as body:
                prove(
                    body, dict(scope["headers"]), signature=self._signatures[name],
                    secrets=settings.PAYMENT_SECRETS[name], at=datetime.now(UTC),
                )  # fmt: skip
                await keep(body)
        except BodyNotTaken as refused:
            return refused.status, refused.words
        except NotSigned as why:
            return 403, str(why).encode()
        except NotKept:
            return 503, b"not kept; send it again"
        return 200, b"stored"
