"""Keeps a link bound: whenever the line is lost it binds again, and waits longer after each try in vain."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bijlisetu.channels.letter import Reason
from bijlisetu.channels.sms.codes import meaning_of, told
from bijlisetu.channels.sms.smpp.link import BindRefused, Link, LinkLost

logger = logging.getLogger(__name__)


class Bond:
    """One connection to a carrier over time; its link is none while there is no line."""

    def __init__(
        self, bind: Callable[[], Awaitable[Link]], *, where: str, retry_after: float, retry_at_most: float
    ) -> None:
        self._bind = bind
        self._where = where
        self._retry_after = retry_after
        self._retry_at_most = retry_at_most
        self._keeper: asyncio.Task[None] | None = None
        self.link: Link | None = None
        self.trouble = Reason.CARRIER_DOWN  #: why there is no line, while there is none

    async def open(self) -> None:
        """
        Bind, and from then on keep bound.

        :raises BindRefused: if the carrier does not let us in
        :raises OSError: if it cannot be reached
        """
        self.link = await self._bind()
        self._keeper = asyncio.create_task(self._keep(self.link))

    async def close(self) -> None:
        """Take leave of the carrier."""
        if self._keeper is None:
            return
        self._keeper.cancel()
        await asyncio.gather(self._keeper, return_exceptions=True)
        link, self.link, self._keeper = self.link, None, None
        if link is not None:
            await link.unbind()

    async def _keep(self, link: Link) -> None:
        wait, loop = self._retry_after, asyncio.get_running_loop()
        while True:
            bound_at = loop.time()
            await link.ended.wait()
            self.link = None
            await link.drop()
            # A carrier that lets us in and puts us out at once counts as one that does not let us in.
            lasted = loop.time() - bound_at > wait
            wait = self._retry_after if lasted else min(wait * 2, self._retry_at_most)
            link, wait = await self._bound_again(wait)
            self.link, self.trouble = link, Reason.CARRIER_DOWN

    async def _bound_again(self, wait: float) -> tuple[Link, float]:
        while True:
            await asyncio.sleep(wait)
            try:
                link = await self._bind()
            except BindRefused as error:
                passes = meaning_of(error.status).reason in (Reason.CARRIER_DOWN, Reason.CARRIER_BUSY)
                self.trouble = Reason.CARRIER_DOWN if passes else Reason.CHANNEL_STOPPED
                logger.error("SMS carrier at %s refuses us: %s", self._where, told(error.status))
            except OSError as error:
                self.trouble = Reason.CARRIER_DOWN
                logger.warning("SMS carrier at %s is not to be reached: %s", self._where, why(error))
            except Exception:
                logger.exception("Binding at the SMS carrier broke; it is tried again")
            else:
                logger.info("SMS carrier at %s is back", self._where)
                return link, wait
            wait = min(wait * 2, self._retry_at_most)


def why(error: Exception) -> str:
    """Return why there is no line, in a few words without a secret."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return str(error) if isinstance(error, LinkLost) else getattr(error, "strerror", None) or type(error).__name__
