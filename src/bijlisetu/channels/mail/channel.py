"""E-mail by SMTP, over a few connections kept open."""

from __future__ import annotations

import asyncio
import enum
import ssl
import time
from dataclasses import dataclass, field

import aiosmtplib

from bijlisetu.channels.http.fetcher import Fetcher, NotFetched
from bijlisetu.channels.letter import Channel, ChannelRefused, Letter, Mail, Outcome, Reason, Verdict
from bijlisetu.channels.mail.body import Posted, posted
from bijlisetu.channels.mail.codes import is_about_us, meaning_of
from bijlisetu.channels.mail.dkim import Signer
from bijlisetu.channels.mail.line import GONE, MailLine, MayHaveLeft, NeverLeft, NoSuchMailboxHere, why
from bijlisetu.channels.outside import anonymous, words

MOST_LETTERS = 100  #: over one connection; many servers end it then, and some take it ill to be made to
LONGEST_PAUSE = 1800.0


class Tls(enum.StrEnum):
    """How the connection is kept from others' eyes; certificates are always verified."""

    NONE = "none"  #: a server on this machine, or in our own network
    STARTTLS = "starttls"  #: demanded, not only taken where offered
    IMPLICIT = "implicit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server, and our login there."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Tls = Tls.NONE
    trusted: ssl.SSLContext | None = None  #: by default whom this machine trusts

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Smtp(Channel):
    """Our account at one mail server."""

    def __init__(
        self,
        server: Server,
        *,
        sender: str,
        return_domain: str,
        secret: str,
        signer: Signer | None = None,
        at_once: int = 4,
        most_letters: int = MOST_LETTERS,
        timeout: float = 30.0,
        local_hostname: str | None = None,
    ) -> None:
        self._server = server
        self._sender, self._return_domain, self._secret = sender, return_domain, secret
        self._signer = signer
        self._at_once, self._most_letters, self._timeout = at_once, most_letters, timeout
        self._local_hostname = local_hostname or return_domain
        self._idle: asyncio.LifoQueue[MailLine] = asyncio.LifoQueue()
        self._files = Fetcher(at_once=at_once, timeout=timeout)
        self._pause = _Pause()
        self._open = False

    async def open(self) -> None:
        """
        Greet the mail server and log in.

        :raises ChannelRefused: if it cannot be reached or refuses us
        """
        line, server = self._line(), self._server
        try:
            await line.open()
        except aiosmtplib.SMTPAuthenticationError as error:
            raise ChannelRefused(
                f"Mail server at {server} refuses user {server.user}: {error.code}; check user and password"
            ) from None
        except aiosmtplib.SMTPResponseException as error:
            raise ChannelRefused(
                f"Mail server at {server} refuses us: {error.code} {anonymous(words(error.message))}"
            ) from None
        except GONE as error:
            if isinstance(error.__cause__ or error, ssl.SSLError):
                raise ChannelRefused(
                    f"Mail server at {server} cannot be trusted ({why(error)}); check its certificate and name"
                ) from None
            raise ChannelRefused(
                f"Mail server cannot be reached at {server} ({why(error)}); check address, port and line"
            ) from None
        except (aiosmtplib.SMTPException, ValueError) as error:
            raise ChannelRefused(
                f"Mail server at {server} lacks what we need, STARTTLS or a login we know ({why(error)})"
            ) from None
        for other in (self._line() for _ in range(self._at_once - 1)):
            self._idle.put_nowait(other)  # connected when first needed
        self._idle.put_nowait(line)
        self._open = True

    async def send(self, letter: Letter) -> Verdict:
        """Send the letter once."""
        if not self._open:
            raise RuntimeError("Mail is not open")
        if verdict := self._pause.verdict():
            return verdict
        try:
            ready = await self._ready(letter)
        except NotFetched as absent:
            return absent.verdict
        line = await self._idle.get()
        try:
            return await self._carry(line, ready)
        except BaseException:
            line.cut()  # left in the middle of a letter, it would be of no use to the next
            raise
        finally:
            self._idle.put_nowait(line)

    async def close(self) -> None:
        """End the connections after the letters in flight."""
        if not self._open:
            return
        self._open = False
        for line in [await self._idle.get() for _ in range(self._at_once)]:
            await line.leave()
        await self._files.close()

    def _line(self) -> MailLine:
        client = aiosmtplib.SMTP(
            hostname=self._server.host,
            port=self._server.port,
            username=self._server.user or None,
            password=self._server.password or None,
            use_tls=self._server.tls is Tls.IMPLICIT,
            start_tls=self._server.tls is Tls.STARTTLS,
            tls_context=self._server.trusted,
            local_hostname=self._local_hostname,  # else it asks the DNS who we are
            timeout=self._timeout,
        )
        return MailLine(client, timeout=self._timeout, most_letters=self._most_letters)

    async def _ready(self, letter: Letter) -> Posted:
        attachment = letter.content.attachment if isinstance(letter.content, Mail) else None
        return posted(
            letter,
            sender=self._sender,
            return_domain=self._return_domain,
            secret=self._secret,
            attached=await self._files.fetch(attachment.link) if attachment else None,
            signer=self._signer,
        )

    async def _carry(self, line: MailLine, letter: Posted) -> Verdict:
        try:
            await line.carry(letter)
        except aiosmtplib.SMTPResponseException as error:
            meaning = meaning_of(error)
            verdict = meaning.verdict(f"{error.code} {meaning.english}")
            return self._pause.after(verdict) if is_about_us(error) else verdict
        except NoSuchMailboxHere:
            return Verdict(
                outcome=Outcome.REFUSED, reason=Reason.OTHER, detail="mail server knows no mailbox beyond ASCII"
            )
        except NeverLeft as cut:
            return Verdict(outcome=Outcome.TRY_LATER, reason=Reason.CARRIER_DOWN, detail=str(cut), wait=5)
        except MayHaveLeft as cut:
            # Between our last dot and its answer the server may have taken the letter on.
            return Verdict(
                outcome=Outcome.UNSURE, reason=Reason.CARRIER_DOWN, carrier_id=letter.message_id, detail=str(cut)
            )
        self._pause.end()
        return Verdict(outcome=Outcome.ACCEPTED, carrier_id=letter.message_id)


class _Pause:
    """While a server asks for patience with all our letters, none of them need knock: twice as long each time."""

    def __init__(self) -> None:
        self._until = 0.0
        self._length = 0.0
        self._why: Verdict | None = None

    def verdict(self) -> Verdict | None:
        """Return the verdict on a letter that comes meanwhile."""
        left = self._until - time.monotonic()
        return self._held(left) if left > 0 else None

    def after(self, verdict: Verdict) -> Verdict:
        """Begin a pause for as long as the verdict asks, or longer than the last one."""
        if time.monotonic() >= self._until:  # letters in flight with it say the same thing
            self._length = min(max(verdict.wait, self._length * 2), LONGEST_PAUSE)
            self._until = time.monotonic() + self._length
        self._why = verdict
        return self._held(self._until - time.monotonic())

    def end(self) -> None:
        """Hear that a letter went through."""
        self._until = self._length = 0.0

    def _held(self, wait: float) -> Verdict:
        assert self._why is not None, "no pause"  # noqa: S101
        why = self._why
        return Verdict(outcome=why.outcome, reason=why.reason, detail=why.detail, wait=max(wait, 1.0))
