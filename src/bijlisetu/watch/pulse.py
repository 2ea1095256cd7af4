"""Is it going out, and is anything wrong?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.outbox.engines import SILENT_AFTER
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.plumbing.remember import age, remembered
from bijlisetu.watch import alarms
from bijlisetu.watch.alarms import Alarm, EngineSeen, Halt, StoppedTemplate
from bijlisetu.watch.flows import MINUTE, TROUBLES, Ending, Flow, Rate, flows, outcomes, rates
from bijlisetu.watch.lanes import LaneSeen, lanes
from bijlisetu.watch.senders import SenderSeen, senders

#: Of all that counts somewhere: what has most left to do, or else came last.
PROGRESS = """
SELECT kind, occasion, sum(notices)::bigint, coalesce(sum(notices) FILTER (WHERE state <> 'open'), 0)::bigint
FROM outbox_noticetotal WHERE occasion <> '' GROUP BY kind, occasion HAVING sum(notices) > 0
ORDER BY coalesce(sum(notices) FILTER (WHERE state = 'open'), 0) DESC, max(id) DESC LIMIT 1
"""
#: What takes long to count, by the names under which it is remembered.
COUNTED = ("pulse.lanes", "pulse.rates", "pulse.outcomes", "pulse.progress")
UNREAD = "SELECT count(*), min(received_at) FROM tracking_inbound WHERE folded_at IS NULL"


@dataclass(frozen=True, slots=True)
class Progress:
    """How much is settled of the occasion that has most left to do: a month's bills, an outage."""

    occasion: Occasion | None = None
    notices: int = 0
    settled: int = 0


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong that is no single person's: a reason of TROUBLES, engine_lost, engine_silent, reports_unread."""

    reason: str
    channel: str
    times: int
    last_at: datetime | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """Delivery at one moment."""

    progress: Progress
    lanes: tuple[LaneSeen, ...]
    rates: tuple[Rate, ...]
    flows: tuple[Flow, ...]
    troubles: tuple[Trouble, ...]
    alarms: tuple[Alarm, ...]
    templates: tuple[StoppedTemplate, ...]
    halts: tuple[Halt, ...]
    engines: tuple[EngineSeen, ...]
    workers: int
    age: int  #: seconds since the oldest of what takes long was counted

    @property
    def per_minute(self) -> int:
        """How many letters carriers took in the last minute."""
        return sum(rate.letters for rate in self.rates)

    @property
    def due(self) -> int:
        """How many letters could go now."""
        return sum(lane.due for lane in self.lanes)

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong that a person must know of."""
        return not self.troubles and all(alarm.ended_at for alarm in self.alarms)


def pulse(*, at: datetime) -> Pulse:
    """Return what waits, what moves and what is wrong; what takes long to count is remembered for a while."""
    waiting = remembered("pulse.lanes", partial(lanes, at=at))
    going = remembered("pulse.rates", partial(rates, at=at))
    told = remembered("pulse.outcomes", partial(outcomes, at=at))
    settled = remembered("pulse.progress", progress)
    working = alarms.engines(at=at)
    return Pulse(
        progress=settled,
        lanes=waiting,
        rates=going,
        flows=flows(told, going),
        troubles=(*_silence(waiting, working, at), *_troubles(told), *_backlog(at)),
        alarms=alarms.alarms(at=at),
        templates=alarms.templates(),
        halts=alarms.halts(at=at),
        engines=working,
        workers=alarms.workers(at=at),
        age=int(age(*COUNTED)),
    )


def senders_seen(seen: Pulse, *, at: datetime) -> tuple[SenderSeen, ...]:
    """Return our senders, for those who may know of them."""
    parked: dict[str, int] = {}
    for lane in seen.lanes:
        for channel, size in lane.parked_by_channel.items():
            parked[channel] = parked.get(channel, 0) + size
    return remembered("pulse.senders", partial(senders, seen.rates, parked=parked, at=at))


def progress() -> Progress:
    """Return how much is settled of the occasion that has most left to do."""
    for kind, occasion, notices, settled in rows(PROGRESS):
        ledger = kinds()[kind].ledger if kind in kinds() else kind
        return Progress(Occasion(ledger, occasion), notices, settled)
    return Progress()


def _silence(waiting: Iterable[LaneSeen], working: Iterable[EngineSeen], at: datetime) -> list[Trouble]:
    """Return that letters wait and nobody is there to carry them."""
    since = min((lane.due_since for lane in waiting if lane.due_since), default=at)
    if at - since < SILENT_AFTER or any(engine.is_alive for engine in working):
        return []
    last_seen = max((engine.seen_at for engine in working), default=None)
    return [Trouble("engine_silent", "", sum(lane.due for lane in waiting), last_seen, "")]


def _troubles(told: Iterable[Ending]) -> list[Trouble]:
    found: dict[tuple[str, str], Trouble] = {}
    for one in told:
        if one.reason in TROUBLES and one.recently:
            known = found.get((one.reason, one.channel), Trouble(one.reason, one.channel, 0, None, ""))
            latest = max(filter(None, (known.last_at, one.last_at)), default=None)
            times, detail = known.times + one.recently, one.detail or known.detail
            found[one.reason, one.channel] = Trouble(one.reason, one.channel, times, latest, detail)
    lost = sum(one.lost for one in told)
    died = [Trouble("engine_lost", "", lost, None, "")] if lost else []
    return sorted(found.values(), key=lambda trouble: -trouble.times) + died


def _backlog(at: datetime) -> list[Trouble]:
    ((unread, oldest),) = rows(UNREAD)
    return [Trouble("reports_unread", "", unread, oldest, "")] if unread and oldest < at - MINUTE else []
