"""One carrier as one process: opens its port, says where, lives until told to stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from typing import NamedTuple, Protocol, cast

import uvloop
from aiohttp import web

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.simulator.bank.book import Book
from bijlisetu.simulator.bank.branch import Bank
from bijlisetu.simulator.graph.api import Api, application
from bijlisetu.simulator.graph.carrier import WhatsApp
from bijlisetu.simulator.graph.control import Control
from bijlisetu.simulator.graph.desk import Desk
from bijlisetu.simulator.graph.door import Door
from bijlisetu.simulator.log.store import Store
from bijlisetu.simulator.mail.carrier import Mailboxes
from bijlisetu.simulator.options import LISTENING, REFUSED, Options, Place
from bijlisetu.simulator.people.opener import Opener
from bijlisetu.simulator.people.truth import Truth
from bijlisetu.simulator.phone.upi import Upi
from bijlisetu.simulator.phone.views import Phones
from bijlisetu.simulator.port import Port
from bijlisetu.simulator.smsc.carrier import Smsc
from bijlisetu.simulator.smsc.session import Session
from bijlisetu.simulator.switchboard import Switchboard

HEARTBEAT = 0.1  #: seconds between two counts of what is pending


class Carrier(Protocol):
    """What the carriers and the bank have in common."""

    @property
    def pending(self) -> int:
        """How much is still to happen."""
        ...

    async def run(self) -> None:
        """Live, for ever."""
        ...


class Standing(NamedTuple):
    """A carrier that listens and lives."""

    place: Place
    life: asyncio.Task[None]  #: ends only by a fault


class Setting(NamedTuple):
    """What every carrier is opened with."""

    options: Options
    board: Switchboard
    store: Store
    opener: Opener


Serving = Callable[[], asyncio.BaseProtocol]
Opening = Callable[[Setting], AbstractAsyncContextManager[tuple[Carrier, Place]]]


@asynccontextmanager
async def graph(setting: Setting) -> AsyncIterator[tuple[Carrier, Place]]:
    """Open the Graph API and the phone pages."""
    options, board, store, opener = setting
    truth = Truth.read(options.truth, kind="mobile")
    whatsapp = WhatsApp(options, truth=truth, board=board, store=store, opener=opener)
    desk = Desk(options, whatsapp=whatsapp, board=board, store=store)
    app = application()
    Api(options, whatsapp=whatsapp, desk=desk, store=store).add_to(app)
    Control(options, desk=desk, board=board, whatsapp=whatsapp, store=store).add_to(app)
    Phones(options, whatsapp=whatsapp, store=store).add_to(app)
    Upi(options, whatsapp=whatsapp, store=store).add_to(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    server = cast("Callable[[], asyncio.Protocol]", runner.server)
    doors: set[Door] = set()
    port = Port(lambda: Door(desk, web=server, doors=doors), options.http, "--http")
    try:
        async with port.listening() as place:
            yield whatsapp, place
    finally:
        for door in list(doors):
            door.close()
        await runner.cleanup()


@asynccontextmanager
async def smsc(setting: Setting) -> AsyncIterator[tuple[Carrier, Place]]:
    """Open the SMSC."""
    options, board, store, opener = setting
    truth = Truth.read(options.truth, kind="mobile")
    carrier = Smsc(options, truth=truth, board=board, store=store, opener=opener)
    port = Port(lambda: Session(carrier), options.smpp, "--smpp")
    board.on_change(lambda faults: port.stand(up=not faults.sms.down))
    async with port.listening() as place:
        port.stand(up=not board.faults.sms.down)
        try:
            yield carrier, place
        finally:
            carrier.close()


@asynccontextmanager
async def smtp(setting: Setting) -> AsyncIterator[tuple[Carrier, Place]]:
    """Open the mail server."""
    options, board, store, opener = setting
    truth = Truth.read(options.truth, kind="email")
    mailboxes = Mailboxes(options, truth=truth, board=board, store=store, opener=opener)
    port = Port(mailboxes.server, options.smtp, "--smtp")
    board.on_change(lambda faults: port.stand(up=not faults.mail.down))
    async with port.listening() as place:
        port.stand(up=not board.faults.mail.down)
        yield mailboxes, place


@asynccontextmanager
async def bank(setting: Setting) -> AsyncIterator[tuple[Carrier, Place]]:
    """Open the bank, and the aggregator in it."""
    with closing(Book(setting.options.folder)) as book:
        app = web.Application()
        branch = Bank(setting.options, book=book)
        branch.add_to(app)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            async with Port(cast("Serving", runner.server), setting.options.bank, "--bank").listening() as place:
                yield branch, place
        finally:
            await runner.cleanup()


OPENINGS: Mapping[str, Opening] = {"graph": graph, "smsc": smsc, "smtp": smtp, "bank": bank}


@asynccontextmanager
async def standing(name: str, options: Options) -> AsyncIterator[Standing]:
    """
    Open the carrier and let it live until the block ends.

    :raises Refusal: if it cannot: port taken, truth unreadable, folder not writable
    """
    with closing(Store(options.folder)) as store:
        board = Switchboard(name, options, store=store)
        async with Opener() as opener, OPENINGS[name](Setting(options, board, store, opener)) as (carrier, place):
            life = asyncio.create_task(_live_together(name, carrier, board, store))
            # A carrier stands once the log says so: from then on the levers reach it.
            store.pending(name, carrier.pending)
            known = asyncio.create_task(store.written())
            await asyncio.wait([life, known], return_when=asyncio.FIRST_COMPLETED)
            known.cancel()
            try:
                yield Standing(place, life)
            finally:
                life.cancel()
                await asyncio.wait([life])
                if not life.cancelled():
                    life.result()


def main(name: str) -> None:
    """Run the carrier as this process: `python -m bijlisetu.simulator graph|smsc|smtp|bank`."""
    logging.basicConfig(level=logging.WARNING, format=f"%(asctime)s {name} %(message)s")
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd notes every connection that ends early
    try:
        uvloop.run(_live(name, Options.from_environment()))
    except Refusal as refusal:
        _say(f"{REFUSED} {refusal}")
        sys.exit(1)


async def _live(name: str, options: Options) -> None:
    async with standing(name, options) as (place, life):
        # The truth of a district is lakhs of lasting objects, which the garbage collector need not look through.
        gc.freeze()
        _say(f"{LISTENING} {place}")
        stop = asyncio.create_task(_told_to_stop(tied=options.tied))
        await asyncio.wait([stop, life], return_when=asyncio.FIRST_COMPLETED)
        if life.done():
            life.result()


async def _told_to_stop(*, tied: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    starter = os.getppid()
    while not stop.is_set() and (not tied or os.getppid() == starter):
        try:
            await asyncio.wait_for(stop.wait(), HEARTBEAT)
        except TimeoutError:
            continue


async def _live_together(name: str, carrier: Carrier, board: Switchboard, store: Store) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(store.run())
        group.create_task(board.run())
        group.create_task(carrier.run())
        group.create_task(_count(name, carrier, store))


async def _count(name: str, carrier: Carrier, store: Store) -> None:
    while True:
        store.pending(name, carrier.pending)
        await asyncio.sleep(HEARTBEAT)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
