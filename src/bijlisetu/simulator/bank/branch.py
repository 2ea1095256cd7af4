"""The bank as a process: people pay here, the aggregator calls from here, and files are fetched here."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import date, datetime

import aiohttp
from aiohttp import web

from bijlisetu.plumbing.india import INDIA
from bijlisetu.simulator import clock
from bijlisetu.simulator.agenda import Agenda
from bijlisetu.simulator.bank.book import Book, Paid, Way, Wish
from bijlisetu.simulator.bank.calling import body_of, calls_of, signed
from bijlisetu.simulator.bank.files import LAYOUTS, file_of
from bijlisetu.simulator.options import Options
from bijlisetu.simulator.people.behaviour import Deed, Event

logger = logging.getLogger(__name__)

AT_ONCE = 8  #: calls
TRIES, PAUSE = 60, 0.5  #: a call that is not taken comes again, after so many seconds
PATIENCE = aiohttp.ClientTimeout(total=30)


class Bank:
    """Keeps the book, and calls."""

    def __init__(self, options: Options, *, book: Book) -> None:
        """Take where to call, what signs the calls, and the book."""
        self._options, self._book = options, book
        self._agenda: Agenda[tuple[Paid, str]] = Agenda(factor=options.factor, give=self._give)
        self._due: asyncio.Queue[tuple[Paid, str, int]] = asyncio.Queue()
        self._under_way = 0

    @property
    def pending(self) -> int:
        """How many calls are still to be made."""
        return self._agenda.pending + self._under_way

    async def run(self) -> None:
        """Live, for ever."""
        async with aiohttp.ClientSession(timeout=PATIENCE) as session, asyncio.TaskGroup() as group:
            group.create_task(self._agenda.run())
            for _ in range(AT_ONCE):
                group.create_task(self._call(session))

    def add_to(self, app: web.Application) -> None:
        """Put the doors in the application."""
        app.router.add_post("/pay", self._pay)
        app.router.add_post("/bounce", self._bounce)
        app.router.add_get("/files/{name}/{day}", self._file)
        app.router.add_get("/pending", self._pending)

    async def _pay(self, request: web.Request) -> web.Response:
        wishes = [Wish(Way(way), *said) for way, *said in await request.json()]
        at = clock.now()
        made = self._book.take(wishes, day=datetime.fromtimestamp(at, INDIA).date(), at=at)
        for paid in made:
            if paid.way is Way.UPI and self._options.payments_url:
                for call in calls_of(paid, seed=self._options.seed):
                    self._agenda.add((paid, call.event), [Event(call.after, Deed.SENT)], since=at)
        return web.json_response([paid.id for paid in made])

    async def _bounce(self, request: web.Request) -> web.Response:
        self._book.bounce(await request.json(), day=datetime.fromtimestamp(clock.now(), INDIA).date())
        return web.json_response({})

    async def _file(self, request: web.Request) -> web.Response:
        name, day = request.match_info["name"], date.fromisoformat(request.match_info["day"])
        if name not in LAYOUTS:
            raise web.HTTPNotFound
        text = file_of(self._book, name, day=day, seed=self._options.seed)
        return web.Response(text=text, content_type="text/csv")

    async def _pending(self, _: web.Request) -> web.Response:
        return web.json_response({"pending": self.pending})

    def _give(self, told: tuple[Paid, str], _event: Event, _due: float) -> None:
        self._under_way += 1
        self._due.put_nowait((*told, TRIES))

    async def _call(self, session: aiohttp.ClientSession) -> None:
        while True:
            paid, event, tries = await self._due.get()
            body = body_of(paid, event)
            headers = signed(body, secret=self._options.payment_secret, now=time.time())
            try:
                async with session.post(self._options.payments_url, data=body, headers=headers) as answer:
                    is_taken = answer.status == web.HTTPOk.status_code
                    if is_taken:
                        self._book.answered(paid.id)
            except (aiohttp.ClientError, TimeoutError):
                is_taken = False
            if is_taken or tries == 1:
                self._under_way -= 1
                if not is_taken:
                    logger.warning("A call of a payment was not taken")
            else:
                asyncio.get_running_loop().call_later(PAUSE, self._due.put_nowait, (paid, event, tries - 1))
