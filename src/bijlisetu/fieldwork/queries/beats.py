"""Which beats a person holds, and which doors a beat has, a portion at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bijlisetu.fieldwork.rules import EVENING, another_hour
from bijlisetu.plumbing.database.sql import rows

HELD = """
SELECT beat.id, beat.number, beat.name, beat.office_id, beat.version, round.id, round.form, round.title, round.ends_on,
       had.doors, had.open
FROM fieldwork_beat beat JOIN fieldwork_round round ON round.id = beat.round_id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(doors), 0)::int, coalesce(sum(doors) FILTER (WHERE state = 'open'), 0)::int
    FROM fieldwork_doortotal total WHERE total.round = round.id AND total.beat = beat.id
) AS had (doors, open)
WHERE beat.worker_id = %(person)s AND round.closed_at IS NULL AND {which}
ORDER BY round.id, beat.number
"""
#: A round is walked from its first day to its last, unless an officer ends it before.
WALKED_NOW = "round.begins_on <= %(on)s AND round.ends_on > %(on)s"
#: What was changed since a version; a telephone that knows none is told all.
DOORS = """
SELECT door.id, door.consumer_id, door.why, door."order", door.state, consumer.account, consumer.name,
       consumer.address, consumer.pole, consumer.latitude, consumer.longitude, had.by_day, had.in_evening
FROM fieldwork_door door JOIN consumers_consumer consumer ON consumer.id = door.consumer_id
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE NOT is_evening), count(*) FILTER (WHERE is_evening)
    FROM (
        SELECT extract(hour FROM visit.at AT TIME ZONE 'Asia/Kolkata') >= %(evening)s AS is_evening
        FROM fieldwork_visit visit
        WHERE door.state = 'open' AND door.visited_at IS NOT NULL AND visit.round_id = door.round_id
          AND visit.consumer_id = door.consumer_id AND (door.again_at IS NULL OR visit.at >= door.again_at)
    ) AS visit
) AS had (by_day, in_evening)
WHERE door.beat_id = %(beat)s AND door."order" > %(after)s AND (door.version > %(since)s OR %(since)s = 0)
ORDER BY door."order" FETCH FIRST %(limit)s ROWS WITH TIES
"""
GONE = "SELECT door_id FROM fieldwork_gone WHERE beat_id = %(beat)s AND version > %(since)s ORDER BY door_id"
VERSION = "SELECT version FROM fieldwork_beat WHERE id = %(beat)s"
HOLDS = f"""
SELECT EXISTS (
    SELECT FROM fieldwork_beat beat JOIN fieldwork_round round ON round.id = beat.round_id
    WHERE beat.id = %(beat)s AND beat.worker_id = %(person)s AND round.closed_at IS NULL AND {WALKED_NOW}
)
"""
HOLDS_DOOR = """
SELECT EXISTS (
    SELECT FROM fieldwork_door door JOIN fieldwork_beat beat ON beat.id = door.beat_id
    JOIN fieldwork_round round ON round.id = door.round_id
    WHERE door.consumer_id = %(consumer)s AND beat.worker_id = %(person)s AND round.closed_at IS NULL
)
"""


@dataclass(frozen=True, slots=True)
class HeldBeat:
    """A beat of an open round, as whoever holds it sees it."""

    id: int
    number: int
    name: str
    office: int
    version: int
    round: int
    form: str
    title: str
    ends_on: date  #: exclusive
    doors: int
    open: int  #: of them


class DoorOfBeat(NamedTuple):
    """A door of a beat, and who is to be met there."""

    id: int
    consumer: int
    why: str
    order: int
    state: str
    account: str
    name: str
    address: str
    pole: str
    latitude: float | None
    longitude: float | None
    by_day: int  #: visits that have left it open, before the evening
    in_evening: int

    @property
    def another_hour(self) -> str:
        """When to go there again; empty where nobody was yet."""
        return another_hour(by_day=self.by_day, in_evening=self.in_evening)


@dataclass(frozen=True, slots=True)
class DoorsPage:
    """A portion of the doors of a beat that changed since a version."""

    version: int  #: as of before the doors were read: whoever asks for what came after it misses nothing
    doors: tuple[DoorOfBeat, ...]
    gone: tuple[int, ...]  #: that left the beat since; told with the first portion
    next: int | None  #: after which order the next portion begins; none: these were the last


def beat_of(person: int, *, on: date) -> tuple[HeldBeat, ...]:
    """Return the beats that the person walks on the day: those of rounds that have begun and are not over."""
    return tuple(HeldBeat(*row) for row in rows(HELD.format(which=WALKED_NOW), person=person, on=on))


def work_of(person: int) -> tuple[HeldBeat, ...]:
    """Return the beats in which the person has doors to go to, today or once their round begins."""
    return tuple(HeldBeat(*row) for row in rows(HELD.format(which="had.open > 0"), person=person))


def holds(person: int, beat: int, *, on: date) -> bool:
    """Return whether the person walks the beat on the day."""
    ((is_theirs,),) = rows(HOLDS, person=person, beat=beat, on=on)
    return bool(is_theirs)


def holds_door(person: int, consumer: int) -> bool:
    """Return whether the consumer's door is one of a beat that the person holds now, in an open round."""
    ((is_theirs,),) = rows(HOLDS_DOOR, person=person, consumer=consumer)
    return bool(is_theirs)


def doors_of(beat: int, *, since: int = 0, after: int = 0, limit: int = 200) -> DoorsPage:
    """
    Return about as many doors of the beat in walking order; a few more where several stand at one place.

    :param since: the version of the beat that the telephone knows whole; 0: none
    :param after: the order of the last door of the portion before
    """
    ((version,),) = rows(VERSION, beat=beat)
    # A database put back from a copy counts from where the copy was: then all doors are told anew.
    known = since if since <= version else 0
    asked = {"since": known, "after": after, "limit": limit, "evening": EVENING}
    found = [DoorOfBeat(*row) for row in rows(DOORS, beat=beat, **asked)]
    # Also to whoever knows no version: the line broke while they fetched, and a door that they have has left since.
    gone = () if after else tuple(door for (door,) in rows(GONE, beat=beat, since=known))
    return DoorsPage(version, tuple(found), gone, found[-1].order if len(found) >= limit else None)
