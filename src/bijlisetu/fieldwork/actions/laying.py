"""Doors are laid into beats, and beats are split."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

import bijlisetu.audit.actions as audit
from bijlisetu.fieldwork.actions.holding import give
from bijlisetu.fieldwork.actions.locking import alone, count_up
from bijlisetu.fieldwork.models import Beat, Door, Round
from bijlisetu.fieldwork.refusals import NoRound, NotInRound
from bijlisetu.plumbing.database.sql import execute, rows

LAY = """
INSERT INTO fieldwork_beat (round_id, number, name, office_id, version)
SELECT %(round)s, told.number, told.name, told.office, 0
FROM unnest(%(numbers)s::int[], %(names)s::text[], %(offices)s::bigint[]) AS told (number, name, office)
ORDER BY told.number
ON CONFLICT (round_id, number) DO UPDATE SET name = excluded.name, office_id = excluded.office_id
RETURNING number, id
"""
#: Where the consumers' doors of the round stand now.
STAND = """
SELECT DISTINCT beat_id FROM fieldwork_door
WHERE round_id = %(round)s AND consumer_id = ANY(%(consumers)s) AND beat_id IS NOT NULL
"""
#: A telephone that holds the beat they leave forgets them. A door that stays where it is has not left.
LEAVE = """
INSERT INTO fieldwork_gone (beat_id, door_id, version)
SELECT door.beat_id, door.id, beat.version
FROM unnest(%(consumers)s::bigint[], %(beats)s::bigint[]) AS told (consumer, beat)
JOIN fieldwork_door door ON door.round_id = %(round)s AND door.consumer_id = told.consumer
JOIN fieldwork_beat beat ON beat.id = door.beat_id
WHERE door.beat_id <> told.beat
ON CONFLICT (beat_id, door_id) DO UPDATE SET version = excluded.version
"""
ENTER = """
INSERT INTO fieldwork_door AS known
    (round_id, beat_id, consumer_id, asked, "order", state, why, listed, version)
SELECT %(round)s, told.beat, told.consumer, round.form, told.place, 'open', told.why, told.why, beat.version
FROM unnest(%(consumers)s::bigint[], %(beats)s::bigint[], %(places)s::int[], %(whys)s::text[])
     AS told (consumer, beat, place, why)
JOIN fieldwork_beat beat ON beat.id = told.beat JOIN fieldwork_round round ON round.id = beat.round_id
ON CONFLICT (round_id, consumer_id) DO UPDATE
SET beat_id = excluded.beat_id, "order" = excluded."order", version = excluded.version
"""
COME_BACK = """
DELETE FROM fieldwork_gone AS gone USING fieldwork_door AS door
WHERE door.id = gone.door_id AND door.beat_id = gone.beat_id AND gone.beat_id = ANY(%(beats)s)
"""


class Laid(NamedTuple):
    """A beat as it is planned: its doors in walking order, and of each why it is on the list."""

    number: int
    name: str
    office: int
    consumers: Sequence[int]
    whys: Sequence[str] = ()
    worker: int | None = None


@transaction.atomic
def lay_beats(*, round_: int, beats: Sequence[Laid], by: str, at: datetime) -> dict[int, int]:
    """
    Lay the doors into beats, new ones or those of the same numbers; return the beats by their numbers.

    A door that the round knows moves to the beat it is laid into, and keeps what was found there; no door is lost.

    :raises NoRound: if there is no such round, or it is closed
    """
    alone(round_)
    _open(round_)
    made = dict(
        rows(
            LAY, round=round_, numbers=[beat.number for beat in beats], names=[beat.name for beat in beats],
            offices=[beat.office for beat in beats],
        )
    )  # fmt: skip
    _move(round_, {made[beat.number]: beat for beat in beats})
    give(workers={made[beat.number]: beat.worker for beat in beats if beat.worker is not None}, by=by, at=at)
    detail = {"beats": len(beats), "doors": sum(len(beat.consumers) for beat in beats)}
    audit.note(deed="round.laid", records=[f"round:{round_}"], by=by, at=at, detail=detail)
    return made


@transaction.atomic
def split(*, beat: int, doors: Sequence[int], worker: int | None, by: str, at: datetime) -> int:
    """
    Take the doors out of the beat into a new one, which the worker holds, or nobody yet; return the new beat.

    :raises NotInRound: if one of the doors is not of the beat
    """
    parted = Beat.objects.get(pk=beat)
    alone(parted.round_id)
    taken = list(Door.objects.filter(pk__in=doors, beat=beat).order_by("order", "pk").values_list("consumer_id", "why"))
    if len(taken) != len(set(doors)):
        raise NotInRound(f"{len(set(doors)) - len(taken)} of the doors are not of beat {parted.number}")
    last = Beat.objects.filter(round=parted.round_id).aggregate(last=Max("number"))["last"]
    consumers, whys = zip(*taken, strict=True) if taken else ((), ())
    laid = Laid(last + 1, parted.name, parted.office_id, consumers, whys, worker)
    return lay_beats(round_=parted.round_id, beats=[laid], by=by, at=at)[laid.number]


def _move(round_: int, beats: dict[int, Laid]) -> None:
    consumers = list(chain.from_iterable(beat.consumers for beat in beats.values()))
    into = [pk for pk, beat in beats.items() for _ in beat.consumers]
    whys = list(chain.from_iterable(beat.whys or [""] * len(beat.consumers) for beat in beats.values()))
    places = list(chain.from_iterable(range(1, len(beat.consumers) + 1) for beat in beats.values()))
    left = {beat for (beat,) in rows(STAND, round=round_, consumers=consumers)}
    count_up(left | set(beats))
    execute(LEAVE, round=round_, consumers=consumers, beats=into)
    execute(ENTER, round=round_, consumers=consumers, beats=into, places=places, whys=whys)
    execute(COME_BACK, beats=list(beats))


def _open(round_: int) -> None:
    if not Round.objects.filter(pk=round_, closed_at=None).exists():
        raise NoRound(f"there is no open round {round_}")
