"""Guard the verdicts: count each day's first failures, and suspend the signs of a day on which they jumped."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bijlisetu.contact.health.guard import THRESHOLD, FirstFailures, Jump, Origin, Tallied, jumps
from bijlisetu.contact.health.rules import SAYINGS, Says
from bijlisetu.outbox import incidents
from bijlisetu.outbox.states import State
from bijlisetu.plumbing.database.keyed import execute, rows
from bijlisetu.plumbing.india import INDIA, day_in_india
from bijlisetu.values.dates import day_in_words

KIND = "verdicts"
#: The last three monthly bills are what is usual.
USUAL_FOR = timedelta(days=92)
#: Trouble is over after so many days, even where nothing large was sent that would show it.
OVER_AFTER = timedelta(days=7)
#: No carrier's trouble lasts longer than so many days: a series that still fails then is closed for good.
TROUBLE_FOR = 20

#: Operators are given numbers by the lakh under the first four digits; a mailbox's carrier is its domain.
SERIES = "CASE WHEN strpos({0}, '@') > 0 THEN split_part({0}, '@', 2) ELSE substr({0}, 3, 4) END"
#: Whether the row named sign lies on a day, and comes from an origin, that is suspended.
IS_SUSPENDED = f"""EXISTS (
    SELECT FROM contact_suspended suspended
    WHERE suspended.day = sign.day AND suspended.channel = sign.channel
      AND suspended.sender IN ('', sign.sender) AND suspended.series IN ('', {SERIES.format("sign.value")})
)"""
#: An e-mail counts when the server has taken it, for it seldom says more; on other channels a report must have come.
COUNT = f"""
WITH tried AS (
    SELECT attempt.address, attempt.channel, attempt.sender,
           (attempt.claimed_at AT TIME ZONE 'Asia/Kolkata')::date AS day,
           bool_or(said.is_dead) AS is_dead, bool_or(NOT said.is_dead) AS is_absent
    FROM outbox_attempt attempt
    LEFT JOIN unnest(%(channels)s::text[], %(reasons)s::text[], %(deads)s::boolean[]) AS said (channel, reason, is_dead)
      ON attempt.state = {State.FAILED} AND said.channel = attempt.channel AND said.reason = attempt.reason
    WHERE attempt.claimed_at >= %(since)s
      AND (attempt.state >= {State.DELIVERED} OR said.reason IS NOT NULL
           OR attempt.channel = 'email' AND attempt.state = {State.ACCEPTED})
    GROUP BY 1, 2, 3, 4
)
INSERT INTO contact_tally AS known (day, channel, sender, series, tries, dead, absent)
SELECT day, channel, sender, {SERIES.format("address")}, count(*), count(*) FILTER (WHERE is_dead),
       count(*) FILTER (WHERE is_absent)
FROM tried
-- An address that failed before, and was not alive since, is not counted; unless that was in the same trouble.
WHERE NOT EXISTS (
    SELECT FROM contact_sign sign
    WHERE sign.value = tried.address AND sign.channel = tried.channel AND sign.day < tried.day
      AND NOT EXISTS (
        SELECT FROM contact_life life
        WHERE life.value = sign.value AND life.channel = sign.channel AND life.day >= sign.day OFFSET 0
      )
      AND NOT (sign.day > tried.day - {TROUBLE_FOR} AND {IS_SUSPENDED})
    OFFSET 0
)
GROUP BY 1, 2, 3, 4
ON CONFLICT (day, channel, sender, series)
DO UPDATE SET tries = excluded.tries, dead = excluded.dead, absent = excluded.absent
"""
TALLIES = "SELECT day, channel, sender, series, tries, dead, absent FROM contact_tally WHERE day >= %(since)s"
USUAL = """
SELECT channel, coalesce(sender, ''), coalesce(series, ''), sum(tries)::int, sum(dead)::int, sum(absent)::int
FROM contact_tally tally
WHERE day >= %(since)s AND day < %(day)s AND NOT EXISTS (
    SELECT FROM contact_suspended suspended
    WHERE suspended.day = tally.day AND suspended.channel = tally.channel
      AND suspended.sender IN ('', tally.sender) AND suspended.series IN ('', tally.series)
)
GROUP BY GROUPING SETS ((channel, sender), (channel, series))
"""
LIFT = """
DELETE FROM contact_suspended held WHERE day = %(day)s AND NOT EXISTS (
    SELECT FROM unnest(%(channels)s::text[], %(senders)s::text[], %(series)s::text[]) AS jump (channel, sender, series)
    WHERE (jump.channel, jump.sender, jump.series) = (held.channel, held.sender, held.series)
)
"""
SUSPEND = """
INSERT INTO contact_suspended (day, channel, sender, series)
SELECT %(day)s, * FROM unnest(%(channels)s::text[], %(senders)s::text[], %(series)s::text[])
ON CONFLICT DO NOTHING RETURNING channel, sender, series
"""
#: Origins that were in trouble lately and have had no normal day since.
TROUBLED = """
SELECT channel, sender, series FROM contact_suspended suspended WHERE day > %(over)s AND NOT EXISTS (
    SELECT FROM contact_tally later
    WHERE later.day > suspended.day AND later.channel = suspended.channel
      AND suspended.sender IN ('', later.sender) AND suspended.series IN ('', later.series)
    GROUP BY later.day HAVING sum(later.tries) >= %(least)s
)
"""


def look(*, since: date, at: datetime) -> set[date]:
    """
    Count the tries of the days since then, suspend the days that jumped, and say so for as long as it lasts.

    Return the days of which something was suspended, or is not any more.
    """
    execute(
        COUNT,
        since=datetime.combine(since, time.min, INDIA),
        channels=[str(channel) for channel, _ in SAYINGS],
        reasons=[str(reason) for _, reason in SAYINGS],
        deads=[says is not Says.ABSENT for says in SAYINGS.values()],
    )
    tallies = [
        Tallied(day, channel, sender, series, FirstFailures(*counts))
        for day, channel, sender, series, *counts in rows(TALLIES, since=since)
    ]
    changed = {
        day
        for day in sorted({tally.day for tally in tallies})
        if _suspend(jumps(tallies, day=day, usual=_usual(day)), day=day, at=at)
    }
    _end(at=at)
    return changed


def _usual(day: date) -> dict[Origin, FirstFailures]:
    return {Origin(*line[:3]): FirstFailures(*line[3:]) for line in rows(USUAL, day=day, since=day - USUAL_FOR)}


def _suspend(found: tuple[Jump, ...], *, day: date, at: datetime) -> bool:
    columns = {
        "channels": [jump.origin.channel for jump in found],
        "senders": [jump.origin.sender for jump in found],
        "series": [jump.origin.series for jump in found],
    }
    lifted = execute(LIFT, day=day, **columns)
    fresh = {Origin(*line) for line in rows(SUSPEND, day=day, **columns)}
    for jump in found:
        if jump.origin in fresh:
            incidents.note(kind=KIND, subject=_subject(jump.origin), detail=_words(jump), at=at)
    return bool(lifted or fresh)


def _end(*, at: datetime) -> None:
    over = day_in_india(at) - OVER_AFTER
    troubled = {_subject(Origin(*line)) for line in rows(TROUBLED, over=over, least=THRESHOLD.least)}
    for subject in incidents.open_of(KIND) - troubled:
        incidents.end(kind=KIND, subject=subject, at=at)


def _subject(origin: Origin) -> str:
    return f"{origin.channel} series {origin.series}" if origin.series else f"{origin.channel} sender {origin.sender}"


def _words(jump: Jump) -> str:
    now, usual = jump.now, jump.usual
    return (
        f"{day_in_words(jump.day, 'en')}: of {now.tries} addresses without a fault so far {now.dead} were "
        f"called unknown and {now.absent} out of reach; usual are {usual.dead} and {usual.absent} of {usual.tries}. "
        "The carrier is at fault, not the addresses: the failures of that day are counted against none of them."
    )
