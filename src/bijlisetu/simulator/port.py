"""The port a carrier listens on, which may go down and come up again."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.simulator.options import Place


class PortTaken(Refusal):
    """Another process listens where a carrier should, or the place is not ours."""


class Port:
    """Listens and, while it is down, refuses connections."""

    def __init__(self, protocol: Callable[[], asyncio.BaseProtocol], place: Place, option: str) -> None:
        """Take the protocol of a connection, the place, and the option by which another is chosen."""
        self._protocol = protocol
        self._place = place
        self._option = option
        self._server: asyncio.Server | None = None
        self._turning: asyncio.Task[None] | None = None
        self._wanted = True

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Place]:
        """
        Listen until the block ends.

        :raises PortTaken: if the place cannot be had
        """
        await self._open()
        try:
            yield self._place
        finally:
            if self._turning:
                await self._turning
            self._close()

    def stand(self, *, up: bool) -> None:
        """Go down or come up."""
        self._wanted = up
        if not up:
            self._close()
        elif not self._server and not self._turning:
            self._turning = asyncio.create_task(self._come_up())

    async def _come_up(self) -> None:
        await self._open()
        self._turning = None
        if not self._wanted:
            self.stand(up=False)

    async def _open(self) -> None:
        place = self._place
        try:
            self._server = await asyncio.get_running_loop().create_server(self._protocol, place.host, place.port)
        except OSError as error:
            cause = (os.strerror(error.errno) if error.errno else str(error)).lower()
            words = f"{place}: cannot listen here ({cause}); free it or choose another with {self._option}"
            raise PortTaken(words) from None
        # Where any port would do, this one is kept from now on.
        self._place = Place(place.host, self._server.sockets[0].getsockname()[1])

    def _close(self) -> None:
        if self._server:
            self._server.close()
            self._server = None
