"""The past of outages like one that lasts, for a time that its desk may promise."""

from __future__ import annotations

from datetime import datetime, timedelta

from bijlisetu.outages.models import Outage
from bijlisetu.outages.realistic import Past, Suggestion, realistic
from bijlisetu.plumbing.database.sql import rows

#: Older ones say little of today's lines and crews.
LOOKED_BACK = timedelta(days=730)
MOST = 5_000
#: A place without a division over it has its own past alone.
PAST = """
WITH ours AS MATERIALIZED (
    SELECT coalesce(part.feeder_id, low.feeder_id) AS feeder_id, part.substation_id FROM outages_outagepart part
    LEFT JOIN network_transformer low ON low.id = part.transformer_id WHERE part.outage_id = %(outage)s
), division AS (
    SELECT tree.ancestor_id FROM network_office_tree tree
    JOIN network_office office ON office.id = tree.ancestor_id AND office.kind = 'division'
    WHERE tree.descendant_id = %(section)s
), sections AS MATERIALIZED (
    SELECT descendant_id FROM network_office_tree JOIN division USING (ancestor_id) UNION SELECT %(section)s
)
SELECT extract(epoch FROM past.back_at - past.from_at)::bigint / 60,
       EXISTS (
           SELECT FROM outages_outagepart part LEFT JOIN network_transformer low ON low.id = part.transformer_id
           JOIN ours ON ours.feeder_id = coalesce(part.feeder_id, low.feeder_id)
                     OR ours.substation_id = part.substation_id
           WHERE part.outage_id = past.id
       ),
       past.office_id = %(section)s, past.reason = %(reason)s
FROM outages_outage past
WHERE past.state = 'back' AND past.kind = %(kind)s AND past.id <> %(outage)s AND past.back_at > %(since)s
  AND past.office_id IN (SELECT descendant_id FROM sections)
ORDER BY past.back_at DESC LIMIT %(most)s
"""


def suggested(outage: Outage, *, at: datetime) -> Suggestion | None:
    """Return a realistic time of return from the past of its feeder, reason and office; none where that says little."""
    found = rows(
        PAST, outage=outage.pk, section=outage.office_id, reason=outage.reason, kind=outage.kind,
        since=at - LOOKED_BACK, most=MOST,
    )  # fmt: skip
    past = [
        Past(minutes=minutes, same_feeder=feeder, same_section=section, same_reason=reason)
        for minutes, feeder, section, reason in found
    ]
    return realistic(past, from_at=outage.from_at, at=at)
