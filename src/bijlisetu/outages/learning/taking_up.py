"""When an outage is entered, whoever spoke of its darkness is answered by it, and suspicions within it have an end."""

from __future__ import annotations

from datetime import datetime, timedelta

from bijlisetu.outages.learning.circles import circles_of, hold
from bijlisetu.outages.learning.rules import WINDOW
from bijlisetu.outages.queries import PLACED, SECTION_OF_PART
from bijlisetu.plumbing.database.sql import execute, rows

#: Whoever spoke while an outage was being entered did not see it yet; they waited no longer than this.
MOMENT = timedelta(minutes=2)
LATELY = "SELECT id FROM outages_outage WHERE at > %(since)s AND state NOT IN ('back', 'cancelled') ORDER BY id"
#: Where people are heard of whom the outage touches.
SECTIONS = f"""
SELECT DISTINCT {SECTION_OF_PART} FROM outages_outagepart part {PLACED}
WHERE part.outage_id = %(outage)s AND {SECTION_OF_PART} IS NOT NULL
"""
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
) RETURNING suspicion.id
"""


def take_up(*, outage: int, at: datetime) -> list[int]:
    """
    Lay to the outage what people said of its darkness; return the suspicions of which somebody spoke so: confirmed.

    Whoever is being heard there now comes first, or waits for us.
    """
    hold(circles_of(section for (section,) in rows(SECTIONS, outage=outage)))
    execute(HOLD, outage=outage, since=at - WINDOW, at=at)
    return [suspicion for (suspicion,) in rows(CONFIRM, outage=outage, at=at)]


def hold_for_new_ones(*, at: datetime) -> None:
    """Lay to the outages entered a moment ago what people said who could not see them yet; their circle is held."""
    for (outage,) in rows(LATELY, since=at - MOMENT):
        execute(HOLD, outage=outage, since=at - WINDOW, at=at)
