"""
Meta telling statuses: `python -m bench.load.statuses URL RATE SECONDS EACH FIRST`, the app's secret by SECRET.

Kept connections, each with one POST unanswered at most; the time of an answer is from the first octet of the request
written to the last of the answer read. Prints what it found as JSON.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import uvloop

from bench.history import CARRIER_ID

CONNECTIONS = 64
TICK = 0.002  #: seconds
LAST_ANSWER_WITHIN = 10.0
NUMBER = "100000000000001"  #: the id of ours that the messages went by
STATUS = (
    '{"id":"%s","status":"delivered","timestamp":"%d","recipient_id":"916000000001",'
    '"recipient_user_id":"IN.6000000001","pricing":{"billable":true,"pricing_model":"PMP","type":"regular",'
    '"category":"utility"}}'
)
BODY = (
    '{"object":"whatsapp_business_account","entry":[{"id":"200000000000001","changes":[{"field":"messages","value":'
    '{"messaging_product":"whatsapp","metadata":{"display_phone_number":"911912000001",'
    '"phone_number_id":"' + NUMBER + '"},"statuses":[%s]}}]}]}'
)


class Caller(asyncio.Protocol):
    """One kept connection."""

    idle: list[Caller] = []
    taken = 0
    refused = 0
    times: list[float] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Be ready."""
        self._transport = transport
        self._answer = b""
        Caller.idle.append(self)

    def call(self, request: bytes) -> None:
        """Send the request."""
        self._since = time.perf_counter()
        self._transport.write(request)  # type: ignore[attr-defined]

    def data_received(self, octets: bytes) -> None:
        """Be ready again when the answer is whole."""
        self._answer += octets
        head, found, rest = self._answer.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0) if found else 0
        if not found or len(rest) < length:
            return
        Caller.times.append(time.perf_counter() - self._since)
        Caller.taken += head.startswith(b"HTTP/1.1 200")
        Caller.refused += not head.startswith(b"HTTP/1.1 200")
        self._answer = b""
        Caller.idle.append(self)


def requests(url: str, secret: str, *, each: int, first: int) -> Iterator[bytes]:
    """Yield POSTs without end, each with so many statuses of messages that follow one another."""
    parts, at = urlsplit(url), int(time.time())
    head = f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
    while True:
        told = ",".join(STATUS % (CARRIER_ID.format(number), at) for number in range(first, first + each))
        body = (BODY % told).encode()
        seal = hmac.digest(secret.encode(), body, hashlib.sha256).hex()
        yield (f"{head}X-Hub-Signature-256: sha256={seal}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        first += each


async def load(url: str, secret: str, *, rate: float, seconds: float, each: int, first: int) -> dict[str, float]:
    """Call at the rate of statuses a second, or as fast as the connections let us, and return what came of it."""
    loop, parts = asyncio.get_running_loop(), urlsplit(url)
    for _ in range(CONNECTIONS):
        await loop.create_connection(Caller, parts.hostname, parts.port)
    calls = requests(url, secret, each=each, first=first)
    called, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < seconds:
        while Caller.idle and called < passed * rate / each:
            Caller.idle.pop().call(next(calls))
            called += 1
        await asyncio.sleep(TICK)
    while len(Caller.idle) < CONNECTIONS and time.perf_counter() - began < seconds + LAST_ANSWER_WITHIN:
        await asyncio.sleep(TICK)
    times = sorted(Caller.times) or [0.0]
    return {
        "called": called, "taken": Caller.taken, "refused": Caller.refused, "rate": Caller.taken * each / seconds,
        "median": times[len(times) // 2] * 1000, "p99": times[len(times) * 99 // 100] * 1000,
    }  # fmt: skip


def main() -> None:
    """Load the address."""
    url, rate, seconds, each, first = sys.argv[1:]
    asked = load(url, os.environ["SECRET"], rate=float(rate), seconds=float(seconds), each=int(each), first=int(first))
    print(json.dumps(uvloop.run(asked)))  # noqa: T201


if __name__ == "__main__":
    main()
