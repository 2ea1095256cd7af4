"""
The WhatsApp portfolio's day: how many different people all its numbers together may still write to.

The portfolio's row keeps the count. A claim locks that row until it is written, so two engines never take the same rest
of a day. Counting people anew is slow. Each claim therefore adds its letters, a second one to the same person too, and
now and then everything is counted again: the count may be too high, never too low.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bijlisetu.delivery import ramp
from bijlisetu.delivery.ramp import DAY
from bijlisetu.delivery.rules import Ladder, Rung, Shut, close
from bijlisetu.outbox.models import Attempt
from bijlisetu.outbox.senders import PORTFOLIO
from bijlisetu.plumbing.database.keyed import execute, rows
from bijlisetu.values import ChannelKind

COUNTED_EVERY = timedelta(seconds=30)

HOLD = """
SELECT per_day, day_used, day_counted_at FROM outbox_sender WHERE name = %(portfolio)s AND per_day >= 0
FOR NO KEY UPDATE
"""
#: Whoever was written to within 24 hours, letters on their way included; a letter that never left does not count.
COUNT = f"""
UPDATE outbox_sender SET day_counted_at = %(at)s, day_used = (
    SELECT count(DISTINCT address) FROM outbox_attempt
    WHERE channel = %(channel)s AND claimed_at > %(since)s AND state <> {Attempt.State.QUEUED}
)
WHERE name = %(portfolio)s RETURNING day_used
"""
SPEND = "UPDATE outbox_sender SET day_used = day_used + %(people)s WHERE name = %(portfolio)s"
PARKED = "SELECT count(*) FROM outbox_turn WHERE channel = %(channel)s"


@dataclass(frozen=True, slots=True)
class Day:
    """A limit that is in force, and how many people are left of it."""

    per_day: int
    left: int


def hold(*, at: datetime) -> Day | None:
    """Return the day and keep other engines off it until the transaction ends; none where nothing limits us."""
    found = rows(HOLD, portfolio=PORTFOLIO)
    if not found:
        return None
    per_day, used, counted_at = found[0]
    if counted_at is None or at - counted_at >= COUNTED_EVERY:
        ((used,),) = rows(COUNT, portfolio=PORTFOLIO, channel=ChannelKind.WHATSAPP, at=at, since=at - DAY)
    return Day(per_day, max(per_day - used, 0))


def spend(people: int) -> None:
    """Take so many people off the day that is held."""
    if people:
        execute(SPEND, portfolio=PORTFOLIO, people=people)


def close_when_over(ladder: Ladder, day: Day | None, *, at: datetime) -> Ladder:
    """Return the ladder with WhatsApp shut where nobody is left of the day: what can wait is parked, in order."""
    if day is None or day.left or not any(map(_is_open_whatsapp, ladder)):
        return ladder
    ((parked,),) = rows(PARKED, channel=ChannelKind.WHATSAPP)
    opens_at = ramp.opens_at(day.per_day, parked, at=at)
    return close(ladder, _is_open_whatsapp, Shut.PARK, until=opens_at)


def _is_open_whatsapp(rung: Rung) -> bool:
    return rung.channel is ChannelKind.WHATSAPP and rung.shut is None
