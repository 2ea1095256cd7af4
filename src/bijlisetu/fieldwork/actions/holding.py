"""Beats are given to people, and handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.fieldwork.models import Beat
from bijlisetu.plumbing.database.sql import execute, rows

#: Those that are not theirs already; in one order, for two officers may do it at once.
CHANGE = """
UPDATE fieldwork_beat AS beat
SET worker_id = told.worker, assigned_at = CASE WHEN told.worker IS NOT NULL THEN %(at)s END
FROM unnest(%(beats)s::bigint[], %(workers)s::int[]) AS told (beat, worker)
WHERE beat.id = told.beat AND beat.worker_id IS DISTINCT FROM told.worker
  AND beat.id IN (SELECT id FROM fieldwork_beat WHERE id = ANY(%(beats)s) ORDER BY id FOR NO KEY UPDATE)
RETURNING beat.id, beat.worker_id
"""
END = """
UPDATE fieldwork_holding SET until_at = greatest(%(at)s, from_at) WHERE beat_id = ANY(%(beats)s) AND until_at IS NULL
"""
BEGIN = """
INSERT INTO fieldwork_holding (beat_id, worker_id, from_at)
SELECT beat, worker, %(at)s FROM unnest(%(beats)s::bigint[], %(workers)s::int[]) AS told (beat, worker)
WHERE worker IS NOT NULL
"""


def assign(*, beats: Sequence[int], worker: int | None, by: str, at: datetime) -> int:
    """Give the beats to the person, or to nobody; return how many were not theirs already."""
    return give(workers=dict.fromkeys(beats, worker), by=by, at=at)


@transaction.atomic
def give(*, workers: Mapping[int, int | None], by: str, at: datetime) -> int:
    """Give each beat to its person, or to nobody; return how many were not theirs already."""
    if not workers:
        return 0
    changed = dict(rows(CHANGE, beats=list(workers), workers=list(workers.values()), at=at))
    execute(END, beats=list(changed), at=at)
    execute(BEGIN, beats=list(changed), workers=list(changed.values()), at=at)
    ordered = sorted(changed.items(), key=lambda pair: (pair[1] or 0, pair[0]))
    for worker, alike in groupby(ordered, key=lambda pair: pair[1]):
        records = [f"beat:{beat}" for beat, _ in alike]
        audit.note(deed="beat.assigned", records=records, by=by, at=at, detail={"person": worker})
    return len(changed)


@transaction.atomic
def hand_over(*, from_worker: int, to_worker: int | None, by: str, at: datetime, beats: Sequence[int] = ()) -> int:
    """Give another person, or nobody, what the one holds in open rounds, or those of it named; return how many."""
    held = Beat.objects.filter(worker=from_worker, round__closed_at=None)
    if beats:
        held = held.filter(pk__in=beats)
    return assign(beats=list(held.values_list("pk", flat=True)), worker=to_worker, by=by, at=at)
