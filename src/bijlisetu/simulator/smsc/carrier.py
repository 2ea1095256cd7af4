"""The SMSC itself: takes messages for phones, behaves after the truth, brings receipts and answers back."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections import deque
from functools import partial

from bijlisetu.simulator import clock
from bijlisetu.simulator.agenda import Agenda
from bijlisetu.simulator.faults import Faults
from bijlisetu.simulator.log.store import Message, Reply, Store
from bijlisetu.simulator.options import Options
from bijlisetu.simulator.people import behaviour
from bijlisetu.simulator.people.account import account_in
from bijlisetu.simulator.people.behaviour import UNKNOWN_SUBSCRIBER, Deed, Event
from bijlisetu.simulator.people.opener import NOT_MINE, Opener
from bijlisetu.simulator.people.truth import Truth
from bijlisetu.simulator.smsc.alphabet import UnknownAlphabet
from bijlisetu.simulator.smsc.answers import Answers
from bijlisetu.simulator.smsc.dialects import DIALECTS
from bijlisetu.simulator.smsc.parts import KEPT_FOR, Parts, Whole
from bijlisetu.simulator.smsc.pdu import RESPONSE, Bind, Command, Short, Status, c_octets, read_short, write
from bijlisetu.simulator.smsc.receipts import STATES, Report, answer, receipts
from bijlisetu.simulator.smsc.registry import Registry
from bijlisetu.simulator.smsc.scrubbing import objection
from bijlisetu.simulator.smsc.session import Delivery, Session, is_same
from bijlisetu.simulator.smsc.texts import Text, text_of
from bijlisetu.simulator.switchboard import Switchboard

CHANNEL = "sms"
NUMBER = re.compile(r"\+?(?:91|0)?\d{10}")
REPLIES_POLL = 0.2
LINK_CHECK = 1.0
REFUSED_PAUSE = 1.0  #: seconds before a deliver_sm the sender refused is brought again
SCRUBBED_AFTER = 1.0  #: product seconds
STRUCK_AFTER = 10.0  #: product seconds after which an operator's mistake calls a number unknown
#: What is pressed on the page of a link, and all that is done by one.
ANSWERS = {Deed.CONFIRMED: ("confirm", "is_mine"), Deed.OBJECTED: (NOT_MINE,)}
BY_LINK = frozenset({Deed.OPENED, *ANSWERS})
JOIN = """
INSERT INTO pieces VALUES (?, ?, '', ?)
ON CONFLICT (id) DO UPDATE SET message = excluded.message
"""


class Smsc:
    """All phones with SMS, and the network between them and the department."""

    def __init__(self, options: Options, *, truth: Truth, board: Switchboard, store: Store, opener: Opener) -> None:
        """Take the setting, the truth about the phones, the faults, the log, and a way to open links."""
        self._options = options
        self._truth = truth
        self._board = board
        self._store = store
        self._opener = opener
        self._agenda = Agenda(factor=options.factor, give=self._happen)
        self._parts = Parts()
        self._registry = Registry.read(options.dlt) if options.dlt else None
        self._sessions: dict[Session, None] = {}
        self._queue: deque[Delivery] = deque()
        self._put_back = 0
        self._answers = Answers(board=board, store=store)
        self._lines: set[Session] = set()
        self._trouble = board.faults.sms
        board.on_change(self._stand)
        self._second = (0, 0)
        # Ids climb over all restarts of the SMSC, so that none comes twice and the log grows only at its end.
        self._ids = itertools.count(time.time_ns() >> 4)

    @property
    def pending(self) -> int:
        """How many events are still to happen, and deliveries to be acknowledged."""
        in_flight = sum(session.in_flight for session in self._sessions)
        return self._agenda.pending + self._opener.pending + len(self._queue) + in_flight + self._put_back

    async def run(self) -> None:
        """Go on with what was under way, then live, for ever."""
        self._resume()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._agenda.run())
            group.create_task(self._bring_replies())
            group.create_task(self._watch_links())

    def close(self) -> None:
        """Unbind all sessions."""
        for session in list(self._sessions):
            session.unbind()

    def is_user(self, bind: Bind) -> Status:
        """Return OK, or why the bind is refused."""
        if not is_same(bind.system_id, self._options.smpp_user):
            return Status.BAD_SYSTEM_ID
        return Status.OK if is_same(bind.password, self._options.smpp_password) else Status.BAD_PASSWORD

    def joined(self, session: Session) -> None:
        """Bring the session what waited for one."""
        self._sessions[session] = None
        self._pump()

    def left(self, session: Session, undelivered: list[Delivery]) -> None:
        """Keep what the session did not acknowledge for the next one."""
        self._lines.discard(session)
        self._sessions.pop(session, None)
        self._queue.extendleft(reversed(undelivered))
        self._pump()

    def has_room(self, delivery: Delivery, status: int) -> None:
        """Log an acknowledged delivery, or bring a refused one again later."""
        if status == Status.OK:
            delivery.acknowledged()
        else:
            self._put_back += 1
            asyncio.get_running_loop().call_later(REFUSED_PAUSE, self._again, delivery)
        self._pump()

    def opened(self, session: Session) -> None:
        """Know the connection, for the day it must be cut."""
        self._lines.add(session)

    def submitted(self, session: Session, sequence: int, body: bytes) -> None:
        """Take a message or a part of one; answer when it is in the log."""
        command = Command.SUBMIT_SM | RESPONSE
        short = read_short(body)
        trouble = self._board.faults.sms
        is_early = False
        if trouble.is_any:
            if self._board.strikes(trouble.cut_before_accept):
                return session.cut()
            is_early = self._board.strikes(trouble.early)
        refusal = self._refusal(short)
        if refusal is not Status.OK:
            return session.send(write(command, sequence=sequence, status=refusal))
        message_id = f"{next(self._ids):016x}"
        try:
            whole = self._parts.add(short, message_id)
        except UnknownAlphabet:
            return session.send(write(command, sequence=sequence, status=Status.BAD_TEXT))
        if whole:
            self._take(whole, is_early=is_early)
        else:
            self._store.write("INSERT INTO pieces VALUES (?, '', ?, ?)", message_id, body, clock.now())
        return self._answers.give(session, write(command, sequence=sequence, body=c_octets(message_id)))

    def _refusal(self, short: Short) -> Status:
        trouble = self._board.faults.sms
        if self._board.strikes(trouble.error_500):
            return Status.SYSTEM_FAULT
        if self._board.strikes(trouble.error_429):
            return Status.THROTTLED
        if self._options.smpp_rate and not self._is_in_pace():
            return Status.THROTTLED
        if not NUMBER.fullmatch(short.destination):
            return Status.BAD_DESTINATION
        return Status.OK if short.source else Status.BAD_SOURCE

    def _is_in_pace(self) -> bool:
        second, count = self._second
        now = int(time.monotonic())
        count = count + 1 if second == now else 1
        if count > self._options.smpp_rate:
            return False
        self._second = (now, count)
        return True

    def _take(self, whole: Whole, *, is_early: bool) -> None:
        short = whole.shorts[0]
        wanting = (one for one, part in zip(whole.ids, whole.shorts, strict=True) if part.registered_delivery & 3)
        code = objection(whole, self._registry)
        number = f"91{short.destination[-10:]}"
        message = Message(
            id=whole.ids[0],
            channel=CHANNEL,
            address=number,
            account=account_in(whole.text),
            sender=short.source,
            attempt="",
            parts=" ".join(wanting),
            body=whole.text,
            received_at=clock.now(),
            fate=code or (UNKNOWN_SUBSCRIBER if self._board.is_struck(number) else ""),
        )
        self._store.message(message)
        for piece in whole.ids if len(whole.ids) > 1 else ():
            self._store.write(JOIN, piece, message.id, message.received_at)
        events = self._events(message)
        text = text_of(message)
        if is_early and events:
            # The receipt has been sent; the answer follows once the message is in the log.
            self._happen(text, events[0]._replace(after=0), message.received_at)
            events = events[1:]
        self._agenda.add(text, events, since=message.received_at)

    def _events(self, message: Message) -> tuple[Event, ...]:
        if message.fate == UNKNOWN_SUBSCRIBER:
            return (Event(STRUCK_AFTER, Deed.FAILED, message.fate),)
        if message.fate:
            return (Event(SCRUBBED_AFTER, Deed.REJECTED, message.fate),)
        person = self._truth.person(message.address, message.account)
        events = behaviour.sms(
            seed=self._options.seed, number=message.address[-10:], account=message.account, person=person
        )
        text = text_of(message)
        # Whoever is not asked for an SMS presses on the page behind the link.
        possible = text.asked | (BY_LINK if text.link else frozenset())
        return tuple(event for event in events if event.deed in possible or event.deed not in BY_LINK)

    def _happen(self, text: Text, event: Event, at: float) -> None:
        if event.deed in STATES:
            return self._bring_receipts(text, event, at)
        if event.deed is Deed.OPENED and text.link:
            return self._opener.open(text.link, then=partial(self._opened, text, event.deed))
        if event.deed not in text.asked and text.link:
            return self._opener.press(text.link, ANSWERS[event.deed], then=partial(self._opened, text, event.deed))
        word = "NO" if event.deed is Deed.OBJECTED else "YES"
        self._store.status(text.id, event.deed, at=at)
        whom = (text.number, text.account, text.header)
        reply = Reply(f"{text.id}-answer", CHANNEL, *whom, text.id, f"{word} {text.account}", "", at)
        return self._store.reply(reply)

    def _bring_receipts(self, text: Text, event: Event, at: float) -> None:
        dialect = DIALECTS[self._board.faults.sms.dialect]
        if not text.receipts:
            self._store.status(text.id, event.deed, code=event.code, at=at, given=False)
        word, state = STATES[event.deed]
        for message_id in text.receipts[:1] if dialect.is_for_all else text.receipts:
            report = Report(
                message_id, text.header, text.number, text.beginning, word, state, event.code, text.submitted_at, at
            )
            given = partial(self._store.status, message_id, event.deed, code=event.code, at=at)
            for short, is_final in receipts(report, dialect):
                self._bring(Delivery(short, given if is_final else _nothing))

    def _opened(self, text: Text, deed: Deed, worked: bool) -> None:
        self._store.status(text.id, deed, code="" if worked else "failed", at=clock.now())

    def _bring(self, delivery: Delivery) -> None:
        self._queue.append(delivery)
        self._pump()

    def _again(self, delivery: Delivery) -> None:
        self._put_back -= 1
        self._bring(delivery)

    def _pump(self) -> None:
        while self._queue:
            freest = max(self._sessions, key=lambda session: session.room, default=None)
            if not freest or freest.room < 1:
                return
            freest.deliver(self._queue.popleft())

    def _stand(self, faults: Faults) -> None:
        """Do what the board wants done to the lines."""
        before, self._trouble = self._trouble, faults.sms
        if faults.sms.down or faults.sms.drops > before.drops:
            for line in list(self._lines):
                line.cut()
        if faults.sms.unbinds > before.unbinds:
            self.close()

    async def _bring_replies(self) -> None:
        """Bring what persons answered, be it by themselves or typed on a phone page in another process."""
        last = 0
        while True:
            for place, reply in self._store.replies_on_their_way(CHANNEL, after=last):
                last = place
                short = answer(number=reply.address, header=reply.sender, text=reply.text)
                self._bring(Delivery(short, partial(self._store.reply_given, reply)))
            await asyncio.sleep(REPLIES_POLL)

    async def _watch_links(self) -> None:
        while True:
            await asyncio.sleep(LINK_CHECK)
            for session in list(self._sessions):
                session.look_alive()

    def _resume(self) -> None:
        for row in self._store.read(
            "SELECT * FROM pieces WHERE message = '' AND received_at > ?", clock.now() - KEPT_FOR
        ):
            self._parts.add(read_short(row["pdu"]), row["id"], waited=clock.now() - row["received_at"])
        is_for_all = DIALECTS[self._board.faults.sms.dialect].is_for_all
        for message, statuses in self._store.unfinished(CHANNEL):
            given = statuses
            text, events = text_of(message), self._events(message)
            if len(text.receipts) > 1 and not is_for_all:
                text = text._replace(receipts=self._untold(text.receipts))
                given = {deed: code for deed, code in given.items() if deed not in STATES or not text.receipts}
            events = tuple(event for event in events if event.deed not in given)
            self._agenda.add(text, events, since=message.received_at)

    def _untold(self, message_ids: tuple[str, ...]) -> tuple[str, ...]:
        marks = ", ".join("?" * len(message_ids))
        told = self._store.read(f"SELECT message FROM statuses WHERE message IN ({marks})", *message_ids)
        return tuple(one for one in message_ids if one not in {row["message"] for row in told})


def _nothing() -> None:
    """Hear that a receipt was acknowledged that settles nothing."""
