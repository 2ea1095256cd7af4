"""WhatsApp by Meta's Cloud API."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import aiohttp

from bijlisetu.channels.http.fetcher import Fetcher, NotFetched
from bijlisetu.channels.http.line import HttpLine, NotWritten, Unanswered
from bijlisetu.channels.letter import Channel, ChannelRefused, Halts, Letter, Outcome, Reason, Remedy, Verdict
from bijlisetu.channels.seats import LetterSeats
from bijlisetu.channels.whatsapp import answer as whatsapp_answer
from bijlisetu.channels.whatsapp import media as whatsapp_media
from bijlisetu.channels.whatsapp.body import NeedsNumber, written
from bijlisetu.channels.whatsapp.content import Document, Otp, Template
from bijlisetu.channels.whatsapp.limits import DoesNotFit
from bijlisetu.channels.whatsapp.media import LARGEST, MediaFailed, Medium
from bijlisetu.channels.whatsapp.templates.registered import Registered, mismatch

KEPT_ALIVE_FOR = 30.0  # shorter than Meta keeps an idle connection, so that we seldom write into a closed one
NAMES_KEPT_FOR = 300  # seconds a looked-up address is believed
JSON = {"Content-Type": "application/json"}


class WhatsApp(Channel):
    """One phone number of ours on the Cloud API."""

    def __init__(
        self,
        *,
        base_url: str,
        token: str,
        phone_number_id: str,
        version: str = "v25.0",
        timeout: float = 20.0,
        at_once: int = 200,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._version_url = f"{self._base_url}/{version}"
        self._phone_number_id = phone_number_id
        self._number_url = f"{self._version_url}/{phone_number_id}"
        self._messages_url = f"{self._number_url}/messages"
        self._token = token
        self._timeout = timeout
        self._at_once = at_once
        self._seats = LetterSeats(at_once)
        self._session: aiohttp.ClientSession | None = None
        self._line = HttpLine(
            self._messages_url,
            headers={"Authorization": f"Bearer {token}", **JSON},
            timeout=timeout,
            kept_for=KEPT_ALIVE_FOR,
        )
        # To fetch a document from ourselves may take half the time: when that is given up, the fault is told as ours.
        self._files = Fetcher(at_once=at_once, timeout=timeout / 2)
        self.shown = ""  #: our number's digits as people see them, known once open
        self._registered: dict[tuple[str, str], Registered] = {}

    def know(self, templates: Iterable[Registered]) -> None:
        """Hold letters from now on against these templates; a letter of another template is not checked."""
        self._registered = {(template.name, template.language): template for template in templates}

    async def open(self) -> None:
        """
        Connect and prove that the token works for this number.

        :raises ChannelRefused: if WhatsApp cannot be reached or refuses the token or the number
        """
        self._session = self._new_session()
        try:
            await self._prove(self._session)
        except BaseException:
            await self._session.close()
            self._session = None
            raise

    async def send(self, letter: Letter) -> Verdict:
        """Send the letter once; where WhatsApp cannot fetch its document, we bring it ourselves."""
        session = self._opened()
        try:
            body = written(letter)
        except DoesNotFit as fault:
            remedy = Remedy.NUMBER if isinstance(fault, NeedsNumber) else None
            return Verdict(outcome=Outcome.REFUSED, reason=Reason.OUR_FAULT, detail=str(fault), remedy=remedy)
        if self._registered and (why := self._mismatch(letter)):
            return Verdict(
                outcome=Outcome.REFUSED,
                reason=Reason.TEXT_REFUSED,
                detail=f"not sent: {why}",
                scope=Halts.TEMPLATE,
            )
        async with self._seats:
            refused = None if letter.brings_document else await self._post(body)
            if refused is not None and refused.remedy is not Remedy.UPLOAD:
                return refused
            try:
                uploaded = await self._uploaded(session, letter)
            except MediaFailed as failed:
                return _not_brought(failed, refused)
            return await self._post(written(uploaded))

    async def upload(self, content: bytes, *, mime_type: str, filename: str) -> str:
        """
        Upload a file and return its media id, good for 30 days.

        :raises MediaFailed: if it was not taken; its verdict says why
        """
        return await whatsapp_media.upload(
            self._opened(), self._number_url, content, mime_type=mime_type, filename=filename
        )

    async def media(self, media_id: str, *, largest: int = LARGEST) -> Medium:
        """
        Return the file a person sent, within 7 days of its webhook.

        :raises MediaFailed: if it cannot be had or is too large; its verdict says why
        """
        return await whatsapp_media.download(
            self._opened(), self._version_url, media_id, phone_number_id=self._phone_number_id, largest=largest
        )

    async def close(self) -> None:
        """End the connections after the letters in flight."""
        session, self._session = self._session, None
        if session is None:
            return
        async with self._seats.cleared():
            self._line.close()
            await self._files.close()
            await session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("WhatsApp is not open")
        return self._session

    def _new_session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._at_once, keepalive_timeout=KEPT_ALIVE_FOR, ttl_dns_cache=NAMES_KEPT_FOR
            ),
            # Connecting may take half the time: when it is given up, nothing has left.
            timeout=aiohttp.ClientTimeout(total=self._timeout, connect=self._timeout / 2),
            headers={"Authorization": f"Bearer {self._token}"},
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    def _mismatch(self, letter: Letter) -> str:
        content = letter.content
        if not isinstance(content, Template | Otp):
            return ""
        known = self._registered.get((content.name, content.language.value))
        return mismatch(content, known) if known else ""

    async def _uploaded(self, session: aiohttp.ClientSession, letter: Letter) -> Letter:
        """
        Return the letter with its document uploaded in place of the link.

        :raises MediaFailed: if it has no document of ours, or that cannot be had or is not taken; its verdict says why
        """
        content = letter.content
        document = content.header if isinstance(content, Template) else None
        if not isinstance(content, Template) or not isinstance(document, Document) or not document.link:
            raise MediaFailed(_unreachable("the letter has no document of ours"))
        try:
            async with asyncio.timeout(self._timeout):
                octets = await self._files.fetch(document.link)
                media_id = await whatsapp_media.upload(
                    session, self._number_url, octets, mime_type="application/pdf", filename=document.name
                )
        except NotFetched as failed:
            raise MediaFailed(failed.verdict) from None
        except TimeoutError:
            raise MediaFailed(_lost(Outcome.TRY_LATER, "no answer in time", wait=5)) from None
        return replace(letter, content=replace(content, header=replace(document, link="", media_id=media_id)))

    async def _prove(self, session: aiohttp.ClientSession) -> None:
        try:
            async with session.get(self._number_url, allow_redirects=False) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise ChannelRefused(
                f"WhatsApp cannot be reached at {self._base_url} ({_why(error)}); check the address and the line"
            ) from None
        self.shown = whatsapp_answer.shown_number(body)
        if trouble := whatsapp_answer.trouble(status, body):
            raise ChannelRefused(f"WhatsApp refuses {trouble.what} at {self._base_url}: {trouble.why}")

    async def _post(self, body: bytes) -> Verdict:
        try:
            answer = await self._line.post(body)
        except NotWritten as error:
            return _lost(Outcome.TRY_LATER, str(error), wait=5)
        except Unanswered as error:
            # The letter was written, at least in part: if it arrived, the status webhook will name our attempt.
            return _lost(Outcome.UNSURE, str(error))
        return whatsapp_answer.verdict(answer.status, answer.body, answer.headers)


def _not_brought(failed: MediaFailed, refused: Verdict | None) -> Verdict:
    """Return what becomes of a letter whose document we could not upload: refused as it was, and why else."""
    why = f"our own upload failed: {failed}"
    if refused is None:
        return replace(failed.verdict, detail=why)
    # Where not even we can fetch it, the fault is ours, and no carrier's.
    reason = Reason.OUR_ADDRESS if failed.verdict.reason is Reason.OUR_ADDRESS else refused.reason
    return replace(refused, reason=reason, detail=f"{refused.detail}; {why}")


def _unreachable(detail: str) -> Verdict:
    return Verdict(outcome=Outcome.REFUSED, reason=Reason.MEDIA_UNREACHABLE, detail=detail)


def _lost(outcome: Outcome, detail: str, *, wait: float = 0) -> Verdict:
    return Verdict(outcome=outcome, reason=Reason.CARRIER_DOWN, detail=detail, wait=wait)


def _why(error: Exception) -> str:
    # Only the error's name is told: its words may quote the request, which holds the token.
    cause: Any = getattr(error, "os_error", None) or error
    return f"{type(error).__name__}: {cause.strerror}" if getattr(cause, "strerror", None) else type(error).__name__
