"""What goes out and what becomes of it: the last minute by sender, the last hour by channel and reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bijlisetu.channels.letter import Reason
from bijlisetu.outbox.models import Attempt
from bijlisetu.plumbing.database.keyed import rows

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
#: A carrier may think so long before it takes a letter.
SLOWEST_ANSWER = timedelta(minutes=2)
#: So far back a refusal counts as today's trouble.
RECENT = timedelta(minutes=15)
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
RATES = """
SELECT notice.lane, attempt.channel, attempt.sender, count(*)
FROM outbox_attempt attempt JOIN outbox_notice notice ON notice.id = attempt.notice_id
WHERE attempt.claimed_at > %(since)s AND attempt.accepted_at > %(minute_ago)s AND attempt.accepted_at <= %(at)s
GROUP BY 1, 2, 3
"""
#: Never further back than an hour, however large the run is: that part of the table is found by time (BRIN).
OUTCOMES = f"""
SELECT channel, state, reason, count(*), count(*) FILTER (WHERE claimed_at > %(recently)s),
       count(*) FILTER (WHERE claimed_at > %(recently)s AND state = {Attempt.State.UNSURE} AND sender = ''),
       max(coalesce(failed_at, claimed_at)), coalesce(max(detail) FILTER (WHERE reason = ANY(%(troubles)s)), '')
FROM outbox_attempt WHERE claimed_at > %(since)s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


class Rate(NamedTuple):
    """How many letters of a lane a sender's carrier took in the last minute."""

    lane: int
    channel: str
    sender: str
    letters: int


class Ending(NamedTuple):
    """What became of letters of the last hour: how many in all, how many of them of the last quarter."""

    channel: str
    state: int
    reason: str
    times: int
    recently: int
    lost: int  #: recently, because their engine died: unsure, and no sender has answered for them
    last_at: datetime
    detail: str  #: the carrier's words, where the trouble is the carrier's or ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One channel's letters of the last hour by what became of them, and how many a carrier took in the last minute."""

    channel: str
    under_way: int
    arrived: int
    failed: int
    last_minute: int


def rates(*, at: datetime) -> tuple[Rate, ...]:
    """Return what carriers took in the last minute."""
    found = rows(RATES, since=at - MINUTE - SLOWEST_ANSWER, minute_ago=at - MINUTE, at=at)
    return tuple(Rate(*row) for row in found)


def outcomes(*, at: datetime) -> tuple[Ending, ...]:
    """Return what became of the letters claimed within the last hour."""
    troubles = [str(reason) for reason in TROUBLES]
    return tuple(Ending(*row) for row in rows(OUTCOMES, since=at - HOUR, recently=at - RECENT, troubles=troubles))


def flows(told: tuple[Ending, ...], going: tuple[Rate, ...]) -> tuple[Flow, ...]:
    """Return the same by channel alone."""
    channels = sorted({one.channel for one in told} | {rate.channel for rate in going})
    return tuple(
        Flow(
            channel=channel,
            under_way=_total(told, channel, Attempt.State.QUEUED, Attempt.State.WITHHELD),
            failed=_total(told, channel, Attempt.State.WITHHELD, Attempt.State.DELIVERED),
            arrived=_total(told, channel, Attempt.State.DELIVERED, Attempt.State.READ + 1),
            last_minute=sum(rate.letters for rate in going if rate.channel == channel),
        )
        for channel in channels
    )


def _total(told: tuple[Ending, ...], channel: str, low: int, high: int) -> int:
    return sum(one.times for one in told if one.channel == channel and low <= one.state < high)
