"""How the number of people reached grew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from bijlisetu.kinds.occasion import Occasion
from bijlisetu.plumbing.database.sql import numbers, rows
from bijlisetu.reach.queries.scope import scope_of

#: What is kept of an occasion: by hours while it is young, by days once it is old.
KEPT = """
WITH hours AS (
    SELECT hour, sum(people)::bigint AS people FROM reach_growth_of_offices
    WHERE office_id = %(office)s AND ledger = %(ledger)s AND occasion = %(occasion)s
    GROUP BY 1 HAVING sum(people) <> 0
),
step AS (
    SELECT CASE WHEN max(hour) - min(hour) < interval '2 days' THEN 'hour' ELSE 'day' END AS length FROM hours
)
SELECT date_trunc(step.length, hours.hour, 'Asia/Kolkata') + ('1 ' || step.length)::interval,
       sum(hours.people)::bigint, ('1 ' || step.length)::interval
FROM hours, step GROUP BY 1, 3 ORDER BY 1
"""
PEOPLE = """
SELECT coalesce(sum(people), 0) FROM reach_people_of_offices
WHERE office_id = %(office)s AND ledger = %(ledger)s AND occasion = %(occasion)s
"""
#: Of few people, all reached within two hours, the minutes are counted: nobody keeps those.
MINUTES = """
SELECT date_bin('1 minute', standing.at, %(origin)s) + interval '1 minute', count(*), interval '1 minute'
FROM consumers_consumer consumer
JOIN reach_standing standing ON standing.consumer_id = consumer.id
WHERE standing.ledger = %(ledger)s AND standing.occasion = %(occasion)s AND standing.reached AND {scope}
GROUP BY 1 ORDER BY 1
"""
FEW = 20_000
YOUNG = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Point:
    """How many were reached by the end of a day (an hour, a minute, while the run is young)."""

    until: datetime
    reached: int
    step: timedelta


def trend(office: int, occasion: Occasion, *, origin: datetime) -> tuple[Point, ...]:
    """Return the people reached so far at the end of each step; origin is some local midnight, where days begin."""
    told = {"office": office, "ledger": occasion.ledger, "occasion": occasion.name, "origin": origin}
    bins = rows(KEPT, **told)
    if bins and bins[-1][0] - bins[0][0] < YOUNG and numbers(PEOPLE, **told) <= (FEW,):
        scope = scope_of([office])
        bins = rows(MINUTES.format(scope=scope.condition("consumer.feeder_id")), **told, **scope.parameters)
    sums = accumulate(people for _, people, _ in bins)
    return tuple(Point(until, reached, step) for (until, _, step), reached in zip(bins, sums, strict=True))
