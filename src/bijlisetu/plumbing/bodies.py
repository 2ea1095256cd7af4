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


class NoRoom(BodyNotTaken):
    """Too many octets are in hand; whoever comes again in a moment finds room."""

    def __init__(self) -> None:
        super().__init__(503, b"too much at once; send it again")


class Bodies:
    """
    The bodies in hand at one door.

    Whoever calls has proved nothing yet, so what they may lay on us is bounded: each body, its time, and the octets of
    all bodies together until they are answered. A quarter of these is kept for small bodies: a few large ones, sent to
    fill the room, do not shut it to the carriers' single receipts. Nor do many small ones that never end: where there
    is no room for a small body, those that have been coming longest give way to it.
    """

    def __init__(self, *, largest: int, most: int, within: float = READ_WITHIN) -> None:
        self._largest, self._most, self._within = largest, most, within
        self.octets = 0
        self._coming: dict[asyncio.Timeout, list[bytes]] = {}  # whose last octet is not here, the longest first

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
        self._see_to_its_size(length)
        if length > SMALL and self._is_full(length, more=length):
            raise NoRoom

    async def _gather(self, parts: list[bytes], receive: Receive) -> None:
        octets = 0
        patience = asyncio.timeout(self._within)
        try:
            async with patience:
                self._coming[patience] = parts
                while True:
                    message = await receive()
                    if patience not in self._coming:
                        raise NoRoom
                    if message["type"] != "http.request":  # some who hang up still listen
                        raise BodyNotTaken(400, b"the body ended too soon")
                    if len(parts) == MOST_PARTS:
                        raise BodyNotTaken(400, b"the body came in too many pieces")
                    part = message.get("body", b"")
                    octets += len(part)
                    self._see_to_its_size(octets)
                    self._make_room(octets, more=len(part), own=parts)
                    parts.append(part)
                    self.octets += len(part)
                    if not message.get("more_body"):
                        return
        except TimeoutError:
            if patience in self._coming:
                raise BodyNotTaken(408, b"the body took too long") from None
            raise NoRoom from None
        finally:
            self._coming.pop(patience, None)

    def _see_to_its_size(self, octets: int) -> None:
        if octets > self._largest:
            raise BodyNotTaken(413, b"the body is too large")

    def _make_room(self, octets: int, *, more: int, own: list[bytes]) -> None:
        """See to it that a body which has so many octets may have more of them now."""
        while self._is_full(octets, more=more):
            small = (one for one, parts in self._coming.items() if parts is not own and sum(map(len, parts)) <= SMALL)
            longest = next(small, None)
            if octets > SMALL or longest is None:
                raise NoRoom
            self._send_away(longest)

    def _send_away(self, one: asyncio.Timeout) -> None:
        """Let go of what came of a body, and wake its reader, who says so."""
        parts = self._coming.pop(one)
        self.octets -= sum(map(len, parts))
        parts.clear()
        one.reschedule(asyncio.get_running_loop().time())

    def _is_full(self, octets: int, *, more: int) -> bool:
        return self.octets + more > (self._most if octets <= SMALL else self._most * 3 // 4)


async def answer(send: Send, status: int, words: bytes, *more: tuple[bytes, bytes]) -> None:
    """Answer in plain words."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(words))]
    headers += [(b"x-content-type-options", b"nosniff"), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words})
