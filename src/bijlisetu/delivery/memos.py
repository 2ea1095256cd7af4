"""Carry memos to people at work over the lines that the engine has open: few, seldom, and never before a bill."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import Error as DatabaseFault
from django.db import close_old_connections, connection

from bijlisetu.channels.letter import Enclosed, Letter, Mail, Outcome, Reason, Verdict
from bijlisetu.delivery.carrying import send
from bijlisetu.delivery.line import Line
from bijlisetu.kinds.fill import fill, with_codes
from bijlisetu.kinds.kind import Kind
from bijlisetu.memos import actions
from bijlisetu.memos.actions import Claimed
from bijlisetu.memos.models import CODED_FROM, Memo
from bijlisetu.outbox.doors import stopped_scopes
from bijlisetu.plumbing.database.months import A_MONTH
from bijlisetu.plumbing.genuine import code_of
from bijlisetu.values import ChannelKind

logger = logging.getLogger(__name__)

EVERY = 2.0  #: seconds between two looks
AT_ONCE = 20
MINUTE = timedelta(minutes=1)
LONGEST_SEND = timedelta(minutes=4)  #: within the lease
#: Carriers echo one number of ours: a memo's begins with a month that no try at a notice is of.
NUMBERED_FROM = 1999_00 * A_MONTH
NO_ADDRESS = "no_address"


@dataclass(kw_only=True)
class Postman:
    """Looks for memos now and then, and hands them to whichever of the engine's lines is open."""

    lines: Sequence[Line]
    kinds: Mapping[str, Kind]
    public_url: str
    secret: str  #: that one-time codes are made of
    now: Callable[[], datetime]
    short_sms: bool = False  #: for an operator that allows three variables and no more

    async def run(self, stopping: asyncio.Event) -> None:
        """Carry memos until told to stop."""
        while not stopping.is_set():
            try:
                await self.round()
            except DatabaseFault as fault:  # what was claimed lapses, and is told as unsure
                logger.error("memos cannot be read: %s", type(fault).__name__)
            await asyncio.sleep(EVERY)

    async def round(self) -> int:
        """Carry what is due now; return how many memos were taken up."""
        lines = {line.channel: line for line in self.lines if line.is_open and line.is_ours and not line.stopped}
        claimed = await asyncio.to_thread(self._claim, tuple(lines))
        verdicts = await asyncio.gather(*(self._carry(one, lines[one.channel]) for one in claimed))
        if claimed:
            await asyncio.to_thread(self._record, claimed, verdicts)
        return len(claimed)

    def _claim(self, channels: tuple[ChannelKind, ...]) -> list[Claimed]:
        close_old_connections()
        halted = stopped_scopes()
        free = [channel for channel in channels if not halted & {"all", f"channel:{channel}"}]
        stopped = [
            kind.name
            for kind in self.kinds.values()
            if halted & {f"kind:{kind.name}", f"lane:{kind.lane.name.lower()}"}
        ]
        claimed = actions.claim(channels=free, stopped=stopped, limit=AT_ONCE, at=self.now())
        connection.close()
        return claimed

    async def _carry(self, claimed: Claimed, line: Line) -> Verdict:
        if not claimed.address:
            return Verdict(outcome=Outcome.REFUSED, detail=NO_ADDRESS)
        line.in_hand += 1
        try:
            return await send(
                line, lambda: self.write(claimed), what=f"memo {claimed.memo}", now=self.now,
                late_after=min(self.now() + LONGEST_SEND, claimed.expires_at),
            )  # fmt: skip
        finally:
            line.in_hand -= 1

    def write(self, claimed: Claimed) -> Letter:
        """Return the letter: the kind's words, and the files with an e-mail."""
        number, kind = NUMBERED_FROM + claimed.memo, self.kinds[claimed.kind]
        content = fill(
            kind, claimed.channel, language=claimed.language, attempt=number,
            facts=with_codes(kind, claimed.facts, secret=self.secret),
            link=f"{self.public_url}{claimed.facts.get('page', '')}", document_link="", public_url=self.public_url,
            short=self.short_sms, good_for=max(claimed.expires_at - self.now(), MINUTE),
            genuine=code_of(CODED_FROM + claimed.memo, secret=self.secret) if kind.shows_genuine else "",
        )  # fmt: skip
        if isinstance(content, Mail):
            files = tuple(Enclosed(file.name, file.mime_type, file.content) for file in claimed.files)
            content = replace(content, enclosed=files)
        return Letter(attempt=number, to=claimed.address, content=content)

    def _record(self, claimed: Sequence[Claimed], verdicts: Sequence[Verdict]) -> None:
        close_old_connections()
        for one, verdict in zip(claimed, verdicts, strict=True):
            record(one, verdict, at=self.now())
        connection.close()


def record(claimed: Claimed, verdict: Verdict, *, at: datetime) -> None:
    """Write down what became of the memo."""
    why = str(verdict.reason or verdict.detail)
    match verdict.outcome:
        case Outcome.TRY_LATER:
            spent = verdict.reason is not Reason.HELD_BY_US
            wait = timedelta(seconds=max(verdict.wait, EVERY))
            actions.put_off(memo=claimed.memo, reason=why, wait=wait, spent=spent, at=at)
        case Outcome.ACCEPTED:
            accepted = Memo.State.ACCEPTED
            actions.record(memo=claimed.memo, state=accepted, reason="", carrier_id=verdict.carrier_id, at=at)
        case Outcome.REFUSED | Outcome.UNSURE:
            state = Memo.State.FAILED if verdict.outcome is Outcome.REFUSED else Memo.State.UNSURE
            actions.record(memo=claimed.memo, state=state, reason=why, carrier_id=verdict.carrier_id, at=at)
