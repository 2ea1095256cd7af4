"""Bodies of requests, read without a thread: none too long, none too slow, and never too many at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

READ_WITHIN = 15.0  #: seconds from the first octet to the last
MOST_PARTS = 8192  #: each takes the loop a turn: a body in pieces of one octet would keep it busy for seconds
SMALL = 64 * 1024  #: octets; nearly everything that carriers and people send is far smaller


class BodyNotTaken(Exception):
    """The request is answered with this status and these words, and not looked at further."""

    def __init__(self, status: int, words: bytes) -> None:
        super().__init__(words.decode())
        self.status, self.words = status, words


class Bodies:
    """
    The bodies in hand at one door.

    Whoever calls has proved nothing yet, so what they may lay on us is bounded: each body, its time, and the octets of
    all bodies together until they are answered. A quarter of these is kept for small bodies: a few large ones, sent to
    fill the room, do not shut it to the carriers' single receipts.
    """

    def __init__(self, *, largest: int, most: int, within: float = READ_WITHIN) -> None:
        self._largest, self._most, self._within = largest, most, within
        self.octets = 0

    @asynccontextmanager
    async def read(self, scope: Scope, receive: Receive) -> AsyncIterator[bytes]:
        """
        Read the body, and count its octets until the block ends.

        :raises BodyNotTaken: if it is too long, too slow, cut short, or there is no room for it now
        """
        self._see_to_its_length(scope)
        parts: list[bytes] = []
        try:
            await self._gather(parts, receive)
            parts[:] = [b"".join(parts)]  # the parts are let go of: a body is held once
            yield parts[0]
        finally:
            self.octets -= sum(map(len, parts))

    def _see_to_its_length(self, scope: Scope) -> None:
        said = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        length = int(said) if said.isdigit() and len(said) < 19 else 0
        self._see_to_room(length, more=length)

    async def _gather(self, parts: list[bytes], receive: Receive) -> None:
        octets = 0
        try:
            async with asyncio.timeout(self._within):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":  # some who hang up still listen
                        raise BodyNotTaken(400, b"the body ended too soon")
                    if len(parts) == MOST_PARTS:
                        raise BodyNotTaken(400, b"the body came in too many pieces")
                    part = message.get("body", b"")
                    octets += len(part)
                    self._see_to_room(octets, more=len(part))
                    parts.append(part)
                    self.octets += len(part)
                    if not message.get("more_body"):
                        return
        except TimeoutError:
            raise BodyNotTaken(408, b"the body took too long") from None

    def _see_to_room(self, octets: int, *, more: int) -> None:
        """See to it that a body may have so many octets, and more of them now."""
        if octets > self._largest:
            raise BodyNotTaken(413, b"the body is too large")
        if self.octets + more > (self._most if octets <= SMALL else self._most * 3 // 4):
            raise BodyNotTaken(503, b"too much at once; send it again")


async def answer(send: Send, status: int, words: bytes, *more: tuple[bytes, bytes]) -> None:
    """Answer in plain words."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(words))]
    headers += [(b"x-content-type-options", b"nosniff"), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words})
