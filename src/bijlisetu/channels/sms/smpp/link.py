"""
One bound SMPP connection: many questions under way at once, receipts taken in between.

PDUs are written together once in a turn of the loop, and one timer watches over all answers: at thousands of letters
a second these two decide what a letter costs.
"""

from __future__ import annotations

import asyncio
import contextlib
import enum
import json
import logging
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, cast

from bijlisetu.channels.letter import Inbound
from bijlisetu.channels.sms.smpp import pdu as smpp
from bijlisetu.channels.sms.smpp.pdu import Cutter, NotSmpp, Pdu

logger = logging.getLogger(__name__)

HIGHEST_SEQUENCE = 0x7FFFFFFF
TAKEN_AT_ONCE = 500  # receipts being stored at one time; beyond it we stop reading, and the carrier waits
LATE_REMEMBERED = 10_000
GOODBYE = 2.0  # seconds for the answer to our unbind, and for what is under way when the carrier takes leave
WANTS_NO_ANSWER = (smpp.ALERT_NOTIFICATION, smpp.OUTBIND)


class BindRole(enum.IntEnum):
    """What a connection is bound for; the number is that of the bind."""

    RECEIVER = smpp.BIND_RECEIVER
    TRANSMITTER = smpp.BIND_TRANSMITTER
    TRANSCEIVER = smpp.BIND_TRANSCEIVER


class BindRefused(Exception):
    """The carrier answers, and does not let us in."""

    def __init__(self, status: int) -> None:
        super().__init__(f"0x{status:08X}")
        self.status = status


class LinkLost(ConnectionError):
    """The connection ended before an answer came."""


class NeverWritten(LinkLost):
    """The connection had ended before we wrote anything."""


@dataclass(slots=True)
class _Question:
    command: int
    answer: asyncio.Future[Pdu]
    until: float
    late: dict[str, Any] | None  # what to hand in beside an answer that comes too late
    written: bool = False


class Link(asyncio.Protocol):
    """A connection bound at the carrier's."""

    def __init__(self, *, inbound: Inbound, quiet_for: float, marks: Mapping[str, str]) -> None:
        self._loop = asyncio.get_running_loop()
        self._inbound = inbound
        self._quiet_for = quiet_for
        self._marks = marks
        self._transport: asyncio.Transport | None = None
        self._cutter = Cutter()
        self._outgoing: list[bytes] = []
        self._unwritten: list[_Question] = []
        self._sequence = 0
        self._questions: dict[int, _Question] = {}
        self._late: OrderedDict[int, dict[str, Any]] = OrderedDict()
        self._watch: asyncio.TimerHandle | None = None
        self._taking: set[asyncio.Task[None]] = set()
        self._is_paused = False
        self._is_leaving = False
        self._heard_at = self._loop.time()
        self._tasks: list[asyncio.Task[None]] = []
        self._closed = asyncio.Event()
        self.ended = asyncio.Event()

    @classmethod
    async def bind(
        cls,
        *,
        host: str,
        port: int,
        role: BindRole,
        body: bytes,
        inbound: Inbound,
        quiet_for: float,
        within: float,
        marks: Mapping[str, str] | None = None,
    ) -> Self:
        """
        Return a link bound at the carrier's.

        :param body: of the bind
        :param marks: what each record handed in bears, for whoever reads it later
        :raises BindRefused: if the carrier does not let us in
        :raises OSError: if there is no carrier, or what answers is none
        """
        link = cls(inbound=inbound, quiet_for=quiet_for, marks=marks or {})
        try:
            async with asyncio.timeout(within):
                await asyncio.get_running_loop().create_connection(lambda: link, host, port)
                answer = await link._ask(int(role), body, within)
        except BaseException:
            link._end("it hung up on our bind")
            raise
        if answer.status != smpp.OK:
            link._end()
            raise BindRefused(answer.status)
        link._tasks.append(asyncio.create_task(link._keep()))
        return link

    async def submit(self, body: bytes, *, within: float, late: dict[str, Any]) -> Pdu:
        """
        Send a submit_sm and return the carrier's answer.

        :param late: what the record of an answer bears that comes after all, when nobody waits for it any more
        :raises NeverWritten: if the connection had ended before
        :raises LinkLost: if it ends before the answer
        :raises TimeoutError: if the answer takes too long
        """
        return await self._ask(smpp.SUBMIT_SM, body, within, late)

    async def unbind(self) -> None:
        """Take leave of the carrier and end the connection."""
        with contextlib.suppress(LinkLost, TimeoutError):
            await self._ask(smpp.UNBIND, b"", GOODBYE)
        await self.drop()

    async def drop(self) -> None:
        """End the connection; what was under way is lost, what was being stored is waited for."""
        self._end()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, *self._taking, return_exceptions=True)
        if self._transport is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE):
                await self._closed.wait()
        self._transport.abort()  # a carrier that reads no more would keep us waiting for ever

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        # uvloop's transports are no asyncio.Transport by descent, only by what they do.
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, error: Exception | None) -> None:
        """End, and with us what was under way."""
        logger.info("SMS carrier's line ended: %s", type(error).__name__ if error else "closed")
        self._closed.set()
        self._end()

    def data_received(self, octets: bytes) -> None:
        """Take the PDUs that are whole by now."""
        self._heard_at = self._loop.time()
        try:
            for pdu in self._cutter.feed(octets):
                self._take(pdu)
        except NotSmpp as error:  # nothing after it can be trusted
            logger.warning("SMS carrier sends no SMPP: %s", error)
            self._put(smpp.pack(smpp.GENERIC_NACK, 0, status=smpp.INVALID_LENGTH))
            self._end(str(error))
        except Exception:
            logger.exception("Reading from the SMS carrier broke; the line is made anew")
            self._end()

    async def _ask(self, command: int, body: bytes, within: float, late: dict[str, Any] | None = None) -> Pdu:
        if self._is_leaving or self.ended.is_set() or self._transport is None or self._transport.is_closing():
            raise NeverWritten
        sequence = self._next()
        question = _Question(command | smpp.RESPONSE, self._loop.create_future(), self._loop.time() + within, late)
        self._questions[sequence] = question
        self._unwritten.append(question)
        self._put(smpp.pack(command, sequence, body))
        if self._watch is None or question.until < self._watch.when():
            self._watch_until(question.until)
        return await question.answer

    def _next(self) -> int:
        while True:
            self._sequence = self._sequence % HIGHEST_SEQUENCE + 1
            if self._sequence not in self._questions and self._sequence not in self._late:
                return self._sequence

    def _put(self, pdu: bytes) -> None:
        if not self._outgoing:
            self._loop.call_soon(self._write)
        self._outgoing.append(pdu)

    def _write(self) -> None:
        # Once for all of this turn of the loop: each write is a call to the system.
        if self._transport is None or self._transport.is_closing() or not self._outgoing:
            return
        self._transport.write(b"".join(self._outgoing))
        self._outgoing.clear()
        for question in self._unwritten:
            question.written = True
        self._unwritten.clear()

    def _watch_until(self, moment: float) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self._watch = self._loop.call_at(moment, self._give_up)

    def _give_up(self) -> None:
        """Give up the answers that are overdue."""
        self._watch = None
        now = self._loop.time()
        for sequence in [number for number, question in self._questions.items() if question.until <= now]:
            question = self._questions.pop(sequence)
            self._remember(sequence, question)
            if not question.answer.done():
                question.answer.set_exception(TimeoutError())
        if self._questions:
            self._watch_until(min(question.until for question in self._questions.values()))

    def _remember(self, sequence: int, question: _Question) -> None:
        if question.late is None:
            return
        self._late[sequence] = question.late
        if len(self._late) > LATE_REMEMBERED:
            self._late.popitem(last=False)

    async def _keep(self) -> None:
        """Ask after the carrier when it has been quiet, and drop a line that does not answer."""
        while not self.ended.is_set():
            await asyncio.sleep(max(self._heard_at + self._quiet_for - self._loop.time(), 0.01))
            if self._is_paused:  # it is we who do not listen
                self._heard_at = self._loop.time()
            if self._loop.time() - self._heard_at < self._quiet_for:
                continue
            try:
                await self._ask(smpp.ENQUIRE_LINK, b"", self._quiet_for)
            except (LinkLost, TimeoutError):
                if not self._is_paused:
                    logger.warning("SMS carrier does not answer; dropping the line")
                    self._end()

    def _end(self, why: str = "") -> None:
        if self.ended.is_set():
            return
        self._write()
        self.ended.set()
        if self._transport is not None:
            self._transport.close()
        if self._watch is not None:
            self._watch.cancel()
        for question in self._questions.values():
            if not question.answer.done():
                question.answer.set_exception(LinkLost(why) if question.written else NeverWritten())

    def _take(self, pdu: Pdu) -> None:
        if pdu.command & smpp.RESPONSE:
            self._take_answer(pdu)
        elif pdu.command in (smpp.DELIVER_SM, smpp.DATA_SM):
            self._store(pdu, _record_of(pdu))
        elif pdu.command == smpp.ENQUIRE_LINK:
            self._put(smpp.pack(smpp.ENQUIRE_LINK_RESP, pdu.sequence))
        elif pdu.command == smpp.UNBIND:
            self._is_leaving = True
            self._tasks.append(asyncio.create_task(self._part(pdu.sequence)))
        elif pdu.command not in WANTS_NO_ANSWER:
            self._put(smpp.pack(smpp.GENERIC_NACK, pdu.sequence, status=smpp.UNKNOWN_COMMAND))

    def _take_answer(self, pdu: Pdu) -> None:
        question = self._questions.get(pdu.sequence)
        if question is None:
            late = self._late.pop(pdu.sequence, None)
        elif pdu.command not in (question.command, smpp.GENERIC_NACK):
            return  # another question's answer, misnumbered
        else:
            del self._questions[pdu.sequence]
            if not question.answer.done():
                question.answer.set_result(pdu)
                return
            late = question.late
        if late is not None:
            # Its letter is given out as unsure by now; only so does its id reach the database.
            self._store(None, {**late, "message_id": pdu.message_id, "status": pdu.status})

    async def _part(self, sequence: int) -> None:
        """Answer the carrier's unbind when nothing is under way any more, for many close the line on that answer."""
        waiting: list[asyncio.Future[Any]] = [question.answer for question in self._questions.values()]
        if waiting := [*waiting, *self._taking]:
            await asyncio.wait(waiting, timeout=GOODBYE)
        self._put(smpp.pack(smpp.UNBIND_RESP, sequence))
        if self._questions:  # the last chance to be answered
            await asyncio.wait([question.answer for question in self._questions.values()], timeout=GOODBYE)
        self._end()

    def _store(self, pdu: Pdu | None, record: dict[str, Any]) -> None:
        # Receipts are stored beside the reading, so that answers to our letters need not wait for the database.
        task = self._loop.create_task(self._hand_in(pdu, record))
        self._taking.add(task)
        task.add_done_callback(self._taken)
        if len(self._taking) >= TAKEN_AT_ONCE and not self._is_paused and self._transport is not None:
            self._is_paused = True
            self._transport.pause_reading()

    def _taken(self, task: asyncio.Task[None]) -> None:
        self._taking.discard(task)
        if self._is_paused and len(self._taking) < TAKEN_AT_ONCE // 2 and self._transport is not None:
            self._is_paused = False
            if not self._transport.is_closing():
                self._transport.resume_reading()

    async def _hand_in(self, pdu: Pdu | None, record: dict[str, Any]) -> None:
        status = smpp.OK
        try:
            await self._inbound(json.dumps({**record, **self._marks, "at": time.time()}).encode())
        except Exception:
            logger.exception("A record of the SMS carrier could not be stored; it is asked to send it again")
            status = smpp.TRY_AGAIN
        if pdu is not None and not self.ended.is_set():
            # The empty message_id of SMPP 3.4, 4.6.2, without which some SMSCs close the line.
            self._put(smpp.pack(pdu.command | smpp.RESPONSE, pdu.sequence, b"\0", status))


def _record_of(pdu: Pdu) -> dict[str, Any]:
    # What cannot be taken apart is kept whole and acknowledged: sent again it would be no better.
    return smpp.dissect(pdu) or {"malformed": pdu.body.hex()}
