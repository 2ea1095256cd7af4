"""Beats are given to people, and handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.fieldwork.models import Beat
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.staff.deeds import TABLE, Deed

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

#: Beats of people who cannot walk: their login is closed, or they hold no post that walks; that of a round to come is
#: asked for its first day.
STRANDED = """
SELECT beat.id FROM fieldwork_beat beat
JOIN fieldwork_round round ON round.id = beat.round_id AND round.closed_at IS NULL
JOIN auth_user person ON person.id = beat.worker_id
WHERE NOT person.is_active OR NOT person.is_superuser AND NOT EXISTS (
    SELECT FROM staff_post post
    WHERE post.person_id = person.id AND post.role = ANY(%(roles)s)
      AND post.valid_from <= greatest(%(on)s, round.begins_on)
      AND (post.valid_to IS NULL OR post.valid_to > greatest(%(on)s, round.begins_on))
)
ORDER BY beat.id
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


def take_back(*, by: str, at: datetime) -> int:
    """
    Give the beats of everybody who cannot walk any more to nobody, so that all pages say so; return how many.

    What they found before still counts when their telephones tell of it.
    """
    roles = sorted(TABLE[Deed.WALK_BEAT].roles)
    beats = [beat for (beat,) in rows(STRANDED, roles=roles, on=day_in_india(at))]
    return assign(beats=beats, worker=None, by=by, at=at)
