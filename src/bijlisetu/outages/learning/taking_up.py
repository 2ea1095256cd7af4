"""When an outage is entered, whoever spoke of its darkness is answered by it, and suspicions within it have an end."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.outages.learning.rules import WINDOW
from bijlisetu.plumbing.database.sql import execute

#: Who spoke lately and hangs below the outage now, whatever was suspected; not of work that is still to come.
HOLD = """
UPDATE outages_nolight told SET outage_id = outage.id
FROM outages_outage outage
JOIN outages_outagepart part ON part.outage_id = outage.id
CROSS JOIN LATERAL network_below(
    array_remove(ARRAY[part.substation_id], NULL), array_remove(ARRAY[part.feeder_id], NULL),
    array_remove(ARRAY[part.transformer_id], NULL), %(at)s
) AS below
WHERE outage.id = %(outage)s AND outage.from_at <= %(at)s AND told.outage_id IS NULL AND told.said_at > %(since)s
  AND CASE WHEN told.transformer_id IS NULL THEN below.feeder_id = told.feeder_id
           ELSE below.transformer_id = told.transformer_id END
"""
CONFIRM = """
UPDATE outages_suspicion suspicion SET state = 'confirmed', outage_id = outage.id, ended_at = %(at)s, by = outage.by
FROM outages_outage outage WHERE outage.id = %(outage)s AND suspicion.state = 'open' AND EXISTS (
    SELECT FROM outages_nolight told WHERE told.outage_id = outage.id AND told.suspicion_id = suspicion.id
)
"""


def take_up(*, outage: int, at: datetime) -> None:
    """Lay to the outage what people said of its darkness; a suspicion of which somebody spoke so is confirmed."""
    execute(HOLD, outage=outage, since=at - WINDOW, at=at)
    execute(CONFIRM, outage=outage, at=at)
