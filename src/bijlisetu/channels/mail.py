"""E-mail by SMTP, over a few connections kept open."""

from __future__ import annotations

import asyncio
import logging

import aiosmtplib

from bijlisetu.channels.letter import Channel, ChannelRefused, Letter, Outcome, Reason, Verdict
from bijlisetu.channels.mail_body import envelope_sender, message_of
from bijlisetu.channels.mail_codes import meaning_of
from bijlisetu.channels.outside import anonymous, words

logger = logging.getLogger(__name__)

#: What aiosmtplib raises when nobody is there, or is there no more.
GONE = (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPConnectError, aiosmtplib.SMTPTimeoutError, OSError)
#: The same, and when the talk makes no sense: the line or the server is at fault, not the letter.
LINE = (aiosmtplib.SMTPException, OSError)
GOING_AWAY = 421  # the server ends the talk, whatever was asked


class Smtp(Channel):
    """Our account at one mail server."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        sender: str,
        return_domain: str,
        secret: str,
        user: str = "",
        password: str = "",
        starttls: bool = False,
        at_once: int = 4,
        timeout: float = 30.0,
        local_hostname: str | None = None,
    ) -> None:
        self._host, self._port = host, port
        self._user, self._password = user, password
        self._starttls = starttls
        self._sender = sender
        self._return_domain = return_domain
        self._secret = secret
        self._at_once = at_once
        self._timeout = timeout
        self._local_hostname = local_hostname or return_domain
        self._idle: asyncio.LifoQueue[aiosmtplib.SMTP] = asyncio.LifoQueue()
        self._open = False

    async def open(self) -> None:
        """
        Greet the mail server and log in.

        :raises ChannelRefused: if it cannot be reached or refuses us
        """
        client = self._client()
        where = f"{self._host}:{self._port}"
        try:
            await client.connect()
        except aiosmtplib.SMTPAuthenticationError as error:
            raise ChannelRefused(
                f"Mail server at {where} refuses user {self._user}: {error.code}; check user and password"
            ) from None
        except aiosmtplib.SMTPResponseException as error:
            raise ChannelRefused(
                f"Mail server at {where} refuses us: {error.code} {anonymous(words(error.message))}"
            ) from None
        except GONE as error:
            raise ChannelRefused(
                f"Mail server cannot be reached at {where} ({_why(error)}); check address, port and line"
            ) from None
        except (aiosmtplib.SMTPException, ValueError) as error:
            raise ChannelRefused(
                f"Mail server at {where} lacks what we need, STARTTLS or a login we know ({_why(error)})"
            ) from None
        for other in (self._client() for _ in range(self._at_once - 1)):
            self._idle.put_nowait(other)  # connected when first needed
        self._idle.put_nowait(client)
        self._open = True

    async def send(self, letter: Letter) -> Verdict:
        """Send the letter once."""
        if not self._open:
            raise RuntimeError("Mail is not open")
        message_id, message = message_of(letter, sender=self._sender, return_domain=self._return_domain)
        client = await self._idle.get()
        try:
            if verdict := await self._address(client, letter):
                return verdict
            return await _deliver(client, message, message_id)
        except BaseException:
            client.close()  # left in the middle of a letter, it would be of no use to the next
            raise
        finally:
            self._idle.put_nowait(client)

    async def close(self) -> None:
        """End the connections after the letters in flight."""
        if not self._open:
            return
        self._open = False
        for client in [await self._idle.get() for _ in range(self._at_once)]:
            await _leave(client)

    def _client(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            username=self._user or None,
            password=self._password or None,
            start_tls=self._starttls,
            local_hostname=self._local_hostname,  # else it asks the DNS who we are
            timeout=self._timeout,
        )

    async def _address(self, client: aiosmtplib.SMTP, letter: Letter) -> Verdict | None:
        """Name sender and recipient to the server; return a verdict if it ends there."""
        if client.is_connected:
            try:
                return await self._try_to_address(client, letter)
            except LINE:
                # Servers end idle lines without a word. Nothing of the letter had left, so a new line does no harm.
                client.close()
        try:
            await client.connect()
            return await self._try_to_address(client, letter)
        except aiosmtplib.SMTPResponseException as error:
            client.close()
            return _refusal(error)
        except LINE as error:
            client.close()
            return Verdict(outcome=Outcome.TRY_LATER, reason=Reason.CARRIER_DOWN, detail=_why(error), wait=5)

    async def _try_to_address(self, client: aiosmtplib.SMTP, letter: Letter) -> Verdict | None:
        try:
            await client.mail(envelope_sender(letter.attempt, self._return_domain, secret=self._secret))
            await client.rcpt(letter.to)
        except aiosmtplib.SMTPResponseException as error:
            if error.code == GOING_AWAY:
                raise aiosmtplib.SMTPServerDisconnected("421") from error
            await _start_afresh(client)
            return _refusal(error)
        return None


async def _deliver(client: aiosmtplib.SMTP, message: bytes, message_id: str) -> Verdict:
    try:
        await client.data(message)
    except LINE as error:
        if isinstance(error, aiosmtplib.SMTPResponseException) and 400 <= error.code < 600:
            await _start_afresh(client)
            return _refusal(error)
        client.close()
        # Between our last dot and its answer the server may have taken the letter on.
        return Verdict(outcome=Outcome.UNSURE, reason=Reason.CARRIER_DOWN, carrier_id=message_id, detail=_why(error))
    return Verdict(outcome=Outcome.ACCEPTED, carrier_id=message_id)


async def _start_afresh(client: aiosmtplib.SMTP) -> None:
    try:
        await client.rset()
    except (aiosmtplib.SMTPException, OSError):
        client.close()


async def _leave(client: aiosmtplib.SMTP) -> None:
    if not client.is_connected:
        return
    try:
        await client.quit()
    except (aiosmtplib.SMTPException, OSError):
        client.close()


def _refusal(error: aiosmtplib.SMTPResponseException) -> Verdict:
    meaning = meaning_of(error)
    return meaning.verdict(f"{error.code} {meaning.english}")


def _why(error: Exception) -> str:
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    return getattr(cause, "strerror", None) or type(error).__name__
