"""
The delivery engine: claim, carry, record, over and over.

Claiming and recording are sync and run on a thread each; carrying is async and holds no connection. This file is the
one seam between the two colours. What is claimed goes out within a third of a second: the claim is the look at the
moment of sending, and a kill switch need stop nothing but the next claim.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, repeat

from django.db import Error as DatabaseFault
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from bijlisetu.channels.letter import Halts, Reason, Remedy
from bijlisetu.delivery import actions, outlook
from bijlisetu.delivery.actions import Answered, Claimed
from bijlisetu.delivery.carrying import carry
from bijlisetu.delivery.heartbeat import Heartbeat
from bijlisetu.delivery.letters import Pen
from bijlisetu.delivery.line import Line
from bijlisetu.delivery.outlook import Outlook
from bijlisetu.delivery.rules import LEASES, Ladder
from bijlisetu.kinds.kind import Lane
from bijlisetu.outbox import engines, incidents, registry, senders
from bijlisetu.outbox.senders import Account
from bijlisetu.plumbing.logs import event
from bijlisetu.values import ChannelKind

logger = logging.getLogger(__name__)

BATCH = 1000
IDLE = 0.1  #: seconds between looks at an empty outbox
GATHER = 0.05  #: seconds in which answers are gathered into one record
PAUSES = (0.1, 1, 5, 15, 30)  #: seconds between tries to record what the database refuses
DATABASE_PAUSE = 1  #: seconds between tries to reach a database that restarts, is full, or is gone for a while
LAST_TRIES = 20  #: to record, once we are told to stop
LOOK_EVERY = timedelta(seconds=0.5)
GREETING = 1.0  #: seconds that carriers have to let us in before we begin with those that did


@dataclass(kw_only=True)
class Engine:
    """One engine; several may run on one outbox, each with a name of its own."""

    name: str
    lines: Sequence[Line]
    ladder: Ladder
    pen: Pen
    factor: float
    now: Callable[[], datetime]
    heard_until: Callable[[datetime], datetime]  #: of a moment: up to when carriers' reports are known
    #: Called after each record, and where a claim settled notices, so that the ledger is brought up to date.
    on_progress: Callable[[], None] = lambda: None
    leases: Mapping[Lane, timedelta] = field(default_factory=lambda: LEASES)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    answers: asyncio.Queue[Answered] = field(default_factory=asyncio.Queue)
    seen: Outlook | None = None
    seen_at: datetime | None = None
    _locked_on: object = None  #: the connection that holds the locks of our senders
    _unparked_at: datetime | None = None
    _looked_for_lost_at: datetime | None = None
    _entered: Sequence[Account] = ()
    _heart: Heartbeat = field(init=False)

    def __post_init__(self) -> None:
        self._heart = Heartbeat(self.name)

    async def run(self) -> None:
        """
        Deliver by whatever carriers let us in, until `stopping` is set; then finish what is in flight.

        A carrier that does not let us in is reported to a person, and taken up once it does.
        """
        with ThreadPoolExecutor(1, "claim") as claimer, ThreadPoolExecutor(1, "record") as recorder:
            recording = asyncio.create_task(self._record_all(recorder))
            try:
                async with asyncio.TaskGroup() as letters:
                    opening = [letters.create_task(line.open()) for line in self.lines]
                    await asyncio.wait(opening, timeout=GREETING)
                    await self._claim_all(claimer, letters)
                    for door in opening:
                        door.cancel()
            finally:
                await self.answers.join()
                recording.cancel()
                claimer.submit(self._leave)
                for line in self.lines:
                    await line.close()
                for thread in (claimer, recorder):
                    thread.submit(lambda: connection.close())  # `connection` is another object on each thread

    async def _claim_all(self, claimer: ThreadPoolExecutor, letters: asyncio.TaskGroup) -> None:
        loop = asyncio.get_running_loop()
        while not self.stopping.is_set():
            claimed: list[Claimed] = []
            try:
                claimed = await loop.run_in_executor(claimer, self._claim)
            except DatabaseFault as fault:  # it restarts or is away; letters in flight keep their leases
                told = event("delivery.outbox_unreadable", engine=self.name, fault=type(fault).__name__)
                logger.error("the outbox cannot be read: %s", str(fault).strip().partition("\n")[0], extra=told)
                await self._pause(DATABASE_PAUSE)
            for one, line in zip(claimed, self._lines_for(claimed), strict=True):
                line.in_hand += 1
                letters.create_task(self._carry(line, one))
            if len(claimed) < BATCH // 20:
                await self._pause(IDLE if not claimed else GATHER)

    def _claim(self) -> list[Claimed]:
        try:
            return self._claim_at(self.now())
        except DatabaseFault:
            connection.close()  # our senders' locks end with it, so the next claim must look first
            self.seen_at = None
            raise

    def _claim_at(self, at: datetime) -> list[Claimed]:
        if self.seen is None or self.seen_at is None or at - self.seen_at > LOOK_EVERY:
            self._look(at)
        rooms: dict[ChannelKind, int] = {}
        for line in self.lines:
            rooms[line.channel] = min(rooms.get(line.channel, 0) + line.room(), BATCH)
        if self.seen is None or not any(rooms.values()):
            return []
        heard_until = self.heard_until(at)
        return actions.claim(
            rooms=rooms, engine=self.name, ladder=self.seen.ladder, at=at, heard_until=heard_until, leases=self.leases,
            on_settled=self.on_progress,
        )  # fmt: skip

    def _look(self, at: datetime) -> None:
        connection.ensure_connection()
        if self._locked_on is not connection.connection:  # a new connection holds none of our locks
            for line in self.lines:
                line.is_ours = False
        self._locked_on = connection.connection
        self._enter(at)
        self._own(at)
        self.seen = outlook.look(self.ladder, kinds=list(self.pen.kinds.values()), at=at)
        self.seen_at = at
        if self._unparked_at is None or at - self._unparked_at >= actions.UNPARKED_EVERY:
            actions.unpark(ladder=self.seen.ladder, at=at)
            self._unparked_at = at
        if self._looked_for_lost_at is None or at - self._looked_for_lost_at >= actions.LOST_EVERY:
            actions.close_lost(at=at, lease=max(self.leases.values()))
            self._looked_for_lost_at = at
        for line in self.lines:
            if (allowance := self.seen.allowances.get(line.name)) is not None:
                line.allow(allowance)
        if sign := self._heart.sign(self.lines, at=at):
            engines.beat(sign, at=at)

    def _enter(self, at: datetime) -> None:
        accounts = [_account(line) for line in self.lines]
        if accounts != self._entered:
            senders.enter(accounts=accounts, at=at)
            self._entered = accounts

    def _own(self, at: datetime) -> None:
        """Make senders our own whose carrier has let us in; tell the others of those whose has not."""
        wanted = {line.name for line in self.lines if not line.is_ours and (line.is_open or line.why_stopped)}
        owned = outlook.own(wanted) if wanted else frozenset()
        for line in self.lines:
            line.is_ours = line.is_ours or (line.is_open and line.name in owned)
        self._tell([line for line in self.lines if line.is_ours or line.name in owned], at)
        if shut_out := owned - {line.name for line in self.lines if line.is_ours}:
            outlook.disown(shut_out)  # another engine may have better luck

    def _tell(self, lines: Iterable[Line], at: datetime) -> None:
        """Tell the others which senders are stopped, and which are back."""
        for line in lines:
            if line.why_stopped:
                senders.stop(name=line.name, why=line.why_stopped, at=at)
                line.why_stopped = ""
            elif line.is_back:
                senders.go_on(name=line.name, at=at)
                line.is_back = False

    def _leave(self) -> None:
        try:
            self._tell([line for line in self.lines if line.is_ours], self.now())
            engines.leave(name=self.name)
        except DatabaseFault as fault:  # it is away too: watchers will see that we fell silent
            told = event("delivery.not_signed_off", engine=self.name, fault=type(fault).__name__)
            logger.warning("the engine could not sign off: %s", type(fault).__name__, extra=told)

    def _lines_for(self, claimed: Sequence[Claimed]) -> Iterator[Line]:
        """Yield a sender for each letter in turn: on each channel as many as each has room for."""
        ways = {
            channel: chain.from_iterable(
                # A sender may have lost its room since the claim: then the letter waits in its queue.
                [*(repeat(line, line.room()) for line in lines), repeat(lines[0])]
            )
            for channel in {one.channel for one in claimed}
            if (lines := [line for line in self.lines if line.channel is channel])
        }
        return (next(ways[one.channel]) for one in claimed)

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return

    async def _carry(self, line: Line, claimed: Claimed) -> None:
        # An engine that stood still must not send a letter whose lease is over: another engine may have claimed it.
        late_after = min(claimed.expires_at, claimed.claimed_at + self.leases[claimed.lane])
        ladder = self.seen.ladder if self.seen else ()
        answered = await carry(claimed, line=line, pen=self.pen, ladder=ladder, late_after=late_after, now=self.now)
        line.in_hand -= 1
        self.answers.put_nowait(answered)

    async def _record_all(self, recorder: ThreadPoolExecutor) -> None:
        loop = asyncio.get_running_loop()
        while True:
            batch = [await self.answers.get()]
            await asyncio.sleep(GATHER)
            while len(batch) < BATCH and not self.answers.empty():
                batch.append(self.answers.get_nowait())
            await self._record(loop, recorder, batch)
            for _ in batch:
                self.answers.task_done()
            self.on_progress()

    async def _record(
        self, loop: asyncio.AbstractEventLoop, recorder: ThreadPoolExecutor, batch: list[Answered]
    ) -> None:
        waited = refused = 0
        while refused < len(PAUSES) and not (self.stopping.is_set() and waited > LAST_TRIES):
            try:
                await loop.run_in_executor(recorder, self._write, batch)
            except (
                OperationalError,
                InterfaceError,
            ) as fault:  # it will be back, and until then nothing is claimed either
                logger.error("%d answers wait for the database: %s", len(batch), str(fault).strip().partition("\n")[0])
                await asyncio.sleep(DATABASE_PAUSE)
                waited += 1
            except Exception:
                told = event("delivery.not_recorded_yet", engine=self.name, answers=len(batch))
                logger.exception("%d answers could not be recorded yet", len(batch), extra=told)
                await asyncio.sleep(PAUSES[refused])
                refused += 1
            else:
                return
        # Their leases run out, and the next claim marks these tries unsure: nothing is sent twice.
        lost = event("delivery.answers_lost", engine=self.name, answers=len(batch))
        logger.error("%d answers are lost", len(batch), extra=lost)

    def _write(self, batch: list[Answered]) -> None:
        close_old_connections()
        at = self.now()
        actions.record(answers=batch, engine=self.name, at=at, factor=self.factor)
        self._heart.count(batch, at=at)
        for answered in batch:
            if answered.verdict.reason is Reason.OUR_ADDRESS:
                incidents.note(kind="our_address", subject=self.pen.public_url, detail=answered.verdict.detail, at=at)
                break  # one of them tells it
        told = [one for answered in batch for one in (answered, answered.before) if one is not None]
        for kind, language, remedy, detail in {_template(one) for one in told if one.verdict.scope is Halts.TEMPLATE}:
            registry.refused(kind=kind, language=language, remedy=remedy, detail=detail, at=at)


def _account(line: Line) -> Account:
    # What people see as our number is known only once the carrier has let us in.
    return Account(line.name, line.channel, line.bucket.limit, getattr(line.carrier, "shown", ""))


def _template(answered: Answered) -> tuple[str, str, Remedy | None, str]:
    claimed, verdict = answered.claimed, answered.verdict
    return claimed.kind, str(claimed.language), verdict.remedy, verdict.detail
