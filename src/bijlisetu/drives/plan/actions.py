"""Open a drive: whom it is for, in beats along the lines, shared out among those who walk there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

import bijlisetu.audit.actions as audit
from bijlisetu.arrears.visiting import at_doors
from bijlisetu.arrears.visiting.at_doors import TO_SEE
from bijlisetu.consumers.walking import WALK
from bijlisetu.drives.models import Drive
from bijlisetu.drives.pace.calendar import Calendar
from bijlisetu.drives.plan.rules import Stretch, cut, share_out, size_of
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.fieldwork.actions import Laid
from bijlisetu.fieldwork.actions.racing import looks_again
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.reach.queries.at_doors import FORM
from bijlisetu.staff.deeds import WALKING
from bijlisetu.staff.models import Role

#: Of two who plan at once, the second sees the doors of the first.
ALONE = "SELECT FROM (SELECT pg_advisory_xact_lock(hashtext('bijlisetu drives'))) AS held"
#: Whom the occasion did not reach, and why; those whom nothing is on its way to any more.
NOT_REACHED = """
SELECT standing.consumer_id,
       CASE WHEN standing.degree = 'failed' AND standing.reason <> '' THEN standing.reason
            ELSE standing.degree END AS why
FROM reach_standing standing
WHERE standing.ledger = %(ledger)s AND standing.occasion = %(occasion)s AND NOT standing.reached
"""
NO_NUMBER = """
SELECT consumer.id AS consumer_id, 'no_address' AS why FROM consumers_consumer consumer
WHERE NOT EXISTS (
    SELECT FROM contact_address held WHERE held.consumer_id = consumer.id AND held.owner <> 'not_owner'
      AND held.channels && ARRAY['sms', 'whatsapp'] AND NOT EXISTS (
        SELECT FROM contact_health ill WHERE ill.value = held.value AND ill.until > %(at)s
          AND ill.finding IN ('number_dead', 'phone_absent')
    )
)
"""
#: Whose recoveries are work of these offices or of those below: what is an officer's further up stays theirs.
OWING = f"""
SELECT due.consumer_id, due.why FROM ({TO_SEE}) AS due
WHERE due.office_id IN (SELECT descendant_id FROM network_office_tree WHERE ancestor_id = ANY(%(offices)s))
"""
#: Whom each population takes, and what is asked at their doors.
POPULATIONS = {
    Drive.Population.NOT_REACHED: (NOT_REACHED, FORM),
    Drive.Population.NO_NUMBER: (NO_NUMBER, FORM),
    Drive.Population.OWING: (OWING, at_doors.FORM),
}
#: In walking order, section by section and feeder by feeder.
DOORS = f"""
WITH wanted AS ({{population}}),
sections AS (
    SELECT DISTINCT descendant_id AS id FROM network_office_tree WHERE ancestor_id = ANY(%(offices)s)
)
SELECT wanted.consumer_id, wanted.why, place.section_id, feeder.name, coalesce(consumer.transformer_id, 0)
FROM wanted
JOIN consumers_consumer consumer ON consumer.id = wanted.consumer_id
JOIN network_feeder feeder ON feeder.id = consumer.feeder_id
JOIN network_feederplace place ON place.feeder_id = feeder.id AND place.valid_to IS NULL
JOIN sections ON sections.id = place.section_id
WHERE NOT EXISTS (
    SELECT FROM fieldwork_door door JOIN fieldwork_round round ON round.id = door.round_id
    WHERE door.consumer_id = consumer.id AND door.state = 'open' AND round.closed_at IS NULL AND round.form = %(form)s
)
ORDER BY place.section_id, feeder.name, feeder.id, {WALK}
"""
#: Who walks to the doors of these sections: of the department's posts over a section those at the nearest office, so
#: that a circle's lineman takes no doors from the section's own; and an agency's people wherever they are engaged.
WALKERS = """
SELECT DISTINCT person_id, section FROM (
    SELECT post.person_id, post.role, tree.descendant_id AS section, tree.depth,
           min(tree.depth) OVER (PARTITION BY tree.descendant_id, post.role = 'agent') AS nearest
    FROM staff_post post
    JOIN auth_user person ON person.id = post.person_id AND person.is_active
    JOIN network_office_tree tree ON tree.ancestor_id = post.office_id
    WHERE post.role = ANY(%(roles)s) AND tree.descendant_id = ANY(%(sections)s)
      AND post.valid_from <= %(on)s AND (post.valid_to IS NULL OR post.valid_to > %(on)s)
) AS posted WHERE depth = nearest OR role = 'agent'
"""


class NobodyToVisit(Refusal):
    """Nobody of these offices is in the population, or all of them are in another drive."""


class NoTime(Refusal):
    """There is no working day between the beginning and the deadline."""


class Days(NamedTuple):
    """When a drive is worked."""

    begins_on: date
    deadline: date
    weekdays: Collection[int] = range(6)
    days_off: Collection[date] = ()
    from_hour: int = 10
    until_hour: int = 18


class Planned(NamedTuple):
    """What was planned."""

    drive: Drive
    doors: int
    beats: int
    workers: int
    nobodys: int  #: doors of beats in sections that nobody walks in


class _Door(NamedTuple):
    consumer: int
    why: str
    section: int
    feeder: str
    transformer: int


@looks_again
def plan(
    *,
    title: str,
    offices: Sequence[int],
    population: Drive.Population,
    ledger: str = "",
    occasion: str = "",
    days: Days,
    at: datetime,
    by: str,
    target_percent: int = 100,
    most_visits: int = 5,
) -> Planned:
    """
    Open a drive over everybody of the population under the offices, and give each beat to somebody.

    Whoever is an open door of another round with the same form is left out: nobody is visited by two.

    :raises NobodyToVisit: if there is nobody
    :raises NoTime: if no day is worked until the deadline
    """
    ends_on = days.deadline + timedelta(days=1)
    check(days, ends_on)
    execute(ALONE)
    doors = _doors(offices, population, ledger=ledger, occasion=occasion, at=at)
    if not doors:
        raise NobodyToVisit("nobody of these offices is to be visited: all are reached, or in another drive")
    made = fieldwork.open_round(
        form=POPULATIONS[population][1], title=title, begins_on=days.begins_on, ends_on=ends_on, by=by, at=at
    )  # fmt: skip
    drive = Drive.objects.create(
        round_id=made, population=population, ledger=ledger, occasion=occasion, weekdays=sorted(days.weekdays),
        days_off=sorted(days.days_off), from_hour=days.from_hour, until_hour=days.until_hour,
        target_percent=target_percent, most_visits=most_visits,
    )  # fmt: skip
    drive.offices.set(offices)
    beats = _beats(doors, on=days.begins_on)
    fieldwork.lay_beats(round_=made, beats=beats, by=by, at=at)
    audit.note(
        deed="drive.planned", records=[f"drive:{made}"], by=by, at=at,
        detail={"doors": len(doors), "beats": len(beats), "until": days.deadline.isoformat()},
    )  # fmt: skip
    return Planned(
        drive=drive,
        doors=len(doors),
        beats=len(beats),
        workers=len({beat.worker for beat in beats if beat.worker is not None}),
        nobodys=sum(len(beat.consumers) for beat in beats if beat.worker is None),
    )


def check(days: Days, ends_on: date) -> None:
    """See to it that there is a day to work on; :raises NoTime: if there is none."""
    calendar = Calendar(
        begins_on=days.begins_on, ends_on=ends_on, weekdays=frozenset(days.weekdays), days_off=frozenset(days.days_off)
    )
    if not calendar.days:
        raise NoTime(f"no day is worked from {days.begins_on:%d-%m-%Y} to {days.deadline:%d-%m-%Y}")


def _doors(
    offices: Sequence[int], population: Drive.Population, *, ledger: str, occasion: str, at: datetime
) -> list[_Door]:
    wanted, form = POPULATIONS[population]
    found = rows(
        DOORS.format(population=wanted), offices=list(offices), ledger=ledger, occasion=occasion, at=at,
        on=day_in_india(at), form=form,
    )  # fmt: skip
    return [_Door(*row) for row in found]


def _beats(doors: Sequence[_Door], *, on: date) -> list[Laid]:
    workers = walkers({door.section for door in doors}, on=on)
    stretches = [
        Stretch(section, feeder, len([*some]))
        for (section, feeder, _), some in groupby(doors, key=lambda door: (door.section, door.feeder, door.transformer))
    ]
    cuts = cut(stretches, size=size_of(len(doors), workers=len(workers)))
    by_section: dict[int, list[_Door]] = defaultdict(list)
    for door in doors:
        by_section[door.section].append(door)
    beats = []
    for number, (one, worker) in enumerate(zip(cuts, share_out(cuts, workers=workers), strict=True), 1):
        theirs = by_section[one.section][one.first : one.last]
        consumers, whys = [door.consumer for door in theirs], [door.why for door in theirs]
        beats.append(Laid(number, one.name, one.section, consumers, whys, worker))
    return beats


def walkers(sections: Collection[int], *, on: date) -> dict[int, frozenset[int]]:
    """Return who walks in which sections: the nearest linemen, readers and agents; where none does, the nearest JE."""
    found = _posts(WALKING, sections, on=on)
    bare = set(sections).difference(*found.values())
    return {**found, **_posts([Role.JUNIOR_ENGINEER], bare, on=on)}


def _posts(roles: Collection[str], sections: Collection[int], *, on: date) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for person, section in rows(WALKERS, roles=sorted(roles), sections=list(sections), on=on):
        found[person].add(section)
    return {person: frozenset(theirs) for person, theirs in found.items()}
