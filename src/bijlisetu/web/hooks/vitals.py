"""
Signs of life for load balancers and monitoring: /healthz, /readyz, /metrics.

An application of its own before the pages: it must answer when the database is gone and every page waits for it.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import NamedTuple

from django.conf import settings
from django.db import Error as DatabaseFault
from django.db import close_old_connections, connection

from bijlisetu.plumbing.bodies import Receive, Scope, Send
from bijlisetu.plumbing.startup import missing_changes
from bijlisetu.reports.exposition import CONTENT_TYPE
from bijlisetu.reports.vitals import vitals

HEALTH, READINESS, METRICS = "/healthz", "/readyz", "/metrics"
PATHS = frozenset({HEALTH, READINESS, METRICS})
ANSWERS_WITHIN = 5.0  # seconds; a database that takes longer does not serve a page either
KEPT_FOR = 1.0  # seconds: however many ask, the database is asked once
#: Who has passed the request on is not the one who asks.
PASSED_ON = frozenset({b"forwarded", b"x-forwarded-for", b"x-real-ip", b"via"})


class VitalsAnswer(NamedTuple):
    """Status and words."""

    status: int
    words: str
    content_type: str = "text/plain; charset=utf-8"


class Vitals:
    """The three addresses, as an ASGI application."""

    def __init__(self, *, within: float = ANSWERS_WITHIN, kept_for: float = KEPT_FOR) -> None:
        self._within, self._kept_for = within, kept_for
        self._thread = ThreadPoolExecutor(1, "vitals")
        self._asked: dict[str, tuple[float, asyncio.Future[VitalsAnswer]]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        answer = await self._answer(scope)
        body = answer.words.encode()
        headers = [
            (b"content-type", answer.content_type.encode()),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def close(self) -> None:
        """Give the database's connection back."""
        self._thread.submit(lambda: connection.close())  # `connection` is another object on each thread
        self._thread.shutdown()

    async def _answer(self, scope: Scope) -> VitalsAnswer:
        if scope["method"] not in ("GET", "HEAD"):
            return VitalsAnswer(405, "only to be read\n")
        if scope["path"] == HEALTH:
            return VitalsAnswer(200, "alive\n")
        if scope["path"] == READINESS:
            return await self._ask(READINESS, _readiness)
        if refused := _refusal(scope):
            return refused
        return await self._ask(METRICS, _metrics)

    async def _ask(self, path: str, question: Callable[[], VitalsAnswer]) -> VitalsAnswer:
        """Return the answer of a moment ago, or of whoever is asking already, or ask the database."""
        asked_at, asking = self._asked.get(path, (0.0, None))
        if asking is None or (asking.done() and time.monotonic() - asked_at > self._kept_for):
            asking = asyncio.get_running_loop().run_in_executor(self._thread, _guarded, question)
            self._asked[path] = (time.monotonic(), asking)
        try:
            async with asyncio.timeout(self._within):
                return await asyncio.shield(asking)
        except TimeoutError:
            return VitalsAnswer(503, "not ready: the database takes too long to answer\n")


def _guarded(question: Callable[[], VitalsAnswer]) -> VitalsAnswer:
    close_old_connections()
    try:
        return question()
    except DatabaseFault:  # its words may name host and user
        connection.close()
        return VitalsAnswer(503, "not ready: the database does not answer\n")


def _readiness() -> VitalsAnswer:
    missing, _ = missing_changes()
    if missing:
        return VitalsAnswer(
            503, f"not ready: the tables lack {missing} changes of this version; run bijlisetu migrate\n"
        )
    return VitalsAnswer(200, "ready\n")


def _metrics() -> VitalsAnswer:
    return VitalsAnswer(200, vitals(at=datetime.now(UTC)), CONTENT_TYPE)


def _refusal(scope: Scope) -> VitalsAnswer | None:
    """Return what is told to those who may not read the figures; none to who has the token or a named address."""
    headers = dict(scope["headers"])
    scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
    if scheme:
        wanted = settings.METRICS_TOKEN.encode()
        fits = scheme.lower() == b"bearer" and hmac.compare_digest(token.strip(), wanted)
        return None if wanted and fits else VitalsAnswer(403, "the token does not match\n")
    # A proxy that we do not know stands for nobody. One that we know has been asked for whom it speaks.
    is_direct = bool(settings.TRUSTED_PROXIES) or PASSED_ON.isdisjoint(headers)
    return None if is_direct and _is_named(scope.get("client")) else VitalsAnswer(404, "not here\n")


def _is_named(client: tuple[str, int] | None) -> bool:
    try:
        address = ipaddress.ip_address(client[0] if client else "")
    except ValueError:
        return False
    plain = getattr(address, "ipv4_mapped", None) or address
    return any(plain in ipaddress.ip_network(network) for network in settings.METRICS_FROM)
