"""Keep the ledgers of outages in numbers while receipts come in; afterwards they stay as they are."""

from __future__ import annotations

from datetime import datetime, timedelta

from bijlisetu.outages.queries import fates
from bijlisetu.outbox.incidents import one_by_one
from bijlisetu.plumbing.database.sql import execute, rows

#: Receipts of a message come within so long of the light, or never.
SETTLES_WITHIN = timedelta(days=3)
#: What was told so long ago and has no numbers yet will not get any: it was counted and nobody was touched.
LOOKED_BACK = timedelta(days=60)
#: Those that are told and may still change; and those of which the count was missed, as after a standstill.
MOVING = """
SELECT outage.id FROM outages_outage outage
WHERE outage.from_at > %(oldest)s
  AND EXISTS (SELECT FROM outages_told told WHERE told.outage_id = outage.id AND told.stage = 'cut')
  AND (
    outage.state NOT IN ('back', 'cancelled')
    OR coalesce(outage.back_at, outage.until_at, outage.from_at) > %(since)s
    OR NOT EXISTS (SELECT FROM outages_ledgerline line WHERE line.outage_id = outage.id)
  )
ORDER BY outage.id
"""
#: A feeder that no section looks after is the section's that answers for the outage.
COUNT = """
INSERT INTO outages_ledgerline (outage_id, section_id, fate, people)
SELECT outage.id, coalesce(place.section_id, outage.office_id), told.fate, count(*)
FROM outages_outage outage, unnest(%(people)s::bigint[], %(fates)s::text[]) AS told (consumer_id, fate)
JOIN consumers_consumer consumer ON consumer.id = told.consumer_id
LEFT JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
WHERE outage.id = %(outage)s GROUP BY 1, 2, 3
"""


def keep(*, at: datetime) -> int:
    """Count anew the ledgers that may have changed; return how many those were."""
    moving = [
        outage for (outage,) in rows(MOVING, oldest=at - LOOKED_BACK, since=at - SETTLES_WITHIN)
    ]  # fmt: skip
    return one_by_one(moving, _count, what="ledger", at=at)


def _count(outage: int) -> int:
    found = fates(outage)
    execute("SELECT FROM outages_outage WHERE id = %(outage)s FOR UPDATE", outage=outage)
    execute("DELETE FROM outages_ledgerline WHERE outage_id = %(outage)s", outage=outage)
    people, told = [consumer for consumer, _ in found], [fate for _, fate in found]
    execute(COUNT, outage=outage, people=people, fates=told)
    return 1
