"""Bounces and complaints: a small mail server that takes them in, and what they say of a letter."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import logging
import time
from collections import Counter
from collections.abc import Iterator
from functools import wraps
from itertools import islice
from typing import Any
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, Envelope, Session

from bijlisetu.channels.letter import Inbound, Report
from bijlisetu.channels.mail.body import RETURN_PATH, attempt_in, is_ours
from bijlisetu.channels.mail.bounces import reading as bounce_reading
from bijlisetu.channels.mail.bounces.letter import taken_apart
from bijlisetu.channels.news import Preference
from bijlisetu.channels.outside import moment, words
from bijlisetu.values import ChannelKind

logger = logging.getLogger(__name__)

LARGEST = 32 << 20  # octets; a bounce may quote the letter with the bill that was attached to it
KEPT = 256 << 10  # octets that are held of it: a server says what happened before it quotes the letter
A_LINE = 100  # octets that the memory of a line takes beside it
#: Letters that are taken in at once. Whoever brings more comes again: with KEPT this bounds what strangers lay on us.
AT_ONCE = 32
#: Of these, so many for complaints: they come without a seal, and anybody could keep all places taken.
COMPLAINTS_AT_ONCE = AT_ONCE // 4
MOST_TALKS = 200  # connections; beyond them the oldest that has shown no seal of ours makes room
MOST_RECIPIENTS = 5  # a bounce has one
READ_WITHIN = 60.0  # seconds for a letter to come in
IDLE_FOR = 60.0  # seconds after which a silent connection is ended
#: A complaint quotes the letter complained of; more addresses of ours than this are looked at by nobody.
MOST_QUOTED = 20
LONGEST_LINE = 1 << 16  # more than RFC 5321 allows: servers pack HTML into one line, and would lose the bounce
LINE_END, END = b"\r\n", b".\r\n"
ALL = 1 << 20  # more than a connection ever holds unread
#: Whom mailbox providers tell of a person who called our letter spam (feedback loop, RFC 5965).
COMPLAINTS = "complaints"


class NotABounce(ValueError):
    """The record is none that the listener hands in."""


class _TooLong(Exception):
    """No bounce of a letter of ours is so long."""


class _Beginning:
    """What comes over a connection, as far as it is kept of a letter; the rest is read and let go of."""

    def __init__(self, whole: asyncio.StreamReader) -> None:
        self._whole = whole
        self._held = 0

    async def readuntil(self, separator: bytes) -> bytes:
        """Return the next line to be kept, or the one that ends the letter; :raises _TooLong: if none does."""
        if self._held > KEPT:
            return await self._pass_over()
        line = await self._whole.readuntil(separator)
        self._held += len(line) + A_LINE
        return line

    async def read(self, count: int) -> bytes:
        """Return what is there."""
        return await self._whole.read(count)

    async def _pass_over(self) -> bytes:
        # Not line by line: of many megabytes in short lines that would be seconds, in which no letter leaves.
        passed, tail = 0, LINE_END
        while passed < LARGEST and (octets := await self._whole.read(ALL)):
            passed += len(octets)
            seen = tail + octets
            if (at := seen.find(LINE_END + END)) >= 0:
                self._whole.feed_data(seen[at + len(LINE_END + END) :])  # what follows is the next command
                return END
            tail = seen[-len(LINE_END + END) :]
        raise _TooLong


class _Talk(SMTP):
    line_length_limit = LONGEST_LINE

    def __init__(self, desk: BounceListener, **options: Any) -> None:
        super().__init__(desk, timeout=IDLE_FOR, **options)
        self._desk = desk
        self.began = 0.0
        self.has_shown_a_seal = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._desk.talks >= MOST_TALKS and isinstance(transport, asyncio.Transport):
            _send_away(self._desk.longest_stranger() or transport)
        self.began = self.loop.time()
        super().connection_made(transport)

    @wraps(SMTP.smtp_DATA)
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd calls it so
        if not self._desk.has_room(self):
            await self.push("452 4.3.1 too many letters at once, come again")
            return
        whole = self._reader
        self._reader = _Beginning(whole)  # type: ignore[assignment]  # aiosmtpd asks it for lines alone
        self._desk.letters += 1
        self._desk.complaints += not self.has_shown_a_seal
        try:
            async with asyncio.timeout(self._desk.within):
                await super().smtp_DATA(arg)
        except TimeoutError:
            self._hang_up()
        except _TooLong:
            await self.push("552 5.3.4 longer than any letter of ours")
            self._hang_up()
        finally:
            self._desk.letters -= 1
            self._desk.complaints -= not self.has_shown_a_seal
            self._reader = whole

    async def smtp_VRFY(self, arg: str) -> None:  # noqa: N802
        """Say nothing of who is known here, and promise nothing."""
        await self.push("502 5.5.1 nobody is looked up here")

    async def smtp_HELP(self, arg: str) -> None:  # noqa: N802
        """Say what the door is for."""
        await self.push("214 2.0.0 for bounces of our own letters alone")

    def _hang_up(self) -> None:
        if self.transport is not None:
            self.transport.close()


def _send_away(transport: asyncio.Transport) -> None:
    transport.write(b"421 4.3.2 too many connections, come again\r\n")
    transport.close()


class BounceListener:
    """A mail server for nothing but bounces of our own letters, and complaints about them."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        inbound: Inbound,
        secret: str,
        domain: str,
        name: str = "localhost",
        within: float = READ_WITHIN,
    ) -> None:
        self._host, self._port = host, port
        self._secret, self._domain = secret, domain
        self._inbound = inbound
        self._name = name
        self.within = within
        self._server: asyncio.Server | None = None
        self._talks: WeakSet[_Talk] = WeakSet()
        self.letters = 0  #: that are coming in, or being stored
        self.complaints = 0  #: of these, those without a seal

    @property
    def port(self) -> int:
        """The port listened on, also where 0 was asked for."""
        assert self._server is not None, "not open"  # noqa: S101
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def talks(self) -> int:
        """How many connections are open."""
        return sum(talk.transport is not None for talk in self._talks)

    def has_room(self, talk: _Talk) -> bool:
        """Return whether the talk may bring a letter now."""
        return self.letters < AT_ONCE and (talk.has_shown_a_seal or self.complaints < COMPLAINTS_AT_ONCE)

    def longest_stranger(self) -> asyncio.Transport | None:
        """Return the connection that has shown no seal of ours for the longest time; none if all have."""
        talks = sorted((one for one in self._talks if not one.has_shown_a_seal), key=lambda one: one.began)
        return next((one.transport for one in talks if isinstance(one.transport, asyncio.Transport)), None)

    async def open(self) -> None:
        """
        Begin to listen.

        :raises OSError: if the address is taken
        """
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._talk, self._host, self._port)

    async def close(self) -> None:
        """Listen no more, and end the talks under way: an unanswered bounce comes again."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        for talk in list(self._talks):
            if talk.transport is not None:
                talk.transport.close()

    def _talk(self) -> _Talk:
        loop = asyncio.get_running_loop()
        talk = _Talk(
            self, hostname=self._name, ident="bijlisetu", data_size_limit=LARGEST, loop=loop,
            enable_SMTPUTF8=True,  # a letter that needed it comes back only where we offer it
        )  # fmt: skip
        self._talks.add(talk)
        return talk

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Take only what comes back to an attempt of ours, by the seal it went out with, and complaints."""
        is_sealed = is_ours(address, self._domain, secret=self._secret)
        if not (is_sealed or self._is_of_complaints(address)):
            return "550 5.1.1 this server takes bounces alone"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        envelope.rcpt_tos.append(address)
        if is_sealed and isinstance(server, _Talk):
            server.has_shown_a_seal = True
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Store the bounce, then say so."""
        content = (envelope.original_content or b"")[:KEPT]
        try:
            for address in envelope.rcpt_tos:
                about = self._complained_of(content) if self._is_of_complaints(address) else address
                if not about:
                    return "550 5.6.0 no letter of ours is named in it"
                await self._inbound(record_of(about, content))
        except Exception:
            logger.exception("A bounce could not be stored; its server is asked to send it again")
            return "451 4.3.0 try again later"
        return "250 2.0.0 OK"

    def _is_of_complaints(self, address: str) -> bool:
        return address.lower() == f"{COMPLAINTS}@{self._domain.lower()}"

    def _complained_of(self, content: bytes) -> str:
        """Return the sealed address our letter went out under, as the complaint quotes it; nothing if it does not."""
        quoted = islice(RETURN_PATH.finditer(content.decode("ascii", "replace")), MOST_QUOTED)
        found = (match[0] for match in quoted)
        return next((one for one in found if is_ours(one, self._domain, secret=self._secret)), "")


def record_of(recipient: str, content: bytes) -> bytes:
    """Return a bounce as one record: whom it came to, when, and its octets as they came."""
    record = {"recipient": recipient, "at": time.time(), "mail": base64.b64encode(content).decode()}
    return json.dumps(record).encode()


def parse(record: bytes, skipped: Counter[str] | None = None) -> Iterator[Report | Preference]:
    """
    Yield what a bounce or complaint says of our letter; count in skipped what says nothing final.

    The listener has checked the seal, so whatever is stored is a bounce of ours.

    :raises NotABounce: if the record is none of ours
    """
    bounce = _load(record)
    attempt = attempt_in(words(bounce.get("recipient")))
    message = taken_apart(_octets(bounce.get("mail"))[:KEPT])
    at = moment(bounce.get("at"))
    if attempt is not None and bounce_reading.is_complaint(message):
        yield Preference(at=at, attempt=attempt, marketing=False)
        return
    said = None if attempt is None else bounce_reading.said_of(attempt, message)
    if said is None:
        if skipped is not None:
            skipped["mail"] += 1
        return
    yield Report(
        channel=ChannelKind.EMAIL,
        state=said.state,
        at=at,
        attempt=attempt,
        reason=said.reason,
        detail=said.detail,
    )


def _load(record: bytes) -> dict[str, Any]:
    try:
        bounce = json.loads(record)
    except (ValueError, RecursionError) as error:
        raise NotABounce(f"no JSON: {type(error).__name__}") from None
    if not isinstance(bounce, dict):
        raise NotABounce(f"a JSON {type(bounce).__name__} where an object is expected")
    return bounce


def _octets(value: object) -> bytes:
    try:
        return base64.b64decode(words(value, longest=2 * KEPT))
    except (binascii.Error, ValueError):
        return b""
