"""The file that goes with a letter, fetched from its link when the letter leaves."""

from __future__ import annotations

from http import HTTPStatus

import aiohttp

from bijlisetu.channels.letter import Outcome, Reason, Verdict

LARGEST = 10 << 20  # base64 makes it a third larger, and many mailboxes end at 20 MB
WAIT = 60.0


class NotFetched(Exception):
    """The file cannot be had; the verdict says whether it may be later."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.detail)
        self.verdict = verdict


class Fetcher:
    """Fetches files over a few connections kept open; used on one event loop."""

    def __init__(self, *, at_once: int, timeout: float) -> None:
        self._at_once, self._timeout = at_once, timeout
        self._session: aiohttp.ClientSession | None = None

    async def fetch(self, link: str) -> bytes:
        """
        Return the octets of the file at the link.

        :raises NotFetched: if it cannot be had
        """
        try:
            async with self._connected().get(link) as answer:
                return await _octets(answer)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NotFetched(_later(type(error).__name__)) from None

    async def close(self) -> None:
        """End the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._at_once),
                timeout=aiohttp.ClientTimeout(total=self._timeout),
            )
        return self._session


async def _octets(answer: aiohttp.ClientResponse) -> bytes:
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise NotFetched(_later(f"HTTP {answer.status}"))
    if answer.status != HTTPStatus.OK:
        raise NotFetched(_never(f"HTTP {answer.status}"))
    octets = bytearray()
    async for chunk in answer.content.iter_chunked(1 << 16):
        octets += chunk
        if len(octets) > LARGEST:
            raise NotFetched(_never("too large to send by e-mail"))
    return bytes(octets)


def _later(why: str) -> Verdict:
    return Verdict(
        outcome=Outcome.TRY_LATER, reason=Reason.MEDIA_UNREACHABLE, detail=f"attachment not fetched: {why}", wait=WAIT
    )


def _never(why: str) -> Verdict:
    return Verdict(outcome=Outcome.REFUSED, reason=Reason.MEDIA_UNREACHABLE, detail=f"attachment not fetched: {why}")
