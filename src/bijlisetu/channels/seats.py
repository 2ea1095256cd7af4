"""So many letters on their way at once, and a session that ends after the last of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class LetterSeats(asyncio.Semaphore):
    """A seat for each letter on its way."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self._number = number

    @asynccontextmanager
    async def cleared(self) -> AsyncIterator[None]:
        """Wait until no letter is left in a seat, and let none sit down meanwhile."""
        for _ in range(self._number):
            await self.acquire()
        try:
            yield
        finally:
            for _ in range(self._number):
                self.release()
