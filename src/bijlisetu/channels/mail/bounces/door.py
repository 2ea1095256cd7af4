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
from datetime import datetime
from email.message import Message
from functools import wraps
from itertools import islice
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from bijlisetu.channels.letter import Inbound, Reply, Report
from bijlisetu.channels.mail.body import RETURN_PATH, attempt_in, is_ours
from bijlisetu.channels.mail.bounces import reading as bounce_reading
from bijlisetu.channels.mail.bounces.letter import taken_apart
from bijlisetu.channels.mail.bounces.person import written_by_a_person
from bijlisetu.channels.mail.bounces.rooms import Room, Seals
from bijlisetu.channels.news import Preference
from bijlisetu.channels.outside import moment, words
from bijlisetu.values import ChannelKind
from bijlisetu.values.place import place

logger = logging.getLogger(__name__)

LARGEST = 32 << 20  # octets; a bounce may quote the letter with the bill that was attached to it
KEPT = 256 << 10  # octets that are held of it: a server says what happened before it quotes the letter
A_LINE = 100  # octets that the memory of a line takes beside it
#: Letters that are taken in at once. Whoever brings more comes again: with KEPT this bounds what strangers lay on us.
AT_ONCE = 32
#: Of these, so many for complaints: they come without a seal, and anybody could keep all places taken.
COMPLAINTS_AT_ONCE = AT_ONCE // 4
MOST_TALKS = 200  # connections
TALK_FOR = 300.0  # seconds, after which a connection is ended between two letters; servers come again
OCTETS_OF_A_TALK = 2 * LARGEST
MOST_RECIPIENTS = 5  # a bounce has one
READ_WITHIN = 60.0  # seconds for a letter to come in
IDLE_FOR = 60.0  # seconds after which a silent connection is ended
#: A complaint quotes the letter complained of; more addresses of ours than this are looked at by nobody.
MOST_QUOTED = 20
LONGEST_LINE = 1 << 16  # more than RFC 5321 allows: servers pack HTML into one line, and would lose the bounce
LINE_END, END = b"\r\n", b".\r\n"
ALL = 1 << 20  # more than a connection ever holds unread
ENOUGH = "550 5.7.1 this letter has come back often enough"
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
        self.octets = 0  #: that came, kept or not

    async def readuntil(self, separator: bytes) -> bytes:
        """Return the next line to be kept, or the one that ends the letter; :raises _TooLong: if none does."""
        if self._held > KEPT:
            return await self._pass_over()
        line = await self._whole.readuntil(separator)
        self._held += len(line) + A_LINE
        self.octets += len(line)
        return line

    async def read(self, count: int) -> bytes:
        """Return what is there."""
        return await self._whole.read(count)

    async def _pass_over(self) -> bytes:
        # Not line by line: of many megabytes in short lines that would be seconds, in which no letter leaves.
        passed, tail = 0, LINE_END
        while passed < LARGEST and (octets := await self._whole.read(ALL)):
            passed += len(octets)
            self.octets += len(octets)
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
        self._octets = 0
        self._is_over = False
        self._end: asyncio.TimerHandle | None = None
        self.source = ""
        self.has_shown_a_seal = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.source = place((transport.get_extra_info("peername") or ("",))[0]) or ""
        if not self._desk.welcome(self) and isinstance(transport, asyncio.Transport):
            _send_away(transport)
        self._end = self.loop.call_later(self._desk.talk_for, self.end)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._desk.talks.leave(self)
        if self._end:
            self._end.cancel()
        super().connection_lost(error)

    @wraps(SMTP.smtp_DATA)
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd calls it so
        if not self._desk.takes_a_letter(self):
            await self.push("452 4.3.1 too many letters at once, come again")
            return
        whole, beginning = self._reader, _Beginning(self._reader)
        self._reader = beginning  # type: ignore[assignment]  # aiosmtpd asks it for lines alone
        try:
            async with asyncio.timeout(self._desk.within):
                await super().smtp_DATA(arg)
        except TimeoutError:
            self.hang_up()
        except _TooLong:
            await self.push("552 5.3.4 longer than any letter of ours")
            self.hang_up()
        finally:
            self._desk.has_taken(self)
            self._reader = whole
            self._octets += beginning.octets
        if self._is_over or self._octets >= OCTETS_OF_A_TALK:
            self.end()

    async def smtp_VRFY(self, arg: str) -> None:  # noqa: N802
        """Say nothing of who is known here, and promise nothing."""
        await self.push("502 5.5.1 nobody is looked up here")

    async def smtp_HELP(self, arg: str) -> None:  # noqa: N802
        """Say what the door is for."""
        await self.push("214 2.0.0 for bounces of our own letters alone")

    def end(self) -> None:
        """End the talk; if a letter is coming in, after it."""
        self._is_over = True
        if self not in self._desk.letters.guests:
            self.send_away()

    def send_away(self) -> None:
        """Make room for others."""
        if isinstance(self.transport, asyncio.Transport):
            _send_away(self.transport)

    def hang_up(self) -> None:
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
        talk_for: float = TALK_FOR,
    ) -> None:
        self._host, self._port = host, port
        self._secret, self._domain = secret, domain
        self._inbound = inbound
        self._name = name
        self.within, self.talk_for = within, talk_for
        self._server: asyncio.Server | None = None
        self._seals = Seals()
        self.talks: Room[_Talk] = Room(MOST_TALKS)  #: connections
        self.letters: Room[_Talk] = Room(AT_ONCE)  #: that are coming in, or being stored
        self.complaints: Room[_Talk] = Room(COMPLAINTS_AT_ONCE)  #: of these, those without a seal

    @property
    def port(self) -> int:
        """The port listened on, also where 0 was asked for."""
        assert self._server is not None, "not open"  # noqa: S101
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def welcome(self, talk: _Talk) -> bool:
        """Let the talk begin, if there is room or another talk gives way."""
        if self.talks.is_full:
            another = self.talks.who_gives_way(talk.source, _is_a_stranger)
            if another is None:
                return False
            self.talks.leave(another)
            another.send_away()
        self.talks.enter(talk, talk.source)
        return True

    def takes_a_letter(self, talk: _Talk) -> bool:
        """Return whether the talk may bring a letter now; where another source brings many, one of these goes."""
        rooms = [self.letters] if talk.has_shown_a_seal else [self.letters, self.complaints]
        for room in rooms:
            if room.is_full:
                another = room.who_gives_way(talk.source, _is_nobody)
                if another is None:
                    return False
                self.has_taken(another)
                another.send_away()
        for room in rooms:
            room.enter(talk, talk.source)
        return True

    def has_taken(self, talk: _Talk) -> None:
        """Note that the talk's letter is in, or will not come."""
        self.letters.leave(talk)
        self.complaints.leave(talk)

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
        for talk in list(self.talks.guests):
            talk.hang_up()

    def _talk(self) -> _Talk:
        loop = asyncio.get_running_loop()
        return _Talk(
            self, hostname=self._name, ident="bijlisetu", data_size_limit=LARGEST, loop=loop,
            enable_SMTPUTF8=True,  # a letter that needed it comes back only where we offer it
        )  # fmt: skip

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Take only what comes back to an attempt of ours, by the seal it went out with, and complaints."""
        is_sealed = is_ours(address, self._domain, secret=self._secret)
        if not (is_sealed or self._is_of_complaints(address)):
            return "550 5.1.1 this server takes bounces alone"
        if is_sealed and not self._seals.may_bring(address):
            return ENOUGH
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
                if not self._seals.may_bring(about):
                    return ENOUGH
                self._seals.count(about)
                await self._inbound(record_of(about, content, is_from_nobody=not envelope.mail_from))
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


def _is_a_stranger(talk: _Talk) -> bool:
    return not talk.has_shown_a_seal


def _is_nobody(_: _Talk) -> bool:
    return False


def record_of(recipient: str, content: bytes, *, is_from_nobody: bool = False) -> bytes:
    """
    Return a mail as one record: whom it came to, when, and its octets as they came.

    From nobody come the mails of machines that want no answer: RFC 5321, 4.5.5.
    """
    mail = base64.b64encode(content).decode()
    return json.dumps({"recipient": recipient, "at": time.time(), "nobody": is_from_nobody, "mail": mail}).encode()


def parse(record: bytes, skipped: Counter[str] | None = None) -> Iterator[Report | Preference | Reply]:
    """
    Yield what a bounce or complaint says of our letter, or a person; count in skipped what says nothing final.

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
    said = None if attempt is None else _said_of(attempt, message, at, is_from_nobody=bounce.get("nobody") is True)
    if said is not None:
        yield said
    elif skipped is not None:
        skipped["mail"] += 1


def _said_of(attempt: int, message: Message, at: datetime, *, is_from_nobody: bool) -> Report | Reply | None:
    """Return what a server says of our letter, or a person in answer to it."""
    if fate := bounce_reading.said_of(attempt, message, is_from_nobody=is_from_nobody):
        return Report(
            channel=ChannelKind.EMAIL,
            state=fate.state,
            at=at,
            attempt=attempt,
            reason=fate.reason,
            detail=fate.detail,
        )
    person = None if is_from_nobody else written_by_a_person(message)
    return person and Reply(
        channel=ChannelKind.EMAIL,
        at=at,
        sender=person.sender,
        text=person.text,
        carrier_id=person.message_id,
        attempt=attempt,
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
