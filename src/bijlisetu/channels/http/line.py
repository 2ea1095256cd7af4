"""
Many small POSTs to one address, over kept connections: what a letter needs of HTTP/1.1, and no more.

Whoever sends must know whether anything may have left: here that is plain to see, for a request is written at one
place, in one piece, and only on a connection that stands.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from typing import NamedTuple, cast
from urllib.parse import urlsplit

import httptools

LARGEST = 1024 * 1024  #: octets of an answer
LENGTHS = frozenset({"Content-Length", "Transfer-Encoding"})


class NotWritten(ConnectionError):
    """There was no connection, so nothing has left us."""


class Unanswered(ConnectionError):
    """The request was written, wholly or in part, and no whole answer came."""


class HttpAnswer(NamedTuple):
    """What came back."""

    status: int
    body: bytes
    headers: Mapping[str, str]  #: named Like-This, however they came


class HttpLine:
    """Kept connections to one web address; one request at a time on each."""

    def __init__(self, url: str, *, headers: Mapping[str, str], timeout: float, kept_for: float) -> None:
        """Take the address to post to, what each request says beside its length, and how long an idle one is kept."""
        parts = urlsplit(url)
        self._host, self._is_safe = str(parts.hostname), parts.scheme == "https"
        self._port = parts.port or (443 if self._is_safe else 80)
        self._trust = ssl.create_default_context() if self._is_safe else None
        said = {"Host": parts.netloc, **headers}
        lines = (f"POST {parts.path} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items()))
        self._head = "\r\n".join(lines).encode("latin-1") + b"\r\nContent-Length: %d\r\n\r\n"
        self._timeout, self._kept_for = timeout, kept_for
        self._idle: list[_Connection] = []

    async def post(self, body: bytes) -> HttpAnswer:
        """
        Post the body and return the answer.

        :raises NotWritten: if nothing has left us
        :raises Unanswered: if it may have arrived
        """
        connection = self._kept() or await self._connect()
        answer = await connection.ask(self._head % len(body) + body, within=self._timeout)
        if connection.stands:
            self._idle.append(connection)
        return answer

    def close(self) -> None:
        """End the idle connections."""
        while self._idle:
            self._idle.pop().close()

    def _kept(self) -> _Connection | None:
        """Return the connection used last: the others grow old, and are left."""
        now = asyncio.get_running_loop().time()
        while self._idle:
            connection = self._idle.pop()
            if connection.stands and now - connection.used_at < self._kept_for:
                return connection
            connection.close()
        return None

    async def _connect(self) -> _Connection:
        loop = asyncio.get_running_loop()
        try:
            # Half the time to connect: who gives up connecting knows that nothing has left.
            async with asyncio.timeout(self._timeout / 2):
                _, connection = await loop.create_connection(_Connection, self._host, self._port, ssl=self._trust)
        except (OSError, TimeoutError, UnicodeError) as error:
            raise NotWritten(_words(error)) from None
        return connection


class _Connection(asyncio.Protocol):
    """One connection, and the answer that is coming in on it."""

    def __init__(self) -> None:
        self.stands = False
        self.used_at = 0.0
        self._has_head = False
        self._answer: asyncio.Future[HttpAnswer] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        # uvloop's transports are no asyncio.Transport by descent, only by what they do.
        self._transport = cast("asyncio.Transport", transport)
        self._loop = asyncio.get_running_loop()
        self.stands = True

    async def ask(self, request: bytes, *, within: float) -> HttpAnswer:
        """Write the request and return the answer; :raises Unanswered: if none came whole."""
        self._headers: dict[str, str] = {}
        self._parts: list[bytes] = []
        self._octets = 0
        self._has_head = False
        self._parser = httptools.HttpResponseParser(self)
        self._answer = self._loop.create_future()
        last = self._loop.call_later(within, self._give_up, "TimeoutError")
        self._transport.write(request)
        try:
            return await self._answer
        finally:
            last.cancel()
            self.used_at = self._loop.time()
            if not self._answer.done() or self._answer.cancelled():
                self.close()
            self._answer = None

    def close(self) -> None:
        """End the connection."""
        self.stands = False
        self._transport.abort()

    def data_received(self, octets: bytes) -> None:
        """Read on."""
        if self._answer is None:  # nobody asked
            self.close()
            return
        try:
            self._parser.feed_data(octets)
        except httptools.HttpParserError as error:
            self._give_up(type(error).__name__)

    def connection_lost(self, error: Exception | None) -> None:
        """End; an answer that gives no length is whole now."""
        self.stands = False
        if error is None and self._has_head and self._headers.keys().isdisjoint(LENGTHS):
            self.on_message_complete()
        self._give_up(_words(error) if error else "ServerDisconnected")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header."""
        self._headers[name.decode("latin-1").title()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """Know that the body comes now."""
        self._has_head = self._parser.get_status_code() >= 200

    def on_body(self, part: bytes) -> None:
        """Keep a part of the body."""
        self._octets += len(part)
        if self._octets > LARGEST:
            self._give_up("the answer is too large")
        self._parts.append(part)

    def on_message_complete(self) -> None:
        """Hand the answer over, but for a word in between such as 100 Continue."""
        status = self._parser.get_status_code()
        if status < 200 or self._answer is None or self._answer.done():
            return
        if not self._parser.should_keep_alive():
            self.close()
        self._answer.set_result(HttpAnswer(status, b"".join(self._parts), self._headers))

    def _give_up(self, why: str) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Unanswered(why))
            self.close()


def _words(error: BaseException) -> str:
    # The name and the system's words alone: an error's own words may hold the request, and the request holds the token.
    words = getattr(error, "strerror", None)
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
