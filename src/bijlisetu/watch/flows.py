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
    Reason.OUR_ADDRESS,
    Reason.TEXT_REFUSED,
    Reason.OUR_FAULT,
)
RATES = """
SELECT notice.lane, attempt.channel, attempt.sender, count(*)
FROM outbox_attempt attempt JOIN outbox_notice notice ON notice.id = attempt.notice_id
WHERE attempt.claimed_at > %(since)s AND attempt.accepted_at > %(minute_ago)s AND attempt.accepted_at <= %(at)s
GROUP BY 1, 2, 3
"""
#: By whole minutes, as the totals are kept.
OUTCOMES = """
SELECT channel, state, reason, sum(attempts)::bigint AS times,
       coalesce(sum(attempts) FILTER (WHERE minute >= date_trunc('minute', %(recently)s::timestamptz)), 0)::bigint,
       coalesce(sum(attempts) FILTER (
           WHERE is_lost AND minute >= date_trunc('minute', %(recently)s::timestamptz)
       ), 0)::bigint
FROM outbox_attempttotal WHERE minute >= date_trunc('minute', %(since)s::timestamptz)
GROUP BY 1, 2, 3 HAVING sum(attempts) > 0 ORDER BY 1, 2, 3
"""
#: Where there is trouble, the carrier's own words of it are among the latest tries, or old news.
LATEST = 20_000
WORDS = """
SELECT DISTINCT ON (channel, reason) channel, reason, coalesce(failed_at, claimed_at), detail
FROM (SELECT * FROM outbox_attempt ORDER BY id DESC LIMIT %(latest)s) AS attempt
WHERE reason = ANY(%(troubles)s) AND claimed_at > %(recently)s
ORDER BY channel, reason, coalesce(failed_at, claimed_at) DESC
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
    last_at: datetime | None  #: where the trouble is the carrier's or ours
    detail: str  #: the carrier's words, where it is


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
    found = rows(OUTCOMES, since=at - HOUR, recently=at - RECENT)
    is_troubled = any(reason in TROUBLES and recently for _, _, reason, _, recently, _ in found)
    words = _words(at) if is_troubled else {}
    return tuple(Ending(*row, *words.get((row[0], row[2]), (None, ""))) for row in found)


def _words(at: datetime) -> dict[tuple[str, str], tuple[datetime, str]]:
    """Return when each trouble was seen last and in which words, by channel and reason."""
    troubles = [str(reason) for reason in TROUBLES]
    found = rows(WORDS, latest=LATEST, troubles=troubles, recently=at - RECENT)
    return {(channel, reason): (last_at, detail) for channel, reason, last_at, detail in found}


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
