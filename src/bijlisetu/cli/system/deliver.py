"""`bijlisetu deliver`: the delivery engine as a process."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import secrets
import signal
import socket
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import click
import uvloop
from django.db import Error as DatabaseFault
from django.db import close_old_connections, connection

from bijlisetu.channels.letter import Channel, ChannelRefused
from bijlisetu.channels.mail.bounces.door import BounceListener
from bijlisetu.channels.whatsapp.channel import WhatsApp
from bijlisetu.channels.whatsapp.templates.registered import Registered
from bijlisetu.cli.senders import channels
from bijlisetu.cli.senders.fetching import fetch_on
from bijlisetu.cli.senders.lines import lines_of
from bijlisetu.plumbing import env, startup
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import ChannelKind

logger = logging.getLogger(__name__)

TEMPLATES_EVERY = 600.0  #: seconds between two looks at the registrar's list


class BouncesUnheard(Refusal):
    """We cannot listen where the mail server forwards bounces to."""


@click.command()
def deliver() -> None:
    """Run a delivery engine until stopped; several may run on one database."""
    startup.set_up()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_until_told_to_stop())


async def _until_told_to_stop() -> None:
    stopping = asyncio.Event()
    for stop in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop, stopping.set)
    await carry_on(channels.channels_in_use(), now=lambda: datetime.now(UTC), stopping=stopping)


async def carry_on(names: frozenset[ChannelKind], *, now: Callable[[], datetime], stopping: asyncio.Event) -> None:
    """Deliver by these channels, by that clock, until told to stop; what is in flight then is brought to its end."""
    from django.conf import settings

    from bijlisetu.delivery.engine import Engine
    from bijlisetu.delivery.letters import Pen
    from bijlisetu.delivery.memos import Postman
    from bijlisetu.delivery.rules import ladder, leases
    from bijlisetu.kinds.files import kinds
    from bijlisetu.plumbing.database.wake import Caller
    from bijlisetu.tracking.keeper import Keeper
    from bijlisetu.tracking.queries import heard_until

    factor = env.number("CLOCK_FACTOR", 1, least=1)
    call = Caller()
    lines = lines_of(names, sms_inbound=Keeper("sms", on_kept=call), factor=factor)
    bounces = channels.bounces(Keeper("email", on_kept=call)) if ChannelKind.EMAIL in names else None
    if bounces:
        await _listen(bounces)
    following = asyncio.create_task(_follow_templates([line.carrier for line in lines]))
    engine = Engine(
        name=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}",
        lines=lines,
        ladder=ladder(kinds().values(), channels=names, factor=factor),
        pen=Pen(
            kinds=kinds(),
            public_url=settings.PUBLIC_URL,
            secret=settings.SECRET_KEY,
            short_sms=channels.has_short_texts(),
        ),
        factor=factor,
        now=now,
        heard_until=heard_until,
        on_progress=call,
        leases=leases(factor=factor, shortest=timedelta(seconds=env.number("SHORTEST_LEASE", 60, least=1))),
        stopping=stopping,
    )
    postman = Postman(
        lines=lines, kinds=kinds(), public_url=settings.PUBLIC_URL, secret=settings.SECRET_KEY, now=now,
        short_sms=channels.has_short_texts(),
    )  # fmt: skip
    # What was loaded so far stays: not to be looked through again and again for rubbish while letters go out.
    gc.freeze()
    click.echo(f"delivering by {', '.join(sorted(names))}")
    carrying = asyncio.create_task(postman.run(engine.stopping))
    fetching = asyncio.create_task(fetch_on(lines, stopping=engine.stopping, now=engine.now))
    await engine.run()
    following.cancel()
    carrying.cancel()
    fetching.cancel()
    if bounces:
        await bounces.close()


async def _follow_templates(carriers: Sequence[Channel]) -> None:
    """Look at the registrar's list now and then: letters are held against it, and webhooks may have been missed."""
    ours = [carrier for carrier in carriers if isinstance(carrier, WhatsApp)]
    while ours and env.text("WHATSAPP_BUSINESS_ID", ""):
        try:
            templates = await channels.templates()
            await asyncio.to_thread(_take_over, templates)
        except ChannelRefused as refused:
            logger.warning("%s", refused)
        except DatabaseFault as fault:
            logger.warning("the list of templates was not kept: %s", type(fault).__name__)
        else:
            for carrier in ours:
                carrier.know(templates)
        await asyncio.sleep(TEMPLATES_EVERY)


def _take_over(templates: Sequence[Registered]) -> None:
    from bijlisetu.outbox import registry

    close_old_connections()
    registry.listed(templates=templates, at=datetime.now(UTC))
    connection.close()


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
