"""One sender at work in one engine: its seats, its pace, and whether its carrier takes letters from it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bijlisetu.channels.letter import Channel, ChannelRefused, Halts, Letter, Outcome, Reason, Verdict
from bijlisetu.delivery.pacing import Allowance, Bucket, Pairs
from bijlisetu.values import ChannelKind

#: Letters are claimed for so many seconds ahead and no more: the reason for one may end while it waits.
AHEAD = 0.3
#: A letter that waits longer for its turn is put off, and the next claim judges it anew.
STALE = 1.0
TICK = 0.01
#: A carrier that cannot be reached is asked with one letter, first soon and then ever more seldom.
FIRST_REST, LONGEST_REST = 0.5, 30.0
SAYS_NOTHING_OF_THE_CARRIER = frozenset({Reason.HELD_BY_US, Reason.OUR_ADDRESS})
#: One that did not let us in is knocked at again, but not at once: operators shut out who comes back too soon.
FIRST_KNOCK, LONGEST_KNOCK = 30.0, 60.0


def put_off(detail: str, wait: float = 0) -> Verdict:
    """Return the verdict on a letter that we hold back ourselves: no try is spent."""
    return Verdict(outcome=Outcome.TRY_LATER, reason=Reason.HELD_BY_US, detail=detail, wait=wait)


@dataclass(kw_only=True)
class Line:
    """A sender and its carrier's door."""

    name: str
    channel: ChannelKind
    carrier: Channel
    seats: int  #: letters on their way at once
    bucket: Bucket
    pairs: Pairs
    knocks_after: float = FIRST_KNOCK  #: seconds, the first time
    is_open: bool = False  #: the carrier has let us in
    is_ours: bool = False
    in_hand: int = 0
    stopped: bool = False
    may_ask: bool = False
    why_stopped: str = ""  #: why the carrier takes nothing; to be told to the other engines
    is_back: bool = False
    _rest: float = 0.0  #: seconds, doubling with each letter that did not get through
    _rests_until: float = 0.0
    _queue: deque[tuple[float, int, asyncio.Future[bool]]] = field(default_factory=deque)
    _usher: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Be let in by the carrier, knocking again, ever more seldom, for as long as it takes."""
        knocks_after = self.knocks_after
        while not self.is_open:
            try:
                await self.carrier.open()
            except ChannelRefused as refused:
                self.why_stopped = str(refused)
                await asyncio.sleep(knocks_after)
                knocks_after = min(knocks_after * 2, LONGEST_KNOCK)
            else:
                # Whatever stopped this sender before, in whichever engine, may be mended: the first letter will tell.
                self.why_stopped, self.is_back, self.is_open = "", True, True

    async def close(self) -> None:
        """Take leave of the carrier, after the letters in flight."""
        if self.is_open:
            self.is_open = False
            await self.carrier.close()

    def allow(self, allowance: Allowance) -> None:
        """Take over what the database says that this sender may do."""
        self.bucket.allow(allowance.per_second)
        self.stopped, self.may_ask = allowance.stopped, allowance.may_ask

    def room(self) -> int:
        """Return how many letters may be claimed for this sender now."""
        if not self.is_ours:
            return 0
        if self.stopped:
            return 1 if self.may_ask and not self.in_hand else 0
        if self._rest:
            return 1 if time.monotonic() >= self._rests_until and not self.in_hand else 0
        return max(int(min(self.seats, self.bucket.within(AHEAD))) - self.in_hand, 0)

    async def carry(
        self, letter: Letter, *, late_after: datetime, now: Callable[[], datetime], again: bool = False
    ) -> Verdict:
        """
        Send the letter in its turn, or put it off where its turn comes too late.

        A letter that goes again in other words need not wait for its person's turn: the first never reached them.
        """
        wait = 0.0 if again else self.pairs.wait(letter.to, now=time.monotonic())
        if wait:
            return put_off("this person had a message a moment ago", wait)
        if not await self._turn(self.carrier.weight(letter)):
            return put_off("no turn in time")
        if now() >= late_after:
            return put_off("its time is over")
        verdict = await self.carrier.send(letter)
        self._learn(verdict)
        return verdict

    async def _turn(self, weight: int) -> bool:
        """Wait for a token, in the order of asking; return whether one came in time."""
        if not self._queue and self.bucket.take(now=time.monotonic(), weight=weight):
            return True
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._queue.append((time.monotonic(), weight, turn))
        if self._usher is None:
            self._usher = asyncio.create_task(self._let_in())
        return await turn

    async def _let_in(self) -> None:
        """Let those in who wait, as many at a time as there are tokens; send away who has waited too long."""
        while self._queue:
            await asyncio.sleep(TICK)
            now = time.monotonic()
            while self._queue and self.bucket.take(now=now, weight=self._queue[0][1]):
                self._answer(in_time=True)
            while self._queue and now - self._queue[0][0] > STALE:
                self._answer(in_time=False)
        self._usher = None

    def _answer(self, *, in_time: bool) -> None:
        *_, turn = self._queue.popleft()
        if not turn.done():
            turn.set_result(in_time)

    def _learn(self, verdict: Verdict) -> None:
        if verdict.reason is Reason.CHANNEL_STOPPED:
            self.stopped, self.may_ask = True, False
            self.why_stopped = verdict.detail
        elif verdict.outcome is Outcome.ACCEPTED and self.stopped:
            self.stopped, self.is_back = False, True
        if verdict.reason is Reason.CARRIER_BUSY and verdict.scope is not Halts.PAIR:
            self.bucket.slow_down(now=time.monotonic())
        if verdict.outcome is Outcome.TRY_LATER and verdict.reason is Reason.CARRIER_DOWN:
            self._hear_nothing(verdict.detail)
        elif verdict.reason not in SAYS_NOTHING_OF_THE_CARRIER:
            self._rest = 0.0

    def _hear_nothing(self, detail: str) -> None:
        """Leave the carrier alone for a while; one away for long is stopped, so that others take its letters."""
        if time.monotonic() >= self._rests_until:  # many fail when a carrier goes down: the first counts
            self._rest = min(self._rest * 2 or FIRST_REST, LONGEST_REST)
            self._rests_until = time.monotonic() + self._rest
        if self.stopped or self._rest >= LONGEST_REST:
            self.stopped, self.may_ask = True, False
            self.why_stopped = f"cannot be reached: {detail}"
