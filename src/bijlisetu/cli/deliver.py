"""`bijlisetu deliver`: the delivery engine as a process."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import click
import uvloop
from django.db import close_old_connections, connection

from bijlisetu.channels.bounce import BounceListener
from bijlisetu.channels.letter import Channel, ChannelRefused
from bijlisetu.cli import carriers_at_hand
from bijlisetu.plumbing import env, startup
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import ChannelKind

logger = logging.getLogger(__name__)

SHORTEST_CALL = 0.3  #: seconds between two calls to settle; more often would only queue


class BouncesUnheard(Refusal):
    """We cannot listen where the mail server forwards bounces to."""


@click.command()
def deliver() -> None:
    """Run a delivery engine until stopped; several may run on one database."""
    startup.set_up()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_deliver(carriers_at_hand.channels_in_use()))


async def _deliver(names: frozenset[ChannelKind]) -> None:
    from django.conf import settings

    from bijlisetu.delivery.engine import Engine
    from bijlisetu.delivery.letters import Pen
    from bijlisetu.delivery.rules import ladder
    from bijlisetu.outbox.kinds import kinds
    from bijlisetu.outbox.senders import Account, enter
    from bijlisetu.tracking.queries import heard_until

    factor = env.number("CLOCK_FACTOR", 1, least=1)
    lines = carriers_at_hand.lines(names, sms_inbound=_Keeper("sms"), factor=factor)
    bounces = carriers_at_hand.bounces(_Keeper("email")) if ChannelKind.EMAIL in names else None
    accounts = [Account(line.name, line.channel, line.bucket.limit) for line in lines]
    await asyncio.to_thread(enter, accounts=accounts, at=datetime.now(UTC))
    async with _open([line.carrier for line in lines]):
        if bounces:
            await _listen(bounces)
        engine = Engine(
            name=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}",
            lines=lines,
            ladder=ladder(kinds().values(), channels=names, factor=factor),
            pen=Pen(kinds=kinds(), public_url=settings.PUBLIC_URL, secret=settings.SECRET_KEY),
            factor=factor,
            now=lambda: datetime.now(UTC),
            heard_until=heard_until,
            on_progress=_Caller(),
        )
        for stop in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(stop, engine.stopping.set)
        click.echo(f"delivering by {', '.join(sorted(names))}")
        await engine.run()
        if bounces:
            await bounces.close()


async def _listen(bounces: BounceListener) -> None:
    try:
        await bounces.open()
    except (OSError, OverflowError) as error:
        place = env.text("BOUNCES_AT", "127.0.0.1:8025")
        errno = getattr(error, "errno", None) or 0
        why = os.strerror(errno).lower() if errno > 0 else str(error)
        raise BouncesUnheard(
            f"cannot listen for bounces on {place}: {why}; set BIJLISETU_BOUNCES_AT to a free address"
        ) from None


@asynccontextmanager
async def _open(channels: Sequence[Channel]) -> AsyncIterator[None]:
    opened: list[Channel] = []
    try:
        for channel in channels:
            await channel.open()
            opened.append(channel)
        yield
    except ChannelRefused as refused:
        raise carriers_at_hand.CarrierRefused(str(refused)) from None
    finally:
        for channel in opened:
            await channel.close()


class _Keeper:
    """Keeps raw records of one source: many at a time, and each kept before its carrier is answered."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._call = _Caller()
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, f"keep-{source}")

    async def __call__(self, body: bytes) -> None:
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append((body, kept))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        await kept

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await asyncio.get_running_loop().run_in_executor(self._thread, self._store, [body for body, _ in batch])
            except Exception as error:
                logger.exception("%d records from %s could not be kept", len(batch), self._source)
                for _, kept in batch:
                    kept.set_exception(ConnectionError(type(error).__name__))
                continue
            for _, kept in batch:
                if not kept.done():
                    kept.set_result(None)
        self._writing = None
        self._call()

    def _store(self, bodies: list[bytes]) -> None:
        import bijlisetu.tracking.actions as tracking

        close_old_connections()
        tracking.store(source=self._source, bodies=bodies, at=datetime.now(UTC))


class _Caller:
    """Calls for a settling, not more often than it makes sense, and never in the engine's own loop."""

    def __init__(self) -> None:
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._called_at = 0.0

    def __call__(self) -> None:
        with self._lock:
            if self._timer is not None:
                return
            pause = max(self._called_at + SHORTEST_CALL - time.monotonic(), 0)
            self._timer = threading.Timer(pause, self._call)
            self._timer.daemon = True
            self._timer.start()

    def _call(self) -> None:
        from bijlisetu.plumbing.wake import wake

        with self._lock:
            self._timer = None
            self._called_at = time.monotonic()
        close_old_connections()
        try:
            wake()
        finally:
            connection.close()
