"""The delivery engine on the story's clock: the same as `bijlisetu deliver`, in a thread of the story's own process."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import uvloop

from bijlisetu.cli.senders import channels
from bijlisetu.cli.system.deliver import carry_on
from bijlisetu.plumbing.refusal import Refusal

END_WITHIN = 30.0  #: seconds


class EngineEnded(Refusal):
    """The engine of the story ended when it should run."""


class Engine:
    """A running engine."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._thread = threading.Thread(target=self._run, name="deliver", daemon=True)
        self._stop: Callable[[], object] = lambda: None

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def check(self) -> None:
        """Do nothing while it runs; :raises EngineEnded: if it does not."""
        if not self._thread.is_alive():
            raise EngineEnded("the engine ended; its words are above")

    def end(self) -> None:
        """Bring to an end what is in flight, and stop."""
        self._stop()
        self._thread.join(END_WITHIN)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._deliver())

    async def _deliver(self) -> None:
        stopping, loop = asyncio.Event(), asyncio.get_running_loop()
        self._stop = lambda: loop.call_soon_threadsafe(stopping.set)
        await carry_on(channels.channels_in_use(), now=self._now, stopping=stopping)


@contextmanager
def delivering(now: Callable[[], datetime]) -> Iterator[Engine]:
    """Keep an engine on that clock until the block ends."""
    # A minute of the story is a blink: the engine would say each how little it has carried.
    logging.getLogger("bijlisetu").setLevel(logging.WARNING)
    engine = Engine(now)
    engine.start()
    try:
        yield engine
    finally:
        engine.end()
