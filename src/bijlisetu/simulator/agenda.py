"""What is still to happen: one heap of events and one loop, however many messages are under way."""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from bijlisetu.simulator.behaviour import Event

TICK = 0.02  #: seconds between two looks at the heap

Thing = TypeVar("Thing")


class Agenda(Generic[Thing]):
    """Gives each event of a thing when its time has come, in real seconds: product seconds over the factor."""

    def __init__(self, *, factor: float, give: Callable[[Thing, Event, float], None]) -> None:
        """Take the callback that gives an event of a thing, with the instant it fell due."""
        self._factor = factor
        self._give = give
        self._heap: list[tuple[float, int, Thing, float, Sequence[Event], int]] = []
        self._added = 0
        self.pending = 0  #: events not yet given

    def add(self, thing: Thing, events: Sequence[Event], *, since: float) -> None:
        """Put the events of the thing on the agenda, counted from since (seconds of the epoch)."""
        if events:
            self.pending += len(events)
            self._push(thing, since, events, 0)

    async def run(self) -> None:
        """Give events as they fall due, for ever."""
        while True:
            self.give_due(time.time())
            await asyncio.sleep(TICK)

    def give_due(self, now: float) -> None:
        """Give all events due by now."""
        heap = self._heap
        while heap and heap[0][0] <= now:
            due, _, thing, since, events, step = heapq.heappop(heap)
            self.pending -= 1
            self._give(thing, events[step], due)
            if step + 1 < len(events):
                self._push(thing, since, events, step + 1)

    def _push(self, thing: Thing, since: float, events: Sequence[Event], step: int) -> None:
        # Only the next event of a thing is on the heap: it stays as small as the number of things.
        self._added += 1
        due = since + events[step].after / self._factor
        heapq.heappush(self._heap, (due, self._added, thing, since, events, step))
