"""Who walks in a drive, in which section, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from bijlisetu.drives.models import Drive
from bijlisetu.plumbing.database.sql import rows

#: For conditions on beats: those of an office and of all below it.
UNDER = """
AND beat.office_id IN (SELECT descendant_id FROM network_office_tree WHERE ancestor_id = %(office)s)
"""
#: Who has doors, and the first of their sections.
SECTIONS = """
SELECT beat.worker_id, min(beat.office_id) FROM fieldwork_beat beat
WHERE beat.round_id = %(drive)s AND beat.worker_id IS NOT NULL
  AND EXISTS (SELECT FROM fieldwork_door door WHERE door.beat_id = beat.id) {under}
GROUP BY 1
"""
PEOPLE = """
SELECT person.id, person.username, coalesce(nullif(card.name_hi, ''), person.username),
       coalesce(nullif(card.name_en, ''), person.username)
FROM auth_user person LEFT JOIN staff_card card ON card.person_id = person.id WHERE person.id = ANY(%(people)s)
"""


class Person(NamedTuple):
    """Who walks, and what they are called."""

    id: int
    user: str
    name_hi: str
    name_en: str


def sections_of(drive: Drive, *, office: int | None = None) -> dict[int, int]:
    """Return the section of everybody who has doors in the drive, or under the office; of several, the first."""
    under = UNDER if office is not None else ""
    return dict(rows(SECTIONS.format(under=under), drive=drive.pk, office=office))


def people_called(ids: Iterable[int]) -> dict[int, Person]:
    """Return what these people are called."""
    return {one[0]: Person(*one) for one in rows(PEOPLE, people=list(ids))}
