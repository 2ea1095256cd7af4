"""
One connection to the Graph API.

Nearly all requests send a message, so these are read here without a general web server, which takes four times the
processor time. Any other request goes to the web server beside it, with its connection.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple, cast

from bijlisetu.simulator.graph.desk import Desk

START = b"POST /v"
REQUEST = re.compile(rb"POST /v\d+\.\d+/([^/? ]+)/messages HTTP/1\.1")
LONGEST_HEAD = 8 * 1024
LONGEST_BODY = 1024 * 1024
REASONS = {
    200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests",
    500: "Internal Server Error", 503: "Service Unavailable",
}  # fmt: skip
#: Headers that ask for more than is read here.
SPECIAL = frozenset((b"transfer-encoding", b"content-encoding", b"expect", b"upgrade", b"connection"))


class Head(NamedTuple):
    """What the head of a request to send says."""

    number_id: str
    length: int
    authorization: bytes


@lru_cache(maxsize=4096)
def read_head(octets: bytes) -> Head | None:
    """Return what the head says, or nothing if it is no plain request to send. A client's heads are mostly alike."""
    first, *lines = octets.split(b"\r\n")
    request = REQUEST.fullmatch(first)
    pairs = [line.partition(b":")[::2] for line in lines]
    headers = {name.lower(): value.strip() for name, value in pairs}
    length = headers.get(b"content-length", b"")
    plain = request and len(headers) == len(lines) and headers.keys().isdisjoint(SPECIAL) and length.isdigit()
    if not plain or int(length) > LONGEST_BODY:
        return None
    return Head(request[1].decode("latin-1"), int(length), headers.get(b"authorization", b""))  # type: ignore[index]


class Door(asyncio.Protocol):
    """The protocol of one connection, until it is the web server's."""

    def __init__(self, desk: Desk, *, web: Callable[[], asyncio.Protocol], doors: set[Door]) -> None:
        """Take the counter, how to get a web server's protocol, and the set of all open doors."""
        self._desk = desk
        self._web = web
        self._doors = doors
        self._transport: asyncio.Transport
        self._buffer = b""
        self._is_waiting = False  #: for the answer to a request
        self._is_reading = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        # uvloop's transports behave as an asyncio.Transport and do not inherit from it.
        self._transport = cast("asyncio.Transport", transport)
        self._doors.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        """End."""
        self._doors.discard(self)

    def data_received(self, octets: bytes) -> None:
        """Read the request, if it is whole by now."""
        self._buffer = self._buffer + octets if self._buffer else bytes(octets)
        if self._is_waiting:
            # Requests are read one at a time: a client that sends ahead waits.
            self._transport.pause_reading()
        else:
            self._read()

    def answer(self, status: int, body: bytes, *, is_half: bool = False) -> None:
        """Answer the request, and read the next."""
        if self._transport.is_closing():
            return
        whole = response(status, body)
        if is_half:
            self._transport.write(whole[: len(whole) // 2])
            self._transport.close()
            return
        self._transport.write(whole)
        self._is_waiting = False
        if self._buffer and not self._is_reading:
            self._transport.resume_reading()
            self._read()

    def cut(self) -> None:
        """End the connection without an answer."""
        self._transport.abort()

    def close(self) -> None:
        """End the connection after what is being sent."""
        self._transport.close()

    def _read(self) -> None:
        # A refusal is answered at once, and the next request may be here already: hence the loop.
        self._is_reading = True
        while self._buffer and not self._is_waiting and self._read_one():
            pass
        self._is_reading = False

    def _read_one(self) -> bool:
        """Read one request; return whether there was a whole one."""
        buffer = self._buffer
        end = buffer.find(b"\r\n\r\n")
        if end < 0 and len(buffer) < LONGEST_HEAD and START.startswith(buffer[: len(START)]):
            return False
        head = read_head(buffer[:end]) if end >= 0 else None
        if not head:
            self._hand_over()
            return False
        whole = end + 4 + head.length
        if len(buffer) < whole:
            return False
        self._buffer = buffer[whole:]
        self._is_waiting = True
        self._desk.hand_in(head.number_id, head.authorization, buffer[end + 4 : whole], self)
        return True

    def _hand_over(self) -> None:
        self._doors.discard(self)
        web, buffer = self._web(), self._buffer
        self._buffer = b""
        self._transport.set_protocol(web)
        web.connection_made(self._transport)
        web.data_received(buffer)


def response(status: int, body: bytes) -> bytes:
    """Return a whole HTTP response with the JSON body."""
    return b"HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
        status,
        REASONS[status].encode(),
        len(body),
        body,
    )
