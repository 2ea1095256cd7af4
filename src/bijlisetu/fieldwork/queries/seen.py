"""Visits as an office reads them: who was where, what was told, and which pictures belong to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from bijlisetu.plumbing.database.sql import rows

SEEN = """
SELECT visit.id, visit.consumer_id, consumer.account, consumer.name, visit.form, visit.outcome, visit.answers, visit.at,
       visit.received_at, visit.by, coalesce(walker.username, visit.by), coalesce(card.name_hi, ''),
       coalesce(card.name_en, ''), visit.entrance, visit.is_late,
       coalesce(round.title, ''),
       coalesce((SELECT array_agg(photo.name ORDER BY photo.name) FROM fieldwork_photo photo
                 WHERE photo.visit_id = visit.id AND photo.completed_at IS NOT NULL), ARRAY[]::text[])
FROM fieldwork_visit visit
JOIN consumers_consumer consumer ON consumer.id = visit.consumer_id
LEFT JOIN auth_user walker ON walker.id = visit.person_id LEFT JOIN staff_card card ON card.person_id = walker.id
LEFT JOIN fieldwork_round round ON round.id = visit.round_id
WHERE {which} ORDER BY visit.at DESC, visit.id LIMIT %(most)s
"""
ANSWERS = 6  #: the place of what is JSON in a row
OF_CONSUMER = "visit.consumer_id = %(consumer)s"
#: Of a round, those to doors that are on beats under the office, from a moment backwards.
OF_ROUND = """
visit.round_id = %(round)s AND (%(before)s::timestamptz IS NULL OR visit.at < %(before)s) AND EXISTS (
    SELECT FROM fieldwork_door door JOIN fieldwork_beat beat ON beat.id = door.beat_id
    JOIN network_office_tree tree ON tree.descendant_id = beat.office_id AND tree.ancestor_id = %(office)s
    WHERE door.round_id = visit.round_id AND door.consumer_id = visit.consumer_id
)
"""


class SeenVisit(NamedTuple):
    """A visit and what belongs to it; `told_by` keyed it in, `user` was there, with a name if they have one."""

    id: UUID
    consumer: int
    account: str
    name: str
    form: str
    outcome: str
    answers: dict[str, Any]
    at: datetime
    received_at: datetime
    told_by: str
    user: str
    name_hi: str
    name_en: str
    entrance: str
    is_late: bool
    round: str
    photos: list[str]


def visits_of(consumer: int, *, most: int) -> list[SeenVisit]:
    """Return the visits to the consumer, the latest first."""
    return _seen(OF_CONSUMER, consumer=consumer, most=most)


def visits_in(round_: int, *, office: int, before: datetime | None, most: int) -> list[SeenVisit]:
    """Return the visits of a round to doors under the office before a moment, the latest first."""
    return _seen(OF_ROUND, round=round_, office=office, before=before, most=most)


def _seen(which: str, **asked: Any) -> list[SeenVisit]:
    return [
        SeenVisit._make((*row[:ANSWERS], orjson.loads(row[ANSWERS]), *row[ANSWERS + 1 :]))
        for row in rows(SEEN.format(which=which), **asked)
    ]
