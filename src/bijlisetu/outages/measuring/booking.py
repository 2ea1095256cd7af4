"""Book our own outages as interruptions once they are over: each consumer once, with the minutes of their own step."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.outages.models import Outage
from bijlisetu.outages.rules import State
from bijlisetu.outbox.incidents import one_by_one
from bijlisetu.plumbing.database.sql import execute, rows

MOST = 500
WAITING = """
SELECT outage.id FROM outages_outage outage WHERE outage.state = 'back' AND outage.back_at > outage.from_at
AND NOT EXISTS (SELECT FROM outages_interruption booked WHERE booked.outage_id = outage.id)
ORDER BY outage.id LIMIT %(most)s
"""
LOCK = "SELECT pg_advisory_xact_lock(1512, 3)"
#: The parts of an outage with whom each touches when it begins, and when its light came; of one that lasts, never.
TOUCHED = """
SELECT touched.consumer_id, max(coalesce(part.back_at, 'infinity')) AS until_at
FROM outages_outage outage JOIN outages_outagepart part ON part.outage_id = outage.id
CROSS JOIN LATERAL consumers_touched(
    array_remove(ARRAY[part.substation_id], NULL), array_remove(ARRAY[part.feeder_id], NULL),
    array_remove(ARRAY[part.transformer_id], NULL), outage.from_at
) AS touched
WHERE {which} GROUP BY touched.consumer_id
"""
#: Whoever was dark with an outage that began before is not interrupted again: dark with this one from its end on.
DARK = f"""
CREATE TEMP TABLE outages_dark ON COMMIT DROP AS
SELECT consumer.feeder_id, greatest(this.from_at, earlier.until_at) AS from_at, ours.until_at,
       coalesce(earlier.until_at <= this.from_at, true) AS is_new
FROM outages_outage this JOIN ({TOUCHED.format(which="outage.id = %(outage)s")}) AS ours ON this.id = %(outage)s
JOIN consumers_consumer consumer ON consumer.id = ours.consumer_id
LEFT JOIN ({TOUCHED.format(which="outage.id = ANY(%(earlier)s)")}) AS earlier ON earlier.consumer_id = ours.consumer_id
"""
EARLIER = """
SELECT other.id FROM outages_outage other, outages_outage this
WHERE this.id = %(outage)s AND (other.from_at, other.id) < (this.from_at, this.id) AND other.state <> 'cancelled'
  AND (other.back_at IS NULL OR other.back_at > this.from_at)
"""
BOOK = """
INSERT INTO outages_interruption (outage_id, feeder_id, from_at, until_at, planned, events, customers, interrupted,
                                  source)
SELECT %(outage)s, step.feeder_id, step.from_at, step.until_at, outage.kind = 'planned',
       (row_number() OVER (PARTITION BY step.feeder_id ORDER BY step.interrupted = 0, step.until_at) = 1
        AND step.interrupted > 0)::int,
       step.customers, step.interrupted, 'outage'
FROM outages_outage outage, (
    SELECT feeder_id, from_at, until_at, count(*) AS customers, count(*) FILTER (WHERE is_new) AS interrupted
    FROM outages_dark WHERE from_at < until_at GROUP BY feeder_id, from_at, until_at
) AS step
WHERE outage.id = %(outage)s
"""
#: A feeder without a consumer was interrupted too; one whose people were all dark already was not once more.
EMPTY = """
INSERT INTO outages_interruption (outage_id, feeder_id, from_at, until_at, planned, events, customers, interrupted,
                                  source)
SELECT outage.id, line.feeder_id, outage.from_at, outage.back_at, outage.kind = 'planned',
       (NOT EXISTS (SELECT FROM outages_dark WHERE outages_dark.feeder_id = line.feeder_id))::int, 0, 0, 'outage'
FROM outages_outage outage JOIN (
    SELECT part.outage_id, below.feeder_id FROM outages_outage outage
    JOIN outages_outagepart part ON part.outage_id = outage.id
    CROSS JOIN LATERAL network_below(
        array_remove(ARRAY[part.substation_id], NULL), array_remove(ARRAY[part.feeder_id], NULL), '{}', outage.from_at
    ) AS below WHERE outage.id = %(outage)s
    UNION
    SELECT part.outage_id, low.feeder_id FROM outages_outagepart part
    JOIN network_transformer low ON low.id = part.transformer_id WHERE part.outage_id = %(outage)s
) AS line ON line.outage_id = outage.id
WHERE line.feeder_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM outages_interruption booked WHERE booked.outage_id = outage.id AND booked.feeder_id = line.feeder_id
)
"""


def book_over(*, at: datetime) -> int:
    """Book the outages that are over and not booked yet; return how many those were."""
    waiting = [outage for (outage,) in rows(WAITING, most=MOST)]
    return one_by_one(waiting, _book, what="interruption", at=at)


def _book(outage: int) -> int:
    """Book one outage, unless another worker has done so meanwhile."""
    execute(LOCK)
    if not Outage.objects.filter(pk=outage, state=State.BACK, interruptions=None).exists():
        return 0
    earlier = [other for (other,) in rows(EARLIER, outage=outage)]
    execute("DROP TABLE IF EXISTS pg_temp.outages_dark")
    execute(DARK, outage=outage, earlier=earlier)
    steps = execute(BOOK, outage=outage) + execute(EMPTY, outage=outage)
    return 1 if steps else 0
