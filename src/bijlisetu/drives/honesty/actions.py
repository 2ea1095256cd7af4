"""What an officer does about a drive's honesty: call people back, keep what they say, have doors walked to again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.drives.honesty.disbelieving import disbelieve_visits
from bijlisetu.drives.models import CallBack, Drive
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.fieldwork.actions.holding import give
from bijlisetu.plumbing.database.sql import rows

#: Doors where the person was, or may have been: of those that wait in the beats, a telephone may tell later.
WALKED = """
SELECT door.id FROM fieldwork_door door
WHERE door.round_id = %(drive)s AND door.again_at IS NULL AND (
    EXISTS (SELECT FROM fieldwork_visit visit WHERE visit.round_id = door.round_id
              AND visit.consumer_id = door.consumer_id AND visit.person_id = %(person)s)
    OR door.visits = 0
       AND EXISTS (SELECT FROM fieldwork_beat beat WHERE beat.id = door.beat_id AND beat.worker_id = %(person)s)
)
ORDER BY door.id
"""
#: With how many open doors each holds.
BEATS = """
SELECT beat.id, count(door.id) FROM fieldwork_beat beat LEFT JOIN fieldwork_door door ON door.beat_id = beat.id
WHERE beat.round_id = %(drive)s AND beat.worker_id = %(person)s GROUP BY beat.id ORDER BY count(door.id) DESC, beat.id
"""
LOAD = """
SELECT worker.id, count(door.id) FROM unnest(%(workers)s::int[]) AS worker (id)
LEFT JOIN fieldwork_beat beat ON beat.worker_id = worker.id AND beat.round_id = %(drive)s
LEFT JOIN fieldwork_door door ON door.beat_id = beat.id AND door.state = 'open' GROUP BY worker.id
"""


class Again(NamedTuple):
    """What is walked again."""

    doors: int
    beats: int


@transaction.atomic
def called_back(*, drive: Drive, visit: str, said: CallBack.Said, at: datetime, by: str) -> bool:
    """Keep what the people said who were called about a visit; return whether chance had drawn it and nobody called."""
    try:
        asked = UUID(visit)
    except ValueError:
        return False
    kept = CallBack.objects.filter(pk=asked, drive=drive, called_at=None).update(
        said=said, called_by=by, called_at=at
    )  # fmt: skip
    if kept:
        audit.note(deed="drive.called_back", records=[f"visit:{asked}"], by=by, at=at, detail={"said": str(said)})
    return bool(kept)


@transaction.atomic
def walk_again(*, drive: Drive, person: int, to: Sequence[int], why: str, at: datetime, by: str) -> Again:
    """
    Have others walk the beats of the person, and go once more to every door where the person was.

    An officer decides so; nothing of it happens by itself. Each beat goes to whoever of the others has least to do, and
    what this person alone brought counts no more.
    """
    doors = [door for (door,) in rows(WALKED, drive=drive.pk, person=person)]
    opened = fieldwork.open_again(doors=doors, why=why, by=by, at=at)
    beats = hand_over(drive=drive, person=person, to=to, at=at, by=by)
    addresses = disbelieve_visits(drive=drive, person=person, at=at, by=by)
    audit.note(
        deed="drive.walked_again", records=[f"drive:{drive.pk}"], by=by, at=at,
        detail={"person": person, "doors": opened, "beats": beats, "addresses": addresses},
    )  # fmt: skip
    return Again(opened, beats)


@transaction.atomic
def hand_over(*, drive: Drive, person: int, to: Sequence[int], at: datetime, by: str) -> int:
    """Give each beat of the person to whoever of the others has least to do; return how many."""
    load = dict(rows(LOAD, drive=drive.pk, workers=list(to)))
    workers: dict[int, int | None] = {}
    for beat, many in rows(BEATS, drive=drive.pk, person=person):
        worker = min(load, key=lambda who: (load[who], who))
        load[worker] += many
        workers[beat] = worker
    give(workers=workers, by=by, at=at)
    return len(workers)
