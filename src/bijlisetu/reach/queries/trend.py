"""How the number of people reached grew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from bijlisetu.kinds.occasion import Occasion
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach.queries.scope import scope_of

FROM_LEDGER = """
FROM reach_standing standing JOIN consumers_consumer consumer ON consumer.id = standing.consumer_id
WHERE standing.ledger = %(ledger)s AND standing.occasion = %(occasion)s AND standing.reached AND {scope}
"""
#: Where all feeders are meant, the consumers need not be joined.
FROM_LEDGER_ALONE = """
FROM reach_standing standing
WHERE standing.ledger = %(ledger)s AND standing.occasion = %(occasion)s AND standing.reached
"""
BINS = """
WITH minutes AS (
    SELECT date_bin('1 minute', standing.at, %(origin)s) AS at, count(*) AS people {ledger} GROUP BY 1
),
step AS (
    SELECT CASE WHEN max(at) - min(at) < interval '2 hours' THEN interval '1 minute'
                WHEN max(at) - min(at) < interval '2 days' THEN interval '1 hour'
                ELSE interval '1 day' END AS length FROM minutes
)
SELECT date_bin(step.length, minutes.at, %(origin)s) + step.length, sum(people)::bigint, step.length
FROM minutes, step GROUP BY 1, 3 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Point:
    """How many were reached by the end of a day (an hour, a minute, while the run is young)."""

    until: datetime
    reached: int
    step: timedelta


def trend(office: int, occasion: Occasion, *, origin: datetime) -> tuple[Point, ...]:
    """Return the people reached so far at the end of each step; origin is some local midnight, where days begin."""
    scope = scope_of([office])
    ledger = (
        FROM_LEDGER_ALONE if scope.is_everything else FROM_LEDGER.format(scope=scope.condition("consumer.feeder_id"))
    )
    bins = rows(
        BINS.format(ledger=ledger), ledger=occasion.ledger, occasion=occasion.name, origin=origin, **scope.parameters
    )
    sums = accumulate(people for _, people, _ in bins)
    return tuple(Point(until, reached, step) for (until, _, step), reached in zip(bins, sums, strict=True))
