"""The file that goes with a letter, fetched from its link when the letter leaves."""

from __future__ import annotations

import ssl
from http import HTTPStatus

import aiohttp

from bijlisetu.channels.letter import Outcome, Reason, Verdict

LARGEST = 10 << 20  # base64 makes it a third larger, and many mailboxes end at 20 MB
#: The address is our own: within a minute it is up again, as after a restart, or a person must mend it. Meanwhile the
#: letter goes by the next step of its ladder.
WAIT = 15.0
MOST_TRIES = 4


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
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise NotFetched(_later(_why(error))) from None

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


async def look(address: str) -> None:
    """
    See whether the address answers at all, whatever it says.

    :raises NotFetched: if it does not
    """
    fetcher = Fetcher(at_once=1, timeout=10)
    try:
        await fetcher.fetch(address)
    except NotFetched as fault:
        if fault.verdict.outcome is Outcome.TRY_LATER:
            raise
    finally:
        await fetcher.close()


async def _octets(answer: aiohttp.ClientResponse) -> bytes:
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise NotFetched(_later(f"HTTP {answer.status}"))
    if answer.status != HTTPStatus.OK:
        raise NotFetched(_never(f"HTTP {answer.status}"))
    octets = bytearray()
    async for chunk in answer.content.iter_chunked(1 << 16):
        octets += chunk
        if len(octets) > LARGEST:
            too_large = Verdict(outcome=Outcome.REFUSED, reason=Reason.OUR_FAULT, detail="too large to send by e-mail")
            raise NotFetched(too_large)
    return bytes(octets)


def _why(error: Exception) -> str:
    """Return what an error of the connection means, in words; its own words may quote the link, which opens a bill."""
    match error:
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientConnectorSSLError() | ssl.SSLError():
            return "its certificate is not trusted here"
        case aiohttp.ClientConnectorDNSError():
            return "nobody knows its name"
        case TimeoutError():
            return "no answer in time"
        case aiohttp.ClientConnectorError():
            return f"it cannot be reached ({error.strerror or type(error.os_error).__name__})"
    return type(error).__name__


def _later(reason: str) -> Verdict:
    return Verdict(
        outcome=Outcome.TRY_LATER, reason=Reason.OUR_ADDRESS, detail=_told(reason), wait=WAIT, most_tries=MOST_TRIES
    )


def _never(reason: str) -> Verdict:
    return Verdict(outcome=Outcome.REFUSED, reason=Reason.OUR_ADDRESS, detail=_told(reason))


def _told(reason: str) -> str:
    return f"not fetched from our own address: {reason}"
