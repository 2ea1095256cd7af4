"""Which faults are switched on, and what the clock says: one board for the three processes, in their shared log."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable

from bijlisetu.simulator import clock
from bijlisetu.simulator.faults import Faults
from bijlisetu.simulator.log.store import Store
from bijlisetu.simulator.options import Options
from bijlisetu.simulator.people.behaviour import share_of

LOOK = 0.05  #: seconds between two looks at the board
LIVES = 1.0  #: seconds after which a process that has not counted is gone
PATIENCE = 5.0  #: seconds for the others to see a change
READ = "SELECT value FROM controls WHERE name = 'faults'"
WRITE = "INSERT OR REPLACE INTO controls VALUES ('faults', ?)"
#: Other carriers that live and have not yet seen this version of the board.
UNSEEN = """
SELECT 1 FROM pending WHERE carrier <> ? AND at > ?
AND coalesce((SELECT value FROM controls WHERE name = 'seen by ' || carrier), '0') + 0 < ?
"""


class Switchboard:
    """One process's view of the faults."""

    def __init__(self, name: str, options: Options, *, store: Store) -> None:
        """Take the process's name, the faults it begins with if the log knows of none, and the log."""
        self._name = name
        self._options = options
        self._store = store
        self._text = ""
        self._ahead = 0.0  #: of the wall's clock, in seconds
        self._version = 0
        self._luck = random.Random(options.seed)
        self._changed: list[Callable[[Faults], None]] = []
        self.faults = Faults.of(options.faults, factor=options.factor, now=time.time())
        self._look()

    def on_change(self, then: Callable[[Faults], None]) -> None:
        """Have it called with the faults whenever they change."""
        self._changed.append(then)

    def strikes(self, share: float) -> bool:
        """Return whether a fault of this share befalls the case at hand."""
        return share > 0 and self._luck.random() < share

    def part_of(self, seconds: float) -> float:
        """Return a random part of the seconds."""
        return seconds * self._luck.random()

    def is_struck(self, number: str) -> bool:
        """Return whether the number is reported as unknown by the operator's mistake of these hours."""
        incident = self.faults.incident
        if not incident.share:
            return False
        place = share_of(seed=self._options.seed, kind="incident", name=number[-10:])
        return incident.strikes(number, place=place, now=time.time())

    async def change(self, changes: object) -> None:
        """
        Make the changes and wait until the other processes know.

        :raises NotAFault: if a change makes no sense
        """
        self._look()
        faults = self.faults.changed(changes, factor=self._options.factor, now=time.time())
        await self._put_up(faults, self._ahead)

    async def set_clock(self, ahead: float) -> None:
        """Set the clocks of all carriers to so many seconds before the wall's, and wait until they know."""
        self._look()
        await self._put_up(self.faults, ahead)

    async def _put_up(self, faults: Faults, ahead: float) -> None:
        version = max(self._version + 1, time.time_ns())
        self._store.write(WRITE, json.dumps({"version": version, "faults": faults.shown(), "ahead": ahead}))
        await self._store.written()
        self._look()
        last = time.monotonic() + PATIENCE
        while self._store.read(UNSEEN, self._name, time.time() - LIVES, version) and time.monotonic() < last:
            await asyncio.sleep(LOOK)

    async def run(self) -> None:
        """Look at the board now and then, for ever."""
        while True:
            self._look()
            await asyncio.sleep(LOOK)

    def _look(self) -> None:
        rows = self._store.read(READ)
        text = rows[0]["value"] if rows else ""
        if text == self._text:
            return
        self._text = text
        said = json.loads(text)
        self._version = said["version"]
        self._ahead = said.get("ahead", 0.0)
        clock.set_ahead(self._ahead)
        faults = Faults().changed(said["faults"], factor=1, now=0)
        if faults != self.faults:
            self.faults = faults
            for then in self._changed:
                then(self.faults)
        self._store.write("INSERT OR REPLACE INTO controls VALUES (?, ?)", f"seen by {self._name}", str(self._version))
