"""What of a worker's visits has proved itself since: the number by a code or call, the mailbox by its link."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach.queries.at_doors import FORM

PROVED = """
SELECT visit.id, array_agg(DISTINCT told.field ORDER BY told.field)
FROM fieldwork_visit visit
CROSS JOIN LATERAL (VALUES ('number', '91' || (visit.answers->>'number')), ('email', visit.answers->>'email'))
     AS told (field, value)
JOIN contact_address held ON held.consumer_id = visit.consumer_id AND held.value = told.value
     AND held.owner = 'proved' AND held.owner_at >= visit.at
WHERE visit.round_id IN (SELECT id FROM fieldwork_round WHERE closed_at IS NULL AND form = %(form)s)
  AND visit.person_id = %(person)s AND visit.at >= %(since)s AND visit.entrance = 'app'
GROUP BY visit.id
"""


def proved_of(person: int, *, since: datetime) -> dict[UUID, list[str]]:
    """Return what has proved itself of each of the person's visits since then in open rounds: number, email."""
    return dict(rows(PROVED, person=person, form=FORM, since=since))
