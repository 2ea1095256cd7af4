"""Beats are given to people, and handed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.fieldwork.models import Beat
from bijlisetu.plumbing.database.sql import execute, rows

#: Those that are not theirs already; in one order, for two officers may do it at once.
CHANGE = """
UPDATE fieldwork_beat
SET worker_id = %(worker)s::int, assigned_at = CASE WHEN %(worker)s::int IS NOT NULL THEN %(at)s END
WHERE id IN (SELECT id FROM fieldwork_beat WHERE id = ANY(%(beats)s) ORDER BY id FOR NO KEY UPDATE)
  AND worker_id IS DISTINCT FROM %(worker)s::int
RETURNING id
"""
END = """
UPDATE fieldwork_holding SET until_at = greatest(%(at)s, from_at) WHERE beat_id = ANY(%(beats)s) AND until_at IS NULL
"""
BEGIN = """
INSERT INTO fieldwork_holding (beat_id, worker_id, from_at)
SELECT beat, %(worker)s, %(at)s FROM unnest(%(beats)s::bigint[]) AS beat
"""


@transaction.atomic
def assign(*, beats: Sequence[int], worker: int | None, by: str, at: datetime) -> int:
    """Give the beats to the person, or to nobody; return how many were not theirs already."""
    changed = [beat for (beat,) in rows(CHANGE, beats=list(beats), worker=worker, at=at)]
    execute(END, beats=changed, at=at)
    if worker is not None:
        execute(BEGIN, beats=changed, worker=worker, at=at)
    records = [f"beat:{beat}" for beat in sorted(changed)]
    audit.note(deed="beat.assigned", records=records, by=by, at=at, detail={"person": worker})
    return len(changed)


@transaction.atomic
def hand_over(*, from_worker: int, to_worker: int | None, by: str, at: datetime, beats: Sequence[int] = ()) -> int:
    """Give another person, or nobody, what the one holds in open rounds, or those of it named; return how many."""
    held = Beat.objects.filter(worker=from_worker, round__closed_at=None)
    if beats:
        held = held.filter(pk__in=beats)
    return assign(beats=list(held.values_list("pk", flat=True)), worker=to_worker, by=by, at=at)
