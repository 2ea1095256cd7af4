"""SMS by Mobile Seva, the government's gateway (C-DAC): one POST for each message, and no receipts."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import aiohttp
from yarl import URL

from bijlisetu.channels.letter import Channel, ChannelRefused, Letter, Outcome, Reason, Sms, Verdict
from bijlisetu.channels.seats import LetterSeats
from bijlisetu.channels.sms import dlt
from bijlisetu.channels.sms.mobile_seva.codes import TAKEN, meaning_of
from bijlisetu.channels.sms.parts import Alphabet, parts_of

ADDRESS = "https://msdgweb.mgov.gov.in/esms/sendsmsrequestDLT"
ANSWER = re.compile(r"\s*(\d{3})\b(?:\s*,\s*MsgID\s*=\s*([\w.-]{1,64}))?")
LONGEST_ANSWER = 4096
#: smsservicetype, by whether the text is in Unicode and whether it is an OTP.
SERVICES = {
    (False, False): "singlemsg",
    (False, True): "otpmsg",
    (True, False): "unicodemsg",
    (True, True): "unicodeotpmsg",
}
NAMES_KEPT_FOR = 300  # seconds a looked-up address is believed


class MobileSeva(Channel):
    """Our department's account; what it takes stays accepted, for it tells nothing later."""

    def __init__(
        self,
        *,
        user: str,
        password: str,
        secure_key: str,
        url: str = ADDRESS,
        scrub: bool = True,
        timeout: float = 20.0,
        at_once: int = 20,
    ) -> None:
        self._url = url
        self._user = user.strip()
        self._password = hashlib.sha1(password.strip().encode(), usedforsecurity=False).hexdigest()  # so it is wanted
        self._secure_key = secure_key.strip()
        self._scrub = scrub
        self._timeout = timeout
        self.at_once = at_once
        self._seats = LetterSeats(at_once)
        self._session: aiohttp.ClientSession | None = None

    @property
    def name(self) -> str:
        """Who we are there: bijli@msdgweb.mgov.gov.in."""
        return f"{self._user}@{URL(self._url).host}"

    async def open(self) -> None:
        """
        Connect, and prove that somebody is there; whether the password is right only a message can tell.

        :raises ChannelRefused: if the gateway cannot be reached
        """
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self.at_once, ttl_dns_cache=NAMES_KEPT_FOR),
            # Connecting may take half the time: when it is given up, nothing has left.
            timeout=aiohttp.ClientTimeout(total=self._timeout, connect=self._timeout / 2),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        try:
            async with session.head(self._url, allow_redirects=False):
                self._session = session
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise ChannelRefused(
                f"Mobile Seva cannot be reached at {self._url} ({_why(error)}); check the address and the line"
            ) from None
        finally:
            if self._session is None:
                await session.close()

    async def send(self, letter: Letter) -> Verdict:
        """Send the letter once."""
        sms = letter.content
        if not isinstance(sms, Sms):
            raise TypeError(f"SMS carries text, not {type(sms).__name__}")
        if self._session is None:
            raise RuntimeError("Mobile Seva is not open")
        if self._scrub and sms.registration and (breach := dlt.scrub(sms, sms.registration)):
            return Verdict(outcome=Outcome.REFUSED, reason=Reason.TEXT_REFUSED, detail=breach.rule)
        try:
            form = self._form(sms, letter.to)
        except ValueError as error:  # a text of ours that the gateway's form cannot hold
            return Verdict(outcome=Outcome.REFUSED, reason=Reason.OUR_FAULT, detail=type(error).__name__)
        async with self._seats:
            return await self._post(self._session, form)

    async def close(self) -> None:
        """End the connections after the letters in flight."""
        session, self._session = self._session, None
        if session is None:
            return
        async with self._seats.cleared():
            await session.close()

    def _form(self, sms: Sms, to: str) -> dict[str, str]:
        in_unicode = parts_of(sms.text).alphabet is Alphabet.UCS_2
        content = (in_entities(sms.text) if in_unicode else sms.text).strip()
        if not content:
            raise ValueError("a message without a text")
        return {
            "username": self._user,
            "password": self._password,
            "senderid": sms.header,
            "content": content,
            "smsservicetype": SERVICES[in_unicode, sms.is_otp],
            "mobileno": to.removeprefix("91") if len(to) == 12 else to,
            "templateid": sms.template_id,
            "entityid": sms.entity_id,
            "key": key(self._user, sms.header, content, self._secure_key),
        }

    async def _post(self, session: aiohttp.ClientSession, form: dict[str, str]) -> Verdict:
        try:
            async with session.post(self._url, data=form, allow_redirects=False) as response:
                return _verdict(response.status, await response.content.read(LONGEST_ANSWER))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            return _lost(Outcome.TRY_LATER, error, wait=5)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return _lost(Outcome.UNSURE, error)


def in_entities(text: str) -> str:
    """Return the text as the gateway wants what is not English: a decimal entity for each unit of UTF-16."""
    octets = text.encode("utf-16-be")
    return "".join(f"&#{int.from_bytes(octets[at : at + 2])};" for at in range(0, len(octets), 2))


def key(user: str, header: str, content: str, secure_key: str) -> str:
    """Return the seal of one message, over its content as it is sent."""
    return hashlib.sha512(f"{user}{header.strip()}{content}{secure_key}".encode()).hexdigest()


def _verdict(status: int, body: bytes) -> Verdict:
    match = ANSWER.match(body.decode("latin-1"))
    if status == 200 and match and match[1] == TAKEN:
        return Verdict(outcome=Outcome.ACCEPTED, carrier_id=match[2] or "")
    if status in (429, 503):
        return Verdict(outcome=Outcome.TRY_LATER, reason=Reason.CARRIER_BUSY, detail=f"HTTP {status}", wait=30)
    # The gateway's own codes come with 200; another status is a proxy's.
    code = match[1] if status == 200 and match else ""
    meaning = meaning_of(code)
    return meaning.verdict(f"{code or f'HTTP {status}'}: {meaning.english}")


def _lost(outcome: Outcome, error: Exception, *, wait: float = 0) -> Verdict:
    return Verdict(outcome=outcome, reason=Reason.CARRIER_DOWN, detail=_why(error), wait=wait)


def _why(error: Exception) -> str:
    # Only the error's name is told: its words may quote the request, which holds password and key.
    cause: Any = getattr(error, "os_error", None) or error
    return f"{type(error).__name__}: {cause.strerror}" if getattr(cause, "strerror", None) else type(error).__name__
