"""Tests that await: each on a loop of its own, and none for ever."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ParamSpec

P = ParamSpec("P")
LONGEST = 20.0


def on_a_loop(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run the test on an event loop, within a bound."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        async def bounded() -> None:
            async with asyncio.timeout(LONGEST):
                await test(*args, **kwargs)

        asyncio.run(bounded())

    return run


async def until(holds: Callable[[], object], within: float = 5.0) -> None:
    """Wait until the condition holds."""
    async with asyncio.timeout(within):
        while not holds():
            await asyncio.sleep(0.005)


class Kept:
    """Keeps the records handed in, or does with them what a test says."""

    def __init__(self, then: Callable[[bytes], Awaitable[None]] | None = None) -> None:
        self.records: list[bytes] = []
        self.then = then

    async def __call__(self, record: bytes) -> None:
        if self.then:
            await self.then(record)
        self.records.append(record)
