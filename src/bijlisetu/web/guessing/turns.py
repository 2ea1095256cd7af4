"""Who waits to have a password looked at, and whose turn is next."""

from __future__ import annotations

import asyncio
from bisect import insort
from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple

BACK_BY = 8  #: turns of the lane that a browser stands further back for each of its last tries
MOST_BACK = 3  #: tries that count so; beyond them nobody is put off for longer
FORGOTTEN_AFTER = 300.0  #: seconds without a try
BROWSERS = 4096  #: whose tries are remembered
IN_A_LANE, IN_ALL = 64, 1024  #: that wait at the most


class TooManyAtOnce(Exception):
    """So many wait already that this one's turn would not come in time."""


class Lane(NamedTuple):
    """Where one waits: strangers with all others of their place, each known browser by itself."""

    name: str
    is_known: bool = False


class Turns:
    """
    Calls those who wait: lanes by rotation, one of each at a time, and of a lane whoever stands foremost.

    One stands behind those who came before, and BACK_BY turns further back for each try before: who comes for the first
    time passes whoever keeps guessing, and who slipped waits a little, not for ever. It goes by turns, not by seconds,
    so that a slow machine changes nothing of it.
    """

    def __init__(self, *, seats: int, for_strangers: int, within: float) -> None:
        self._seats, self._for_strangers, self._within = seats, for_strangers, within
        self._queues: OrderedDict[Lane, _Queue] = OrderedDict()
        self._inside: set[Lane] = set()
        self._tries, self._numbers = _Tries(), count()

    async def take(self, lane: Lane, browser: str, *, gone: asyncio.Future[None]) -> None:
        """
        Wait for a turn; it lasts until leave().

        :raises TooManyAtOnce: if it does not come in time, or they are gone
        """
        waiting = self._line_up(lane, browser)
        self._call()
        either: list[asyncio.Future[Any]] = [waiting.called, gone]
        try:
            await asyncio.wait(either, timeout=self._within, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._give_up(lane, waiting)
            raise
        if not waiting.called.done():
            self._give_up(lane, waiting)
            raise TooManyAtOnce
        if not waiting.called.result():
            raise TooManyAtOnce

    def leave(self, lane: Lane) -> None:
        """End the lane's turn, and call the next."""
        self._inside.remove(lane)
        self._call()

    def _line_up(self, lane: Lane, browser: str) -> _Waiting:
        loop = asyncio.get_running_loop()
        queue = self._queues.setdefault(lane, _Queue())
        back = BACK_BY * self._tries.count(browser, at=loop.time())
        waiting = _Waiting(queue.turns + back, next(self._numbers), loop.create_future())
        insort(queue.waiting, waiting)
        if len(queue.waiting) > IN_A_LANE:
            queue.send_away()
        elif sum(len(one.waiting) for one in self._queues.values()) > IN_ALL:
            max(self._queues.values(), key=lambda one: len(one.waiting)).send_away()
        return waiting

    def _call(self) -> None:
        while lane := next(filter(self._may_enter, self._queues), None):
            self._inside.add(lane)
            self._queues[lane].call()
            self._queues.move_to_end(lane)
            self._sweep(lane)

    def _may_enter(self, lane: Lane) -> bool:
        if lane in self._inside or len(self._inside) >= self._seats:
            return False
        return lane.is_known or sum(not one.is_known for one in self._inside) < self._for_strangers

    def _give_up(self, lane: Lane, waiting: _Waiting) -> None:
        if not waiting.called.done():
            self._queues[lane].waiting.remove(waiting)
            self._sweep(lane)
        elif waiting.called.result():  # called just as they went
            self.leave(lane)

    def _sweep(self, lane: Lane) -> None:
        if not self._queues[lane].waiting:
            del self._queues[lane]


class _Waiting(NamedTuple):
    stands_at: int
    number: int
    called: asyncio.Future[bool]  #: in; or, where it is false, away


@dataclass(slots=True)
class _Queue:
    waiting: list[_Waiting] = field(default_factory=list)
    turns: int = 0

    def call(self) -> None:
        self.turns += 1
        self.waiting.pop(0).called.set_result(True)

    def send_away(self) -> None:
        self.waiting.pop().called.set_result(False)


class _Tries:
    """How often each browser tried lately."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def count(self, browser: str, *, at: float) -> int:
        """Count one more try of the browser, and return how many there were lately before."""
        tries, last = self._tries.pop(browser, (0, at))
        before = tries if at - last < FORGOTTEN_AFTER else 0
        self._tries[browser] = (min(before + 1, MOST_BACK), at)
        if len(self._tries) > BROWSERS:
            self._tries.popitem(last=False)
        return before
