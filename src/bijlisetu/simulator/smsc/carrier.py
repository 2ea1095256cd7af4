"""The SMSC itself: takes messages for phones, behaves after the truth, brings receipts and answers back."""

from __future__ import annotations

import asyncio
import itertools
import re
import secrets
import time
from collections import deque
from dataclasses import dataclass
from functools import partial

from bijlisetu.simulator import behaviour
from bijlisetu.simulator.account import account_in
from bijlisetu.simulator.agenda import Agenda
from bijlisetu.simulator.behaviour import Deed, Event
from bijlisetu.simulator.opener import Opener, link_in
from bijlisetu.simulator.options import Options
from bijlisetu.simulator.smsc.alphabet import UnknownAlphabet
from bijlisetu.simulator.smsc.parts import Parts, Whole
from bijlisetu.simulator.smsc.pdu import RESPONSE, Bind, Command, Short, Status, c_octets, write
from bijlisetu.simulator.smsc.receipts import STATES, answer, receipt
from bijlisetu.simulator.smsc.scrubbing import objection
from bijlisetu.simulator.smsc.session import Delivery, Session, is_same
from bijlisetu.simulator.store import Message, Reply, Store
from bijlisetu.simulator.truth import Truth

CHANNEL = "sms"
NUMBER = re.compile(r"\+?(?:91|0)?\d{10}")
REPLIES_POLL = 0.2
LINK_CHECK = 1.0
REFUSED_PAUSE = 1.0  #: seconds before a deliver_sm the sender refused is brought again
SCRUBBED_AFTER = 1.0  #: product seconds


@dataclass(frozen=True, slots=True)
class Text:
    """A message under way: what its receipts and answers need to say."""

    id: str
    receipts: tuple[str, ...]  #: ids of the parts that want one
    number: str
    header: str
    account: str
    beginning: str
    link: str | None
    submitted_at: float


class Smsc:
    """All phones with SMS, and the network between them and the department."""

    def __init__(self, options: Options, *, truth: Truth, store: Store, opener: Opener) -> None:
        """Take the setting, the truth about the phones, the log, and a way to open links."""
        self._options = options
        self._truth = truth
        self._store = store
        self._opener = opener
        self._agenda = Agenda(factor=options.factor, give=self._happen)
        self._parts = Parts()
        self._sessions: dict[Session, None] = {}
        self._queue: deque[Delivery] = deque()
        self._put_back = 0
        self._answers: list[tuple[Session, bytes]] = []
        self._to_answer = asyncio.Event()
        self._second = (0, 0)
        # Ids climb from a random start, so that those of two lives of the SMSC do not meet.
        self._ids = itertools.count(secrets.randbits(60))

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
            group.create_task(self._answer())
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

    def submitted(self, session: Session, sequence: int, short: Short) -> None:
        """Take a message or a part of one; answer when it is in the log."""
        command = Command.SUBMIT_SM | RESPONSE
        refusal = self._refusal(short)
        if refusal is not Status.OK:
            return session.send(write(command, sequence=sequence, status=refusal))
        message_id = f"{next(self._ids):016x}"
        try:
            whole = self._parts.add(short, message_id)
        except UnknownAlphabet:
            return session.send(write(command, sequence=sequence, status=Status.BAD_TEXT))
        if whole:
            self._take(whole)
        self._answers.append((session, write(command, sequence=sequence, body=c_octets(message_id))))
        return self._to_answer.set()

    def _refusal(self, short: Short) -> Status:
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

    def _take(self, whole: Whole) -> None:
        short = whole.shorts[0]
        wanting = (one for one, part in zip(whole.ids, whole.shorts, strict=True) if part.registered_delivery & 3)
        message = Message(
            id=whole.ids[0],
            channel=CHANNEL,
            address=f"91{short.destination[-10:]}",
            account=account_in(whole.text),
            sender=short.source,
            attempt="",
            parts=" ".join(wanting),
            body=whole.text,
            received_at=time.time(),
        )
        self._store.message(message)
        code = next(filter(None, map(objection, whole.shorts)), "")
        events = (Event(SCRUBBED_AFTER, Deed.REJECTED, code),) if code else self._events(message)
        self._plan(message, events)

    def _events(self, message: Message) -> tuple[Event, ...]:
        person = self._truth.person(message.address, message.account)
        events = behaviour.sms(
            seed=self._options.seed, number=message.address[-10:], account=message.account, person=person
        )
        text = str(message.body)
        has_no, has_link = f"NO {message.account}" in text.upper(), bool(link_in(text))
        has_yes = has_no or f"YES {message.account}" in text.upper()
        idle = {Deed.OBJECTED: not has_no, Deed.CONFIRMED: not has_yes, Deed.OPENED: not has_link}
        return tuple(event for event in events if not idle.get(event.deed))

    def _plan(self, message: Message, events: tuple[Event, ...]) -> None:
        body = str(message.body)
        text = Text(
            id=message.id,
            receipts=tuple(message.parts.split()),
            number=message.address,
            header=message.sender,
            account=message.account,
            beginning=body[:40],
            link=link_in(body),
            submitted_at=message.received_at,
        )
        self._agenda.add(text, events, since=message.received_at)

    def _happen(self, text: Text, event: Event, at: float) -> None:
        if event.deed in STATES:
            return self._bring_receipts(text, event, at)
        if event.deed is Deed.OPENED and text.link:
            return self._opener.open(text.link, then=lambda worked: self._opened(text, worked))
        word = "NO" if event.deed is Deed.OBJECTED else "YES"
        self._store.status(text.id, event.deed, at=at)
        whom = (text.number, text.account, text.header)
        reply = Reply(secrets.token_hex(8), CHANNEL, *whom, text.id, f"{word} {text.account}", "", at)
        return self._store.reply(reply)

    def _bring_receipts(self, text: Text, event: Event, at: float) -> None:
        if not text.receipts:
            self._store.status(text.id, event.deed, code=event.code, at=at, given=False)
        for message_id in text.receipts:
            short = receipt(
                message_id=message_id,
                header=text.header,
                number=text.number,
                text=text.beginning,
                deed=event.deed,
                code=event.code,
                submitted_at=text.submitted_at,
                at=at,
            )
            given = partial(self._store.status, message_id, event.deed, code=event.code, at=at)
            self._bring(Delivery(short, given))

    def _opened(self, text: Text, worked: bool) -> None:
        self._store.status(text.id, Deed.OPENED, code="" if worked else "failed", at=time.time())

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

    async def _answer(self) -> None:
        """Answer submits once their messages are in the log: many in one write."""
        while True:
            await self._to_answer.wait()
            self._to_answer.clear()
            answers, self._answers = self._answers, []
            await self._store.written()
            for session, group in itertools.groupby(answers, key=lambda pair: pair[0]):
                session.send(b"".join(pdu for _, pdu in group))

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
        for message, given in self._store.unfinished(CHANNEL):
            if Deed.REJECTED not in given:
                self._plan(message, tuple(event for event in self._events(message) if event.deed not in given))
