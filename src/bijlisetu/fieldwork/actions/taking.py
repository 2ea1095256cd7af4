"""
Visits are taken: each once, by the identity that was made where somebody stood at the door.

What a telephone tells twice is taken once; what it tells again in other words is refused, and the first words are kept.
One bad visit does not refuse its neighbours. Who does not hold the beat any more is taken too: they walked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.fieldwork import rules
from bijlisetu.fieldwork.actions.doors import settle
from bijlisetu.fieldwork.forms import answers
from bijlisetu.fieldwork.forms.files import forms
from bijlisetu.fieldwork.models import Visit
from bijlisetu.fieldwork.telling import Refused, Told, Why
from bijlisetu.plumbing.database.sql import rows

#: What we know of each: that there is such a consumer; of a beat, its round and form, since when the person had it, and
#: whether the door is, or was, one of its doors. At a desk nobody names a beat: the visit belongs to the open round of
#: its form that has a door of this consumer.
KNOWN = """
SELECT EXISTS (SELECT FROM consumers_consumer consumer WHERE consumer.id = told.consumer),
       coalesce(beat.round_id, (
           SELECT max(open.id) FROM fieldwork_round open
           JOIN fieldwork_door door ON door.round_id = open.id AND door.consumer_id = told.consumer
           WHERE told.beat IS NULL AND open.form = told.form AND open.closed_at IS NULL
       )), round.form, beat.worker_id IS DISTINCT FROM told.person,
       (SELECT min(from_at) FROM fieldwork_holding holding
        WHERE holding.beat_id = beat.id AND holding.worker_id = told.person),
       EXISTS (
           SELECT FROM fieldwork_door door
           WHERE door.id = told.door AND door.consumer_id = told.consumer AND door.round_id = beat.round_id
             AND (door.beat_id = beat.id
                  OR EXISTS (SELECT FROM fieldwork_gone gone WHERE gone.beat_id = beat.id AND gone.door_id = door.id))
       )
FROM unnest(%(consumers)s::bigint[], %(beats)s::bigint[], %(doors)s::bigint[], %(people)s::int[], %(forms)s::text[])
     WITH ORDINALITY AS told (consumer, beat, door, person, form, nth)
LEFT JOIN fieldwork_beat beat ON beat.id = told.beat LEFT JOIN fieldwork_round round ON round.id = beat.round_id
ORDER BY nth
"""
#: In one order, for two telephones may tell of the same visits at once: then the second waits for the first.
KEEP = """
INSERT INTO fieldwork_visit
    (id, form, round_id, consumer_id, beat_id, person_id, "by", device_id, entrance, outcome, answers, said_at, at,
     received_at, latitude, longitude, accuracy_m, is_late, sheet_id, line)
SELECT told.id, told.form, told.round, told.consumer, told.beat, told.person, %(by)s, told.device, told.entrance,
       told.outcome, told.answers, told.said_at, told.at, %(at)s, told.latitude, told.longitude, told.accuracy_m,
       told.is_late, told.sheet, told.line
FROM jsonb_to_recordset(%(visits)s::jsonb) AS told (
    id uuid, form text, round bigint, consumer bigint, beat bigint, person int, device uuid, entrance text,
    outcome text, answers jsonb, said_at timestamptz, at timestamptz, latitude float8, longitude float8,
    accuracy_m float8, is_late boolean, sheet bigint, line int
)
ORDER BY told.id
ON CONFLICT DO NOTHING
RETURNING id
"""
KEPT = """
SELECT id, answers, form, consumer_id, beat_id, person_id, outcome, said_at, latitude, longitude, accuracy_m
FROM fieldwork_visit WHERE id = ANY(%(visits)s)
"""
DOORS = """
SELECT door.id FROM fieldwork_visit visit
JOIN fieldwork_door door ON door.consumer_id = visit.consumer_id AND door.round_id = visit.round_id
WHERE visit.id = ANY(%(visits)s)
"""


class Known(NamedTuple):
    """What the tables have of a visit that is told."""

    is_consumer: bool
    round: int | None
    form: str | None
    is_late: bool
    since: datetime | None
    is_door: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of visits that were told: taken now, taken before, or not, and why."""

    taken: tuple[Visit, ...]
    repeated: tuple[UUID, ...]
    refused: tuple[Refused, ...]


@transaction.atomic
def take(*, visits: Sequence[Told], by: str, at: datetime) -> Taken:
    """Keep the visits, each once, and let their doors stand as all their visits have it; `by` told us of them."""
    refused: list[Refused] = []
    sound: dict[UUID, Visit] = {}
    for told, known in zip(visits, _known(visits), strict=True):
        judged = _judged(told, known, by=by, at=at)
        if isinstance(judged, Refused):
            refused.append(judged)
        elif _said(sound.setdefault(told.id, judged)) != _said(judged):
            refused.append(Refused(told.id, Why.CHANGED))
    new = _keep([visit for visit in sound.values() if visit.at is not None], by=by, at=at)
    before = _kept(sound.keys() - new)
    repeated = [visit for visit in before if before[visit] == _said(sound[visit])]
    _follow([sound[visit] for visit in sound if visit in new], by=by, at=at)
    return Taken(
        taken=tuple(sound[visit] for visit in sound if visit in new),
        repeated=tuple(repeated),
        refused=(
            *refused,
            *(_refused(sound[visit], before) for visit in sound if visit not in new and visit not in repeated),
        ),
    )


def _refused(visit: Visit, before: Collection[UUID]) -> Refused:
    # What is kept needs no time again: its telephone lost our answer, and then its clock was changed.
    is_timeless = visit.at is None and visit.id not in before
    return Refused(visit.id, Why.CLOCK_YEARS_OFF if is_timeless else Why.CHANGED)


def _judged(told: Told, known: Known, *, by: str, at: datetime) -> Visit | Refused:
    """Return the visit as it is to be kept, or why it is not; without a time where its clock says none."""
    if not known.is_consumer:
        return Refused(told.id, Why.UNKNOWN_CONSUMER)
    if told.beat is not None and known.since is None:
        return Refused(told.id, Why.NOT_YOUR_ROUND)
    if told.beat is not None and not known.is_door:
        return Refused(told.id, Why.UNKNOWN_DOOR)
    form = forms().get(known.form or told.form)
    if form is None or told.outcome not in form.outcomes:
        return Refused(told.id, Why.OUTCOME_UNLISTED)
    try:
        answered = answers.read(form, told.outcome, told.answers, is_at_door=told.is_at_door)
    except answers.BadAnswer as bad:
        return Refused(told.id, Why.BAD_ANSWER, form.name, bad.field, bad.lack)
    when = rules.by_our_clock(told.said_at, clock=told.clock, since=known.since, received_at=at)
    latitude, longitude, accuracy = told.place or (None, None, None)
    return Visit(
        id=told.id, form=form.name, round_id=known.round, consumer_id=told.consumer, beat_id=told.beat,
        person_id=told.person, by=by, device_id=told.device, entrance=told.entrance, outcome=told.outcome,
        answers=answered, said_at=told.said_at, at=when, received_at=at, latitude=latitude, longitude=longitude,  # type: ignore[misc] # kept only where it has a time
        accuracy_m=accuracy, is_late=told.beat is not None and known.is_late, sheet_id=told.sheet, line=told.line,
    )  # fmt: skip


def _known(visits: Sequence[Told]) -> Iterable[Known]:
    found = rows(
        KNOWN, consumers=[told.consumer for told in visits], beats=[told.beat for told in visits],
        doors=[told.door for told in visits], people=[told.person for told in visits],
        forms=[told.form for told in visits],
    )  # fmt: skip
    return [Known(*row) for row in found]


def _keep(visits: Collection[Visit], *, by: str, at: datetime) -> set[UUID]:
    """Return those that were not kept before."""
    lines = [
        {
            "id": visit.id, "form": visit.form, "round": visit.round_id, "consumer": visit.consumer_id,
            "beat": visit.beat_id, "person": visit.person_id, "device": visit.device_id, "entrance": visit.entrance,
            "outcome": visit.outcome, "answers": visit.answers, "said_at": visit.said_at, "at": visit.at,
            "latitude": visit.latitude, "longitude": visit.longitude, "accuracy_m": visit.accuracy_m,
            "is_late": visit.is_late, "sheet": visit.sheet_id, "line": visit.line,
        }
        for visit in visits
    ]  # fmt: skip
    return {visit for (visit,) in rows(KEEP, visits=orjson.dumps(lines).decode(), by=by, at=at)}


def _kept(visits: Collection[UUID]) -> Mapping[UUID, tuple[Any, ...]]:
    found = rows(KEPT, visits=list(visits)) if visits else []
    return {visit: (orjson.loads(told), *said) for visit, told, *said in found}


def _said(visit: Visit) -> tuple[Any, ...]:
    """Return the words of a visit, without what we made of them."""
    return (
        visit.answers, visit.form, visit.consumer_id, visit.beat_id, visit.person_id, visit.outcome, visit.said_at,
        visit.latitude, visit.longitude, visit.accuracy_m,
    )  # fmt: skip


def _follow(visits: Sequence[Visit], *, by: str, at: datetime) -> None:
    """Let doors stand as they were found, and write down who was where."""
    settle([door for (door,) in rows(DOORS, visits=[visit.id for visit in visits])])
    found = sorted(visits, key=lambda visit: visit.outcome)
    for outcome, alike in groupby(found, key=lambda visit: visit.outcome):
        audit.note(deed=f"visit.{outcome}", records=[f"consumer:{visit.consumer_id}" for visit in alike], by=by, at=at)
