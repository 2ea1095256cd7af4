"""All mailboxes, and the server that takes mail for them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import secrets
from typing import NamedTuple, cast
from weakref import WeakSet

import aiosmtplib
from aiosmtpd.smtp import SMTP, Envelope, Session

from bijlisetu.simulator import clock
from bijlisetu.simulator.agenda import Agenda
from bijlisetu.simulator.faults import Faults
from bijlisetu.simulator.log.store import Message, Store
from bijlisetu.simulator.mail.bounce import NO_SUCH_MAILBOX, REPORTER, bounce
from bijlisetu.simulator.mail.letter import Letter, pack, read, unpack
from bijlisetu.simulator.options import Options
from bijlisetu.simulator.people import behaviour
from bijlisetu.simulator.people.account import account_in
from bijlisetu.simulator.people.behaviour import Deed, Event
from bijlisetu.simulator.people.opener import Opener, link_in
from bijlisetu.simulator.people.truth import Truth
from bijlisetu.simulator.switchboard import Switchboard

logger = logging.getLogger(__name__)

CHANNEL = "email"
BOUNCERS = 3  #: connections that bring bounces back
FIRST_PAUSE = 0.5  #: seconds before a bounce that was not taken is brought again; doubled each time
LONGEST_PAUSE = 10.0
OWN_PATH = re.compile(r"<?[^+@]+\+(\d+)[^@]*@")  #: an envelope sender made for one mail alone


class Post(NamedTuple):
    """A mail under way: what its bounce or its reader needs."""

    message: Message
    subject: str
    message_id: str
    link: str | None


class Mailboxes:
    """The mailboxes of a district behind one SMTP server."""

    def __init__(self, options: Options, *, truth: Truth, board: Switchboard, store: Store, opener: Opener) -> None:
        """Take the setting, the truth about the mailboxes, the faults, the log, and a way to open links."""
        self._options = options
        self._truth = truth
        self._board = board
        board.on_change(self._stand)
        self._lines: WeakSet[SMTP] = WeakSet()
        self._store = store
        self._opener = opener
        self._agenda = Agenda(factor=options.factor, give=self._happen)
        self._bounces: asyncio.Queue[tuple[Post, float]] = asyncio.Queue()
        self._unbounced = 0

    @property
    def pending(self) -> int:
        """How many events are still to happen, and bounces to be taken."""
        return self._agenda.pending + self._opener.pending + self._unbounced

    def server(self) -> SMTP:
        """Return the protocol of one connection."""
        line = SMTP(self, hostname=REPORTER, ident="simulated mail exchanger", enable_SMTPUTF8=True)
        self._lines.add(line)
        return line

    async def run(self) -> None:
        """Go on with what was under way, then live, for ever."""
        for message, given in self._store.unfinished(CHANNEL):
            if not given:
                self._plan(message, unpack(message.body))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._agenda.run())
            for _ in range(BOUNCERS):
                group.create_task(self._bring_bounces())

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer whether there is room for a mail now."""
        trouble = self._board.faults.mail
        if self._board.strikes(trouble.error_429):
            return "421 4.7.0 Too many messages, try again later"
        if self._board.strikes(trouble.cut_before_accept):
            _cut(server)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer whether there is such a mailbox."""
        mailbox = address.lower()
        person = self._truth.person(mailbox, "")
        if behaviour.is_refused_at_once(seed=self._options.seed, mailbox=mailbox, person=person):
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the mail for all its mailboxes."""
        trouble = self._board.faults.mail
        if self._board.strikes(trouble.error_500):
            return "451 4.3.0 Local error in processing"
        octets = envelope.content if isinstance(envelope.content, bytes) else b""
        letter = read(octets)
        for address in envelope.rcpt_tos:
            message = Message(
                id=secrets.token_hex(10),
                channel=CHANNEL,
                address=address.lower(),
                account=account_in(letter.text or letter.html),
                sender=(envelope.mail_from or "").strip("<>"),
                attempt=attempt_in(envelope.mail_from or ""),
                parts="",
                body=pack(octets),
                received_at=clock.now(),
            )
            self._store.message(message)
            self._plan(message, letter)
        await self._store.written()
        await asyncio.sleep(trouble.slow)
        if self._board.strikes(trouble.cut_after_accept):
            _cut(server)
        if self._board.strikes(trouble.half_answer):
            _cut(server, after=b"25")
        return f"250 2.0.0 OK: queued as {message.id}"

    def _stand(self, faults: Faults) -> None:
        if faults.mail.down:
            for line in list(self._lines):
                _cut(line)

    def _plan(self, message: Message, letter: Letter) -> None:
        person = self._truth.person(message.address, "")
        link = link_in(letter.text) or link_in(letter.html)
        events = behaviour.mail(
            seed=self._options.seed, mailbox=message.address, account=message.account, person=person
        )
        # An empty envelope sender is itself a bounce: it must not bounce again (RFC 5321 6.1).
        idle = {Deed.OPENED: not link, Deed.BOUNCED: not message.sender}
        post = Post(message._replace(body=b""), letter.subject, letter.message_id, link)
        planned = tuple(event for event in events if not idle[event.deed])
        self._agenda.add(post, planned, since=message.received_at)

    def _happen(self, post: Post, event: Event, at: float) -> None:
        if event.deed is Deed.BOUNCED:
            self._unbounced += 1
            return self._bounces.put_nowait((post, at))
        assert post.link  # noqa: S101  # without one nothing was planned
        return self._opener.open(post.link, then=lambda worked: self._opened(post, worked))

    def _opened(self, post: Post, worked: bool) -> None:
        self._store.status(post.message.id, Deed.OPENED, code="" if worked else "failed", at=clock.now())

    async def _bring_bounces(self) -> None:
        place = self._options.bounces
        client = aiosmtplib.SMTP(hostname=place.host, port=place.port, use_tls=False, start_tls=False, timeout=30)
        try:
            while True:
                post, at = await self._bounces.get()
                await self._bring(client, post, at)
                self._unbounced -= 1
                if self._bounces.empty():
                    await _leave(client)
        finally:
            client.close()

    async def _bring(self, client: aiosmtplib.SMTP, post: Post, at: float) -> None:
        message = post.message
        content = bounce(
            mailbox=message.address,
            sender=message.sender,
            subject=post.subject,
            message_id=post.message_id,
            arrived_at=message.received_at,
            at=at,
        )
        pause = FIRST_PAUSE
        while not await self._is_taken(client, message.sender, content):
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        self._store.status(message.id, Deed.BOUNCED, code=NO_SUCH_MAILBOX, at=at)

    async def _is_taken(self, client: aiosmtplib.SMTP, sender: str, content: bytes) -> bool:
        try:
            if not client.is_connected:
                await client.connect()
            await client.sendmail("", sender, content)
        except aiosmtplib.SMTPResponseException as error:
            # A bounce that is refused for good is dropped.
            logger.warning("A bounce was refused at %s: %d", self._options.bounces, error.code)
            return error.code >= 500
        except aiosmtplib.SMTPRecipientsRefused as error:
            logger.warning("A bounce was refused at %s: %s", self._options.bounces, type(error).__name__)
            return all(refusal.code >= 500 for refusal in error.recipients)
        except (aiosmtplib.SMTPException, OSError) as error:
            place, cause = self._options.bounces, type(error).__name__
            logger.warning("A bounce was not taken at %s, trying again: %s", place, cause)
            client.close()
            return False
        return True


def attempt_in(sender: str) -> str:
    """Return the attempt that a return path of its own names, like bounce+77@…, or nothing."""
    found = OWN_PATH.match(sender)
    return found.group(1) if found else ""


def _cut(line: SMTP, *, after: bytes = b"") -> None:
    transport = cast("asyncio.Transport | None", line.transport)
    if not transport:
        return
    if after:
        transport.write(after)
        transport.close()
    else:
        transport.abort()


async def _leave(client: aiosmtplib.SMTP) -> None:
    with contextlib.suppress(aiosmtplib.SMTPException, OSError):
        await client.quit()
