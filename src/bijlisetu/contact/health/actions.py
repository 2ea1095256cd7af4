"""
Verdicts on addresses: gather what tries say of them, and judge by the agreement of channels and days.

Both deeds may run at any time and as often as one likes. They find tries by the time of their claim, whose index costs
next to nothing, and write in sets; a try is looked through a bounded number of times in its life.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction

from bijlisetu.contact.health import guarding
from bijlisetu.contact.health.models import Bookmark
from bijlisetu.contact.health.rules import POLICY, SAYINGS, Diagnosis, Policy, Says, Symptom
from bijlisetu.contact.health.rules import judge as judge_symptoms
from bijlisetu.contact.lists import CHANNEL_SHUT
from bijlisetu.outbox.states import State
from bijlisetu.plumbing.database.keyed import execute, rows
from bijlisetu.plumbing.india import INDIA, day_in_india
from bijlisetu.values import ChannelKind

#: Most reports come within minutes of what they tell.
LATE, IN_FLIGHT = timedelta(hours=2), timedelta(days=2)
#: Once a day later ones are looked for: Meta delivers webhooks up to 7 days late, and messages up to 30 days.
VERY_LATE, LONG_IN_FLIGHT = timedelta(days=8), timedelta(days=30)
#: The guard looks at a day again, for the reports that come after midnight.
AGAIN = timedelta(days=2)
BATCH = 5000

DAY = "(({column}) AT TIME ZONE 'Asia/Kolkata')::date"
SIGNS = f"""
INSERT INTO contact_sign (value, channel, sender, day, says, gathered_at)
SELECT DISTINCT attempt.address, attempt.channel, attempt.sender, {DAY.format(column="attempt.claimed_at")}, said.says,
       %(at)s::timestamptz
FROM outbox_attempt attempt, LATERAL (
    SELECT says FROM unnest(%(channels)s::text[], %(reasons)s::text[], %(says)s::text[]) AS told (channel, reason, says)
    WHERE told.channel = attempt.channel AND told.reason = attempt.reason OFFSET 0
) AS said
WHERE attempt.claimed_at >= %(claimed_since)s AND attempt.state = {State.FAILED} AND attempt.failed_at >= %(since)s
ON CONFLICT DO NOTHING
"""
#: A carrier's clock may be ahead of ours: what arrived counts for today at the latest, and disproves no later sign.
LIVES = f"""
WITH arrived AS (
    SELECT address AS value, channel,
           max({DAY.format(column="least(greatest(delivered_at, read_at), %(at)s)")}) AS day
    FROM outbox_attempt
    WHERE claimed_at >= %(claimed_since)s AND state >= {State.DELIVERED}
      AND greatest(delivered_at, read_at) >= %(since)s
    GROUP BY address, channel
),
lived AS (
    INSERT INTO contact_life AS known (value, channel, day)
    SELECT arrived.value, arrived.channel, arrived.day
    FROM arrived
    WHERE NOT EXISTS (
        SELECT FROM contact_life seen
        WHERE seen.value = arrived.value AND seen.channel = arrived.channel AND seen.day >= arrived.day OFFSET 0
    )
    ORDER BY 1, 2
    ON CONFLICT (value, channel) DO UPDATE SET day = excluded.day WHERE known.day < excluded.day
    RETURNING value, channel, day
)
-- A row that another transaction holds is being deleted there too, so this need not wait for it.
DELETE FROM contact_health WHERE value = ANY(ARRAY(
    SELECT health.value FROM lived, LATERAL (
        SELECT value FROM contact_health WHERE value = lived.value AND last_on <= lived.day
          AND (finding <> 'not_on_whatsapp' OR lived.channel = 'whatsapp') AND finding <> '{CHANNEL_SHUT}'
        FOR UPDATE SKIP LOCKED
    ) AS health
))
"""
#: An address is judged once it has signs of two days, and again when a sign is new, a day is over, or the guard has
#: suspended or freed a day.
TOUCHED = """
SELECT value FROM contact_sign WHERE day < %(today)s
GROUP BY value
HAVING min(day) < max(day)
   AND (max(gathered_at) >= %(judged_at)s OR max(day) >= %(judged_on)s OR bool_or(day = ANY(%(changed)s::date[])))
"""
KNOWN = f"""
SELECT value, channel, day, says, {guarding.IS_SUSPENDED} FROM contact_sign sign
WHERE value = ANY(%(values)s) AND day < %(today)s
UNION ALL
SELECT value, channel, day, 'alive', false FROM contact_life WHERE value = ANY(%(values)s)
ORDER BY 1
"""
CALL = """
INSERT INTO contact_health AS known (value, finding, shut, since, until, last_on)
SELECT value, finding, shut::text[], %(at)s, until, last_on
FROM unnest(%(values)s::text[], %(findings)s::text[], %(shuts)s::text[], %(untils)s::timestamptz[],
            %(last_ons)s::date[]) AS called (value, finding, shut, until, last_on)
ORDER BY value
ON CONFLICT (value) DO UPDATE
SET finding = excluded.finding, shut = excluded.shut, until = excluded.until, last_on = excluded.last_on,
    since = CASE WHEN known.finding = excluded.finding THEN known.since ELSE excluded.since END
"""
ACQUIT = f"DELETE FROM contact_health WHERE value = ANY(%(values)s) AND finding <> '{CHANNEL_SHUT}'"
FORGET = "DELETE FROM {table} WHERE day < %(before)s"


@transaction.atomic
def gather(*, at: datetime) -> int:
    """Note what tries said of their addresses since the last time; return how many signs of death are new."""
    bookmark = _bookmark()
    since, claimed_since = _bounds(bookmark.gathered_until, at=at)
    pairs, says = list(SAYINGS), [str(one) for one in SAYINGS.values()]
    bounds = {"at": at, "since": since, "claimed_since": claimed_since}
    found = execute(
        SIGNS,
        channels=[str(channel) for channel, _ in pairs],
        reasons=[str(reason) for _, reason in pairs],
        says=says,
        **bounds,
    )
    execute(LIVES, **bounds)
    bookmark.gathered_until = at
    bookmark.save(update_fields=["gathered_until"])
    return found


@transaction.atomic
def judge(*, at: datetime, policy: Policy = POLICY) -> int:
    """
    Say of each address what its signs agree on; return how many verdicts were given or renewed.

    The guard looks first, and each time; verdicts are given once a day, on days that are over.
    """
    bookmark, today = _bookmark(), day_in_india(at)
    judged_on = day_in_india(bookmark.judged_at) if bookmark.judged_at else today - timedelta(days=policy.full_for)
    if judged_on >= today:
        guarding.look(since=today, at=at)
        return 0
    changed = list(guarding.look(since=judged_on - AGAIN, at=at))
    lines = rows(TOUCHED, today=today, judged_at=bookmark.judged_at or at, judged_on=judged_on, changed=changed)
    touched = [value for (value,) in lines]
    called = sum(
        _judge(touched[start : start + BATCH], at=at, policy=policy) for start in range(0, len(touched), BATCH)
    )
    for table in ("contact_sign", "contact_life", "contact_tally", "contact_suspended"):
        execute(FORGET.format(table=table), before=today - timedelta(days=policy.half_for))
    # The claim asks this table for every address, and must not do so by a plan for the empty table of yesterday.
    execute("ANALYZE contact_health")
    bookmark.judged_at = at
    bookmark.save(update_fields=["judged_at"])
    return called


def _bookmark() -> Bookmark:
    """Return how far we are, held until the end of the transaction: two at once would do the same work twice."""
    Bookmark.objects.get_or_create(pk=1)
    return Bookmark.objects.select_for_update().get(pk=1)


def _bounds(until: datetime | None, *, at: datetime) -> tuple[datetime, datetime]:
    if until is None:
        everything = at - timedelta(days=POLICY.half_for)
        return everything, everything
    if day_in_india(until) < day_in_india(at):
        return until - VERY_LATE, until - VERY_LATE - LONG_IN_FLIGHT
    return until - LATE, until - LATE - IN_FLIGHT


def _judge(values: Sequence[str], *, at: datetime, policy: Policy) -> int:
    today = day_in_india(at)
    known = rows(KNOWN, values=list(values), today=today)
    judged = {
        value: judge_symptoms(map(_symptom, lines), on=today, policy=policy)
        for value, lines in groupby(known, key=itemgetter(0))
    }
    called = {value: diagnosis for value, diagnosis in judged.items() if diagnosis is not None}
    execute(ACQUIT, values=[value for value, diagnosis in judged.items() if diagnosis is None])
    if called:
        execute(CALL, at=at, values=list(called), **_columns(called.values()))
    return len(called)


def _symptom(line: tuple[Any, ...]) -> Symptom:
    _, channel, day, says, is_suspended = line
    return Symptom(ChannelKind(channel), day, Says(says), is_suspended)


def _columns(diagnoses: Iterable[Diagnosis]) -> dict[str, list[Any]]:
    found = list(diagnoses)
    return {
        "findings": [str(diagnosis.reason) for diagnosis in found],
        "shuts": [f"{{{','.join(sorted(diagnosis.shut))}}}" for diagnosis in found],
        "untils": [_midnight(diagnosis.until) for diagnosis in found],
        "last_ons": [diagnosis.last_on for diagnosis in found],
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, INDIA)
