"""Our senders at this moment: what they may do, what they do, and by when the day's limit lets all have a letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bijlisetu.delivery import ramp
from bijlisetu.delivery.ramp import DAY, Milestone
from bijlisetu.outbox.models import Attempt, Sender
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.watch.flows import Rate

LAKH = 100_000
MOST_MILESTONES = 5

#: Only a sender with a limit is asked for, so the limit bounds what is read here.
USED = f"""
SELECT count(DISTINCT address) FROM outbox_attempt
WHERE channel = %(channel)s AND claimed_at > %(since)s AND state <> {Attempt.State.QUEUED}
"""
#: Most of those that wait were posted together, so the first one's time stands for all.
GOOD_UNTIL = """
SELECT notice.expires_at FROM outbox_turn turn JOIN outbox_notice notice ON notice.id = turn.notice_id
WHERE turn.channel = %(channel)s ORDER BY turn.lane, turn.gate, turn.at LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """A limit of people a day: how many of it are used, and by when how many of those who wait will have had theirs."""

    per_day: int
    used: int
    waiting: int
    milestones: tuple[Milestone, ...]
    rest: int  #: for whom it comes too late: they are written to by the next channel


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderSeen:
    """A number or account of ours."""

    name: str
    channel: str
    shown: str
    per_second: float | None
    last_minute: int
    quality: str
    stopped_at: datetime | None
    stopped_why: str
    plan: DayPlan | None

    @property
    def pace(self) -> float:
        """Letters a second, over the last minute."""
        return self.last_minute / 60


def senders(going: tuple[Rate, ...], *, parked: Mapping[str, int], at: datetime) -> tuple[SenderSeen, ...]:
    """Return our senders; of going, what each did in the last minute; of parked, how many wait for each channel."""
    letters: Counter[str] = Counter()
    for rate in going:
        letters[rate.sender] += rate.letters
    return tuple(
        SenderSeen(
            name=sender.name,
            channel=sender.channel,
            shown=sender.shown,
            per_second=sender.per_second,
            last_minute=letters[sender.name],
            quality=sender.quality,
            stopped_at=sender.stopped_at,
            stopped_why=sender.stopped_why,
            plan=_plan(sender, parked.get(sender.channel, 0), at),
        )
        for sender in Sender.objects.order_by("channel", "name")
    )


def _plan(sender: Sender, waiting: int, at: datetime) -> DayPlan | None:
    if sender.per_day is None or sender.per_day < 0:
        return None
    ((used,),) = rows(USED, channel=sender.channel, since=at - DAY)
    left = max(sender.per_day - used, 0)
    good_until = next((until for (until,) in rows(GOOD_UNTIL, channel=sender.channel)), None)
    in_time = waiting if good_until is None else _served(sender.per_day, left, waiting, good_until, at)
    marks = ramp.milestones(sender.per_day, left_today=left, waiting=in_time, step=LAKH, at=at)
    shown = marks if len(marks) <= MOST_MILESTONES else [*marks[: MOST_MILESTONES - 1], marks[-1]]
    return DayPlan(per_day=sender.per_day, used=used, waiting=waiting, milestones=tuple(shown), rest=waiting - in_time)


def _served(per_day: int, left: int, waiting: int, until: datetime, at: datetime) -> int:
    """Return how many of those who wait have their turn before their letters are too old."""
    return min(waiting, left + int(per_day * max((until - at) / DAY, 0)))
