"""
How doors stand: what all visits found there together, whatever the order in which they were told.

A visit that found what was looked for closes the door for good. Else the last one decides: after it another visit
helps nobody, or somebody goes there again. What an office blocked stays so until a visit brings what was looked for.

A door that another open round has taken meanwhile does not open beside it: one of the two would walk for nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.fieldwork.actions.locking import beside_others, count_up
from bijlisetu.fieldwork.actions.racing import looks_again
from bijlisetu.fieldwork.forms.files import form_named
from bijlisetu.fieldwork.forms.form import Means
from bijlisetu.fieldwork.models import Door
from bijlisetu.plumbing.database.sql import execute, rows

#: Of `door`: another round that is open asks the same there.
ELSEWHERE = """
EXISTS (
    SELECT FROM fieldwork_door other WHERE other.consumer_id = door.consumer_id AND other.asked = door.asked
      AND other.asked <> '' AND other.state = 'open' AND other.id <> door.id
)
"""
FOUND = f"""
WITH said AS (
    SELECT door.id, door.state, {ELSEWHERE} AS is_elsewhere, count(*) AS visits, max(visit.at) AS at,
           min(visit.at) FILTER (WHERE outcome = ANY(%(done)s)) AS done_at,
           (array_agg(outcome ORDER BY visit.at DESC, visit.id DESC))[1] AS last,
           bool_or(outcome = ANY(%(blocked)s)) AS is_blocking
    FROM fieldwork_door door JOIN fieldwork_round round ON round.id = door.round_id AND round.form = %(form)s
    JOIN fieldwork_visit visit ON visit.consumer_id = door.consumer_id AND visit.round_id = door.round_id
    WHERE door.id = ANY(%(doors)s) AND (door.again_at IS NULL OR visit.at >= door.again_at)
    GROUP BY door.id, door.state
),
judged AS (
    SELECT *, CASE WHEN done_at IS NOT NULL THEN 'done'
                   WHEN state = 'done' THEN 'as it was'
                   WHEN last = ANY(%(blocked)s) THEN 'blocked'
                   WHEN state = 'blocked' AND (is_elsewhere OR NOT is_blocking) THEN 'as it was'
                   ELSE 'open' END AS verdict
    FROM said
)
UPDATE fieldwork_door AS door
SET visited_at = judged.at, visits = judged.visits,
    state = CASE verdict WHEN 'as it was' THEN door.state ELSE verdict END,
    why = CASE verdict WHEN 'blocked' THEN last WHEN 'open' THEN door.listed ELSE door.why END,
    closed_at = CASE verdict WHEN 'done' THEN done_at WHEN 'blocked' THEN judged.at
                             WHEN 'as it was' THEN door.closed_at END,
    version = coalesce((SELECT version FROM fieldwork_beat beat WHERE beat.id = door.beat_id), 0)
FROM judged WHERE door.id = judged.id
"""
CLOSE = """
UPDATE fieldwork_door AS door
SET state = %(state)s, why = coalesce(%(why)s, door.why), closed_at = %(at)s,
    version = coalesce((SELECT version FROM fieldwork_beat beat WHERE beat.id = door.beat_id), 0)
WHERE door.id = ANY(%(doors)s) AND door.state = ANY(%(of)s)
RETURNING door.consumer_id
"""

#: Of two rounds that closed a consumer's door the later one walks there.
OPEN_AGAIN = f"""
UPDATE fieldwork_door AS door
SET state = 'open', why = door.listed, closed_at = NULL, visited_at = NULL, visits = 0, again_at = %(at)s,
    version = coalesce((SELECT version FROM fieldwork_beat beat WHERE beat.id = door.beat_id), 0)
WHERE door.id IN (
    SELECT DISTINCT ON (door.consumer_id, door.asked) door.id FROM fieldwork_door door
    WHERE door.id = ANY(%(doors)s) AND NOT {ELSEWHERE}
    ORDER BY door.consumer_id, door.asked, door.round_id DESC
)
RETURNING door.consumer_id
"""


@looks_again
def settle(doors: Collection[int]) -> None:
    """Let the doors stand as their visits have it, in the caller's own transaction."""
    if not doors:
        return
    for form in sorted(_hold(doors)):
        asked = form_named(form)
        execute(
            FOUND, doors=list(doors), form=form, done=asked.meaning(Means.DONE),
            blocked=asked.meaning(Means.BLOCKED),
        )  # fmt: skip


@transaction.atomic
def close_doors(*, doors: Collection[int], by: str, at: datetime) -> int:
    """Close doors whose reason has gone: a receipt came, the consumer spoke; return how many were open."""
    return _close(doors, Door.State.DONE, why=None, by=by, at=at)


@transaction.atomic
def block(*, doors: Collection[int], why: str, by: str, at: datetime) -> int:
    """Say of doors that are not done why nobody can do anything there; return how many."""
    return _close(doors, Door.State.BLOCKED, why=why, by=by, at=at)


@looks_again
def open_again(*, doors: Collection[int], why: str, by: str, at: datetime) -> int:
    """
    Have the doors walked to once more, as if nobody had been there; return how many.

    The visits stay in the record. A door that another open round walks to stays closed here.
    """
    _hold(doors)
    opened = rows(OPEN_AGAIN, doors=list(doors), at=at)
    records = [f"consumer:{consumer}" for (consumer,) in opened]
    audit.note(deed="door.opened_again", records=records, by=by, at=at, detail={"why": why})
    return len(opened)


def _close(doors: Collection[int], state: Door.State, *, why: str | None, by: str, at: datetime) -> int:
    _hold(doors)
    of = [Door.State.OPEN, Door.State.BLOCKED]
    closed = rows(CLOSE, doors=list(doors), state=state, why=why, at=at, of=of)
    records = [f"consumer:{consumer}" for (consumer,) in closed]
    audit.note(deed=f"door.{state}", records=records, by=by, at=at, detail={"why": why} if why else {})
    return len(closed)


def _hold(doors: Collection[int]) -> set[str]:
    """Hold the beats of the doors and give them their next version; return the forms that are asked there."""
    where = Door.objects.filter(pk__in=doors)
    beside_others(set(where.values_list("round", flat=True)))
    count_up(set(where.exclude(beat=None).values_list("beat", flat=True)))
    return set(where.values_list("round__form", flat=True))
