"""`bijlisetu deliver`: the delivery engine as a process."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import click
import uvloop

from bijlisetu.channels.letter import Channel, ChannelRefused, Inbound
from bijlisetu.plumbing import env, startup
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import ChannelKind

CHANNELS = [ChannelKind.WHATSAPP, ChannelKind.SMS, ChannelKind.EMAIL]
SHORTEST_CALL = 0.3  #: seconds between two calls to settle; more often would only queue


class CarrierRefused(Refusal):
    """A carrier will take nothing from us as we are set up."""


@click.command()
@click.option(
    "--channel", "names", multiple=True, type=click.Choice(CHANNELS), help="Only this channel; may be repeated."
)
def deliver(names: tuple[str, ...]) -> None:
    """Run a delivery engine until stopped; several may run on one database."""
    startup.set_up()
    chosen = frozenset(ChannelKind(name) for name in names or CHANNELS)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_deliver(chosen))


async def _deliver(names: frozenset[ChannelKind]) -> None:
    from django.conf import settings

    from bijlisetu.cli import carriers_at_hand
    from bijlisetu.delivery.engine import Engine
    from bijlisetu.delivery.letters import Pen
    from bijlisetu.delivery.rules import waits
    from bijlisetu.outbox.kinds import kinds

    factor = env.number("CLOCK_FACTOR", 1, least=1)
    channels = carriers_at_hand.channels(names, sms_inbound=_stored("sms"))
    bounces = carriers_at_hand.bounces(_stored("email")) if ChannelKind.EMAIL in names else None
    async with _open(channels):
        if bounces:
            await bounces.open()
        engine = Engine(
            name=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}",
            channels=channels,
            waits=waits(kinds().values(), channels=names, factor=factor),
            pen=Pen(kinds=kinds(), public_url=settings.PUBLIC_URL, secret=settings.SECRET_KEY),
            factor=factor,
            now=lambda: datetime.now(UTC),
            on_progress=_Caller(),
        )
        for stop in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(stop, engine.stopping.set)
        click.echo(f"delivering by {', '.join(sorted(names))}")
        await engine.run()
        if bounces:
            await bounces.close()


@asynccontextmanager
async def _open(channels: dict[ChannelKind, Channel]) -> AsyncIterator[None]:
    opened: list[Channel] = []
    try:
        for channel in channels.values():
            await channel.open()
            opened.append(channel)
        yield
    except ChannelRefused as refused:
        raise CarrierRefused(str(refused)) from None
    finally:
        for channel in opened:
            await channel.close()


def _stored(source: str) -> Inbound:
    """Return what keeps a raw record of the source before its carrier is answered."""
    import bijlisetu.tracking.actions as tracking

    caller = _Caller()

    def store(body: bytes) -> None:
        tracking.store(source=source, bodies=[body], at=datetime.now(UTC))
        caller()

    async def inbound(body: bytes) -> None:
        await asyncio.to_thread(store, body)

    return inbound


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
        from django.db import close_old_connections, connection

        from bijlisetu.plumbing.wake import wake

        with self._lock:
            self._timer = None
            self._called_at = time.monotonic()
        close_old_connections()
        try:
            wake()
        finally:
            connection.close()
