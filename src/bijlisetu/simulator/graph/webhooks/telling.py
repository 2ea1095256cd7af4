"""Delivery of webhooks: signed, batched, shuffled, some twice, and again until the product answers 200."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import json
import logging
import random
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from typing import Any

import aiohttp

from bijlisetu.simulator.graph.webhooks.news import (
    News,
    Notice,
    Status,
    change,
    envelope,
    messages_value,
    signature,
)
from bijlisetu.simulator.log.store import Reply
from bijlisetu.simulator.people.behaviour import Deed
from bijlisetu.simulator.switchboard import Switchboard

logger = logging.getLogger(__name__)

FLUSH = 0.05  #: seconds between two batches
LARGEST = 3 * 1000 * 1000  #: octets of a POST's body
OPEN_POSTS = 4  #: POSTs on their way at once
KEPT_POSTS = 32  #: POSTs made and not yet taken; later news waits unwritten, which is smaller
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0  #: seconds; Meta's pauses grow to hours, and nobody at a demo waits so long
PATIENCE = aiohttp.ClientTimeout(total=30)


class Webhooks:
    """Tells the product all news at least once, in no reliable order."""

    def __init__(
        self,
        *,
        url: str,
        secret: str,
        duplicates: float,
        factor: float,
        seed: int,
        board: Switchboard,
        hides: Callable[[str], bool],
        given: Callable[[News, bool], None],
    ) -> None:
        """Take where to, how signed, how fast time runs, the faults, whose number is kept, who hears of news given."""
        self._url = url
        self._secret = secret
        self._duplicates = duplicates
        self._factor = factor
        self._board = board
        self._luck = random.Random(seed)
        self._hides = hides
        self._given = given
        self._queue: deque[News] = deque()
        self._later: list[tuple[float, int, News]] = []
        self._repeats: list[tuple[float, int, bytes]] = []
        self._number = itertools.count()
        self._posts: set[asyncio.Task[None]] = set()
        self._seats = asyncio.Semaphore(OPEN_POSTS)
        self._unanswered = 0
        self._is_down = False

    @property
    def pending(self) -> int:
        """How many news the product has not yet taken."""
        return len(self._queue) + len(self._later) + len(self._repeats) + self._unanswered

    def tell(self, news: News) -> None:
        """Have the product told."""
        trouble = self._board.faults.webhooks
        wait = trouble.late + self._board.part_of(trouble.reorder)
        if wait:
            heapq.heappush(self._later, (time.time() + wait / self._factor, next(self._number), news))
        else:
            self._queue.append(news)

    async def run(self) -> None:
        """Tell the product, batch after batch, for ever."""
        connector = aiohttp.TCPConnector(limit=OPEN_POSTS)
        async with aiohttp.ClientSession(timeout=PATIENCE, connector=connector) as session:
            try:
                while True:
                    if not self._board.faults.webhooks.hold:
                        self._flush(session)
                    await asyncio.sleep(FLUSH)
            finally:
                for post in self._posts:
                    post.cancel()
                await asyncio.gather(*self._posts, return_exceptions=True)

    def _flush(self, session: aiohttp.ClientSession) -> None:
        now = time.time()
        while self._later and self._later[0][0] <= now:
            self._queue.append(heapq.heappop(self._later)[2])
        while self._repeats and self._repeats[0][0] <= now:
            self._start(self._repeat(session, heapq.heappop(self._repeats)[2]))
        most = self._board.faults.webhooks.batch
        while self._queue and len(self._posts) < KEPT_POSTS:
            batch = [self._queue.popleft() for _ in range(min(most, len(self._queue)))]
            news = self._without_skipped(batch)
            self._luck.shuffle(news)
            self._unanswered += len(news)
            for part, body in bodies(news, hides=self._hides):
                self._start(self._post(session, part, body))

    def _start(self, posting: Coroutine[Any, Any, None]) -> None:
        post = asyncio.create_task(posting)
        self._posts.add(post)
        post.add_done_callback(self._posts.discard)

    def _without_skipped(self, batch: list[News]) -> list[News]:
        read = {news.message.id for news in batch if isinstance(news, Status) and news.deed is Deed.READ}
        if not read:
            return batch
        kept = []
        for news in batch:
            # Meta leaves out delivered when read comes together with it, now and then.
            late = isinstance(news, Status) and news.deed is Deed.DELIVERED and news.message.id in read
            if late and self._luck.random() < 0.5:
                self._given(news, False)
            else:
                kept.append(news)
        return kept

    async def _post(self, session: aiohttp.ClientSession, news: Sequence[News], body: bytes) -> None:
        twice = self._luck.random() < self._duplicates
        pause = FIRST_PAUSE
        while not await self._is_taken(session, body):
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        for one in news:
            self._given(one, True)
        trouble = self._board.faults.webhooks
        if self._board.strikes(trouble.repeat):
            again = time.time() + self._board.part_of(trouble.repeat_within) / self._factor
            heapq.heappush(self._repeats, (again, next(self._number), body))
        if twice:
            await asyncio.sleep(self._luck.random())
            await self._is_taken(session, body)
        self._unanswered -= len(news)

    async def _repeat(self, session: aiohttp.ClientSession, body: bytes) -> None:
        self._unanswered += 1
        await self._is_taken(session, body)
        self._unanswered -= 1

    async def _is_taken(self, session: aiohttp.ClientSession, body: bytes) -> bool:
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature(self._secret, body)}
        async with self._seats:
            try:
                async with session.post(self._url, data=body, headers=headers) as response:
                    await response.read()
                    taken, answer = response.status == 200, f"HTTP {response.status}"
            except (aiohttp.ClientError, TimeoutError) as error:
                taken, answer = False, type(error).__name__
        self._note(taken, answer)
        return taken

    def _note(self, taken: bool, answer: str) -> None:
        # A line is logged when it breaks and when it mends, not for each POST.
        if taken is self._is_down:
            self._is_down = not taken
            words = "is taken again" if taken else "is not taken, trying again"
            logger.warning("The webhook %s %s (%s)", self._url, words, answer)


def bodies(news: Sequence[News], *, hides: Callable[[str], bool]) -> Iterator[tuple[Sequence[News], bytes]]:
    """Yield the bodies of the POSTs that tell the news, each with its part of them: as full as the largest may be."""
    body = envelope(_changes(news, hides))
    if len(body) <= LARGEST or len(news) == 1:
        yield news, body
        return
    fit = max(len(news) * LARGEST // len(body), 1)  # an estimate, for news differ in length
    yield from bodies(news[:fit], hides=hides)
    yield from bodies(news[fit:], hides=hides)


def _changes(news: Iterable[News], hides: Callable[[str], bool]) -> list[str]:
    """Return the changes that tell the news, those of each of the department's numbers together."""
    by_number: dict[str, list[Status | Reply]] = {}
    told = []
    for one in news:
        if isinstance(one, Notice):
            told.append(change(one.field, json.dumps(one.value)))
            continue
        number_id = one.message.number_id if isinstance(one, Status) else one.sender
        by_number.setdefault(number_id, []).append(one)
    messages = [change("messages", messages_value(*of_number, hides=hides)) for of_number in by_number.items()]
    return messages + told
