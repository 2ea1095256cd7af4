"""
The delivery engine: claim, carry, record, over and over.

Claiming and recording are sync and run on a thread each; carrying is async and holds no connection. This file is the
one seam between the two colours.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import Error as DatabaseFault
from django.db import close_old_connections, connection

from bijlisetu.channels.letter import Channel, Outcome, Reason, Verdict
from bijlisetu.delivery import actions
from bijlisetu.delivery.actions import Claimed
from bijlisetu.delivery.letters import Pen
from bijlisetu.delivery.rules import Wait
from bijlisetu.values import ChannelKind

logger = logging.getLogger(__name__)

BATCH = 500
AT_ONCE = 1000  #: letters in flight; more only lengthens what a crash leaves unsure
IDLE = 0.2  #: seconds between looks at an empty outbox
GATHER = 0.05  #: seconds in which verdicts are gathered into one record
PAUSES = (0.1, 1, 5, 15, 30)  #: between tries to record: a database that restarts is back within seconds
DATABASE_PAUSE = 2  #: seconds
ASK_STOPPED_EVERY = timedelta(minutes=1)
RESCUE_EVERY = timedelta(seconds=15)


@dataclass(kw_only=True)
class Engine:
    """One engine; several may run on one outbox, each with a name of its own."""

    name: str
    channels: Mapping[ChannelKind, Channel]
    waits: Sequence[Wait]
    pen: Pen
    factor: float
    now: Callable[[], datetime]
    heard_until: Callable[[datetime], datetime]  #: of a moment: up to when carriers' reports are known
    on_progress: Callable[[], None] = lambda: None  #: called after each record: the ledger has something to see
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    verdicts: asyncio.Queue[tuple[Claimed, Verdict]] = field(default_factory=asyncio.Queue)
    in_flight: int = 0
    stopped: dict[ChannelKind, tuple[datetime, Verdict]] = field(default_factory=dict)

    async def run(self) -> None:
        """Deliver until `stopping` is set, then finish what is in flight."""
        with ThreadPoolExecutor(1, "claim") as claimer, ThreadPoolExecutor(1, "record") as recorder:
            recording = asyncio.create_task(self._record_all(recorder))
            try:
                async with asyncio.TaskGroup() as letters:
                    await self._claim_all(claimer, letters)
            finally:
                await self.verdicts.join()
                recording.cancel()
                for thread in (claimer, recorder):
                    thread.submit(lambda: connection.close())  # each thread's own: the name means another one there

    async def _claim_all(self, claimer: ThreadPoolExecutor, letters: asyncio.TaskGroup) -> None:
        loop = asyncio.get_running_loop()
        rescued_at = datetime.min.replace(tzinfo=self.now().tzinfo)
        while not self.stopping.is_set():
            room = min(AT_ONCE - self.in_flight, BATCH)
            claimed: list[Claimed] = []
            try:
                if self.now() - rescued_at > RESCUE_EVERY:
                    await loop.run_in_executor(claimer, self._rescue)
                    rescued_at = self.now()
                if room >= BATCH // 5:
                    claimed = await loop.run_in_executor(claimer, self._claim, room)
            except DatabaseFault as fault:  # it restarts, or is gone for a while: what is in flight is still leased
                logger.error("the outbox cannot be read: %s", str(fault).strip().partition("\n")[0])
                await self._pause(DATABASE_PAUSE)
            for one in claimed:
                self.in_flight += 1
                letters.create_task(self._carry(one))
            if not claimed:
                await self._pause(IDLE if room >= BATCH else GATHER)

    def _claim(self, limit: int) -> list[Claimed]:
        close_old_connections()
        at = self.now()
        return actions.claim(limit=limit, engine=self.name, waits=self.waits, at=at, heard_until=self.heard_until(at))

    def _rescue(self) -> None:
        close_old_connections()
        lost = actions.rescue(waits=self.waits, at=self.now())
        if lost:
            logger.warning("%d letters of a dead engine may have left; they wait for a receipt", lost)

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return

    async def _carry(self, claimed: Claimed) -> None:
        try:
            letter = self.pen.write(claimed, at=self.now())
        except Exception as error:
            # Nothing has left us: our own text is at fault, and the next channel may do better.
            logger.exception("No letter could be written for attempt %d", claimed.attempt)
            verdict = Verdict(outcome=Outcome.REFUSED, reason=Reason.OUR_FAULT, detail=type(error).__name__)
        else:
            try:
                verdict = self._stopped(claimed.channel) or await self.channels[claimed.channel].send(letter)
            except Exception as error:  # one bad letter must not lose its neighbours
                logger.exception("Channel %s broke on attempt %d", claimed.channel, claimed.attempt)
                verdict = Verdict(outcome=Outcome.UNSURE, reason=Reason.OTHER, detail=type(error).__name__)
        if verdict.reason is Reason.CHANNEL_STOPPED:
            self._stop(claimed.channel, verdict)
        self.verdicts.put_nowait((claimed, verdict))

    def _stop(self, channel: ChannelKind, verdict: Verdict) -> None:
        if channel not in self.stopped:
            self.stopped[channel] = (self.now(), verdict)
            # Once is enough to be heard; a line for each of a lakh letters is not.
            logger.error("%s takes nothing from us: %s", channel, verdict.detail)

    def _stopped(self, channel: ChannelKind) -> Verdict | None:
        """Return the verdict that stopped the channel, while it need not be asked again."""
        since, verdict = self.stopped.get(channel, (None, None))
        if since is None or self.now() - since < ASK_STOPPED_EVERY:
            return verdict
        del self.stopped[channel]
        return None

    async def _record_all(self, recorder: ThreadPoolExecutor) -> None:
        loop = asyncio.get_running_loop()
        while True:
            batch = [await self.verdicts.get()]
            await asyncio.sleep(GATHER)
            while len(batch) < BATCH and not self.verdicts.empty():
                batch.append(self.verdicts.get_nowait())
            await self._record(loop, recorder, batch)
            self.in_flight -= len(batch)
            for _ in batch:
                self.verdicts.task_done()
            self.on_progress()

    async def _record(
        self, loop: asyncio.AbstractEventLoop, recorder: ThreadPoolExecutor, batch: list[tuple[Claimed, Verdict]]
    ) -> None:
        for pause in PAUSES:
            try:
                await loop.run_in_executor(recorder, self._write, batch)
            except Exception:
                logger.exception("%d verdicts could not be recorded yet", len(batch))
                await asyncio.sleep(pause)
            else:
                return
        # The leases run out and the rescue marks them unsure: nothing is sent twice.
        logger.error("%d verdicts are lost", len(batch))

    def _write(self, batch: list[tuple[Claimed, Verdict]]) -> None:
        close_old_connections()
        actions.record(verdicts=batch, engine=self.name, waits=self.waits, at=self.now(), factor=self.factor)
