"""Doors for which different numbers were brought: noted as they come, shown until one of the numbers is disowned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bijlisetu.drives.honesty.queries import UNDER
from bijlisetu.drives.models import Drive
from bijlisetu.fieldwork.models import Visit
from bijlisetu.plumbing.database.sql import execute, rows

DIGITS = "right(regexp_replace(visit.answers->>'number', '\\D', '', 'g'), 10)"
#: In one order, for two telephones may tell of the same doors at once.
NOTE = f"""
INSERT INTO drives_conflict (drive_id, consumer_id)
SELECT drive.round_id, visit.consumer_id
FROM drives_drive drive JOIN fieldwork_visit visit ON visit.round_id = drive.round_id
WHERE drive.round_id = ANY(%(rounds)s) AND visit.consumer_id = ANY(%(consumers)s) AND visit.answers->>'number' <> ''
GROUP BY 1, 2 HAVING count(DISTINCT {DIGITS}) > 1 ORDER BY 1, 2
ON CONFLICT DO NOTHING
"""
#: Only of numbers that nobody has disowned yet.
CONFLICTS = f"""
SELECT consumer.id, consumer.account, consumer.name, count(DISTINCT {DIGITS}), max(visit.at)
FROM drives_conflict conflict
JOIN consumers_consumer consumer ON consumer.id = conflict.consumer_id AND {UNDER}
JOIN fieldwork_visit visit ON visit.consumer_id = conflict.consumer_id AND visit.round_id = conflict.drive_id
                          AND visit.answers->>'number' <> ''
WHERE conflict.drive_id = %(drive)s AND NOT EXISTS (
    SELECT FROM contact_address held WHERE held.consumer_id = conflict.consumer_id
      AND held.value = '91' || {DIGITS} AND held.owner = 'not_owner'
)
GROUP BY consumer.id HAVING count(DISTINCT {DIGITS}) > 1 ORDER BY 5 DESC LIMIT %(most)s
"""


class Differing(NamedTuple):
    """A door for which different numbers were brought; proof and time decide which holds."""

    consumer: int
    account: str
    name: str
    numbers: int
    at: datetime


def note_conflicts(visits: Sequence[Visit]) -> None:
    """Note the doors of these visits for which others, or the same, have brought another number before."""
    brought = [visit for visit in visits if visit.answers.get("number")]
    if not brought:
        return
    rounds, consumers = {visit.round_id for visit in brought}, {visit.consumer_id for visit in brought}
    execute(NOTE, rounds=list(rounds), consumers=list(consumers))


def conflicts(drive: Drive, *, office: int, most: int) -> tuple[Differing, ...]:
    """Return the doors under the office for which different numbers were brought, the latest first."""
    return tuple(Differing(*row) for row in rows(CONFLICTS, drive=drive.pk, office=office, most=most))
