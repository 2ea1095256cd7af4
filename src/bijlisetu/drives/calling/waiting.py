"""Which numbers of visits are to be proved later: those that nothing had proved when the visit came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bijlisetu.drives.calling.rules import CALL_AFTER
from bijlisetu.fieldwork.models import Visit
from bijlisetu.plumbing.database.sql import rows

KEEP = """
INSERT INTO drives_toprove (consumer_id, value, visit_id, since, call_from, said, calls, called_by)
SELECT DISTINCT ON (visit.consumer_id, held.value)
       visit.consumer_id, held.value, visit.id, %(at)s, %(call_from)s, '', 0, ''
FROM fieldwork_visit visit
JOIN contact_address held ON held.consumer_id = visit.consumer_id AND held.owner = 'unknown'
     AND held.value IN ('91' || (visit.answers->>'number'), '91' || (visit.answers->>'whatsapp_number'))
WHERE visit.id = ANY(%(visits)s)
ORDER BY visit.consumer_id, held.value, visit.at DESC, visit.id
ON CONFLICT DO NOTHING
RETURNING id
"""


def keep_unproved(*, visits: Sequence[Visit], at: datetime) -> int:
    """Keep the numbers of these visits that are to be proved later; return how many are new."""
    if not visits:
        return 0
    return len(rows(KEEP, visits=[visit.pk for visit in visits], at=at, call_from=at + CALL_AFTER))
