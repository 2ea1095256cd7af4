"""What is still to happen: slots of events and one loop, however many messages are under way."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from bijlisetu.simulator import clock
from bijlisetu.simulator.people.behaviour import Event

TICK = 0.02  #: seconds: the length of a slot, and between two looks at them

Thing = TypeVar("Thing")


class Agenda(Generic[Thing]):
    """Gives each event of a thing when its time has come; real seconds are product seconds divided by the factor."""

    def __init__(self, *, factor: float, give: Callable[[Thing, Event, float], None]) -> None:
        """Take the callback that gives an event of a thing, with the instant it fell due."""
        self._factor = factor
        self._give = give
        # Only the next event of each thing is kept, and only slots are sorted, so lakhs of things cost little.
        self._slots: dict[int, list[tuple[float, Thing, float, Sequence[Event], int]]] = {}
        self._order: list[int] = []
        self.pending = 0  #: events not yet given

    def add(self, thing: Thing, events: Sequence[Event], *, since: float) -> None:
        """Put the events of the thing on the agenda, counted from since (seconds of the epoch)."""
        if events:
            self.pending += len(events)
            self._put(since + events[0].after / self._factor, thing, since, events, 0)

    async def run(self) -> None:
        """Give events as they fall due, for ever."""
        while True:
            self.give_due(clock.now())
            await asyncio.sleep(TICK)

    def give_due(self, now: float) -> None:
        """Give all events of the slots that are over by now."""
        while self._order and (self._order[0] + 1) * TICK <= now:
            for due, thing, since, events, step in self._slots.pop(heapq.heappop(self._order)):
                self._go_on(due, thing, since, events, step, now)

    def _go_on(self, due: float, thing: Thing, since: float, events: Sequence[Event], step: int, now: float) -> None:
        while due <= now:
            self.pending -= 1
            self._give(thing, events[step], due)
            step += 1
            if step == len(events):
                return
            due = since + events[step].after / self._factor
        self._put(due, thing, since, events, step)

    def _put(self, due: float, thing: Thing, since: float, events: Sequence[Event], step: int) -> None:
        place = int(due / TICK)
        slot = self._slots.get(place)
        if slot is None:
            slot = self._slots[place] = []
            heapq.heappush(self._order, place)
        slot.append((due, thing, since, events, step))
