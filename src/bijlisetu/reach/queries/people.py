"""Exactly those people: behind each part of the reach bar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bijlisetu.kinds.occasion import Occasion
from bijlisetu.plumbing.database.keyset import Start, Stretch, stretch, way
from bijlisetu.plumbing.database.sql import numbers, rows
from bijlisetu.reach.queries.scope import scope_of
from bijlisetu.reach.queries.walking import Heaps, enough

PAGE = 50
#: The parts of the reach bar in its order, then the sums people ask for.
DEGREES = {
    "read": "standing.degree = 'read'",
    "delivered": "standing.degree = 'delivered' AND standing.proved",
    "unproved": "standing.degree = 'delivered' AND NOT standing.proved",
    "waiting": "standing.degree IN ('waiting', 'accepted')",
    "failed": "standing.degree IN ('failed', 'not_owner')",
    "no_address": "standing.degree = 'no_address'",
    "reached": "standing.degree IN ('read', 'delivered')",
    "proved": "standing.proved",
    "unreached": "standing.degree NOT IN ('read', 'delivered')",
    "all": "true",
}
OF_OCCASION = "standing.ledger = %(ledger)s AND standing.occasion = %(occasion)s"
TOTAL = "SELECT coalesce(sum(people), 0)::bigint FROM ({added_up}) AS standing WHERE {which}"
PLACE = "SELECT feeder_id, account FROM consumers_consumer WHERE id = %(consumer)s"
#: The addresses are looked up after the page is cut, for its fifty people alone.
ROWS = """
WITH page AS (
    SELECT chosen.nth, found.*
    FROM unnest(%(feeders)s::bigint[]) WITH ORDINALITY AS chosen (feeder, nth),
    LATERAL (
        SELECT consumer.id, consumer.account, consumer.name, consumer.feeder_id,
               standing.degree, standing.proved, standing.reason, standing.channel, standing.attempt, standing.at
        FROM consumers_consumer consumer,
        LATERAL (
            SELECT * FROM reach_standing WHERE consumer_id = consumer.id
              AND ledger = %(ledger)s AND occasion = %(occasion)s OFFSET 0
        ) AS standing
        WHERE consumer.feeder_id = chosen.feeder AND {degree}
          AND (chosen.feeder IS DISTINCT FROM %(feeder)s OR consumer.account {beyond} %(account)s)
        ORDER BY consumer.account {order} LIMIT %(limit)s
    ) AS found
    ORDER BY chosen.nth, found.account {order} LIMIT %(limit)s
)
SELECT page.id, page.account, page.name, feeder.name, page.degree, page.proved, page.reason, page.channel, page.at,
       coalesce(attempt.address, '')
FROM page JOIN network_feeder feeder ON feeder.id = page.feeder_id
LEFT JOIN outbox_attempt attempt ON attempt.id = page.attempt
ORDER BY page.nth, page.account {order}
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of a list, with how far it got."""

    consumer: int
    account: str
    name: str
    feeder: str
    degree: str
    proved: bool
    reason: str
    channel: str
    at: datetime
    address: str

    @property
    def why(self) -> str:
        """Why it did not arrive, as far as a visitor can do something about it."""
        return why_not(self.degree, self.reason)


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Fifty people of a list and how many there are in all."""

    page: Stretch[Listed]
    total: int


def people(office: int, occasion: Occasion, degree: str, start: Start | None = None, *, size: int = PAGE) -> PeoplePage:
    """
    Return a page of the office's people who stand at the degree, a key of DEGREES; by feeder, then by account.

    A page starts at a consumer.
    """
    scope, condition, told = scope_of([office]), DEGREES[degree], {"ledger": occasion.ledger, "occasion": occasion.name}
    heaps = Heaps(table="reach_peopletotal", number="people", which=f"{OF_OCCASION} AND {condition}", values=told)
    ((feeder, account),) = (start and rows(PLACE, consumer=start.row)) or [(None, "")]
    is_back = bool(start and start.is_back)
    chosen = enough(heaps.ahead(scope, of=feeder, is_back=is_back), wanted=size + 1)
    found = rows(
        ROWS.format(degree=condition, **way(start)),
        feeders=chosen, feeder=feeder, account=account, limit=size + 1, **told,
    )  # fmt: skip
    if start and not found:  # whoever stood there has moved on meanwhile
        return people(office, occasion, degree, size=size)
    page = stretch([Listed(*row) for row in found], size=size, start=start)
    columns = "ledger, occasion, degree, proved, people"
    added_up = scope.added_up(columns, sums="reach_people_of_offices", totals="reach_peopletotal")
    (total,) = numbers(TOTAL.format(added_up=added_up, which=heaps.which), **told, **scope.parameters)
    return PeoplePage(page, total)


def why_not(degree: str, reason: str) -> str:
    """Return the reason of failure, or the degree where that is reason enough."""
    return reason or (degree if degree in ("not_owner", "no_address") else "")
