"""Is it going out, and is anything wrong?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from bijlisetu.channels.letter import Reason

#: So far back a refusal counts as today's trouble.
RECENT = timedelta(minutes=15)
RATE_OVER = timedelta(minutes=1)
#: Reasons that lie with a carrier or with us, never with one person's number.
TROUBLES = (
    Reason.CHANNEL_STOPPED,
    Reason.SENDER_REFUSED,
    Reason.CARRIER_DOWN,
    Reason.CARRIER_BUSY,
    Reason.MEDIA_UNREACHABLE,
    Reason.TEXT_REFUSED,
    Reason.OUR_FAULT,
)
PROGRESS = """
SELECT cycle, count(*), count(*) FILTER (WHERE state <> 'open'), min(posted_at)
FROM outbox_notice WHERE cycle IS NOT NULL GROUP BY cycle ORDER BY cycle DESC LIMIT 1
"""
LANES = """
SELECT lane, count(*), count(*) FILTER (WHERE at <= %(at)s), min(at) FILTER (WHERE at <= %(at)s)
FROM outbox_turn GROUP BY 1 ORDER BY 1
"""
#: One reading of the tries serves states, rate and incidents.
TRIES = """
SELECT channel, state,
       CASE WHEN reason = ANY(%(troubles)s) AND claimed_at > %(recently)s THEN reason ELSE '' END AS trouble,
       count(*), count(*) FILTER (WHERE accepted_at > %(minute_ago)s), max(coalesce(failed_at, claimed_at)), max(detail)
FROM outbox_attempt WHERE claimed_at >= %(since)s GROUP BY 1, 2, 3
"""
UNREAD = "SELECT count(*), min(received_at) FROM tracking_inbound WHERE folded_at IS NULL"
LOST = """
SELECT count(*) FROM outbox_attempt
WHERE detail = 'engine died while sending' AND claimed_at > %(recently)s
"""


@dataclass(frozen=True, slots=True)
class Lane:
    """One queue: how many wait in it, how many of them could go now, and since when the oldest could."""

    number: int
    waiting: int
    due: int
    due_since: datetime | None

    @property
    def later(self) -> int:
        """How many wait for their time, or for a receipt, before anything else is tried."""
        return self.waiting - self.due


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One channel's tries of the cycle by what became of them, and how many a carrier took in the last minute."""

    channel: str
    under_way: int
    arrived: int
    failed: int
    last_minute: int


@dataclass(frozen=True, slots=True)
class Incident:
    """Something wrong that is not one person's number: a reason of TROUBLES, or engine_lost, reports_unread."""

    reason: str
    channel: str
    times: int
    last_at: datetime | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """The engine at one moment."""

    cycle: date | None
    notices: int
    settled: int
    lanes: tuple[Lane, ...]
    flows: tuple[Flow, ...]
    incidents: tuple[Incident, ...]

    @property
    def per_minute(self) -> int:
        """How many letters carriers took in the last minute."""
        return sum(flow.last_minute for flow in self.flows)

    @property
    def due(self) -> int:
        """How many letters could go now."""
        return sum(lane.due for lane in self.lanes)


def pulse(*, at: datetime) -> Pulse:
    """Return what waits, what moves and what is wrong, for the latest cycle."""
    with connection.cursor() as cursor:
        cursor.execute(PROGRESS)
        cycle, notices, settled, since = cursor.fetchone() or (None, 0, 0, at)
        cursor.execute(LANES, {"at": at})
        lanes = tuple(Lane(*row) for row in cursor.fetchall())
        tries = _tries(since, at)
        return Pulse(
            cycle=cycle,
            notices=notices,
            settled=settled,
            lanes=lanes,
            flows=_flows(tries),
            incidents=(*_troubles(tries), *_backlog(at)),
        )


Try = tuple[str, int, str, int, int, datetime | None, str]


def _tries(since: datetime, at: datetime) -> list[Try]:
    troubles = [str(reason) for reason in TROUBLES]
    with connection.cursor() as cursor:
        cursor.execute(
            TRIES, {"troubles": troubles, "since": since, "recently": at - RECENT, "minute_ago": at - RATE_OVER}
        )
        return list(cursor.fetchall())


def _flows(tries: list[Try]) -> tuple[Flow, ...]:
    def total(channel: str, low: int, high: int) -> int:
        return sum(times for name, state, _, times, *_ in tries if name == channel and low <= state < high)

    return tuple(
        Flow(
            channel=channel,
            under_way=total(channel, 0, 44),
            failed=total(channel, 44, 60),
            arrived=total(channel, 60, 100),
            last_minute=sum(fresh for name, _, _, _, fresh, *_ in tries if name == channel),
        )
        for channel in sorted({name for name, *_ in tries})
    )


def _troubles(tries: list[Try]) -> list[Incident]:
    found: dict[tuple[str, str], Incident] = {}
    for channel, _, trouble, times, _, last_at, detail in tries:
        if not trouble:
            continue
        known = found.get((trouble, channel), Incident(trouble, channel, 0, None, ""))
        latest = max(filter(None, (known.last_at, last_at)), default=None)
        found[trouble, channel] = Incident(trouble, channel, known.times + times, latest, detail or known.detail)
    return sorted(found.values(), key=lambda incident: -incident.times)


def _backlog(at: datetime) -> list[Incident]:
    with connection.cursor() as cursor:
        cursor.execute(LOST, {"recently": at - RECENT})
        lost = cursor.fetchone()[0]
        cursor.execute(UNREAD)
        unread, oldest = cursor.fetchone()
    incidents = []
    if lost:
        incidents.append(Incident("engine_lost", "", lost, None, ""))
    if unread and oldest < at - RATE_OVER:
        incidents.append(Incident("reports_unread", "", unread, oldest, ""))
    return incidents
