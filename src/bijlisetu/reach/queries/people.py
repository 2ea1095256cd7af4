"""Exactly those people: behind each part of the reach bar, and by search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bijlisetu.kinds.occasion import Occasion
from bijlisetu.plumbing.database.sql import numbers, rows
from bijlisetu.reach.queries.scope import scope_of

PAGE = 50
#: The parts of the reach bar in its order, then the sums people ask for.
DEGREES = {
    "read": "standing.degree = 'read'",
    "delivered": "standing.degree = 'delivered' AND standing.proved",
    "unproved": "standing.degree = 'delivered' AND NOT standing.proved",
    "waiting": "standing.degree IN ('waiting', 'accepted')",
    "failed": "standing.degree IN ('failed', 'not_owner')",
    "no_address": "standing.degree = 'no_address'",
    "reached": "standing.reached",
    "proved": "standing.proved",
    "unreached": "NOT standing.reached",
    "all": "true",
}
FROM_LEDGER = """
FROM reach_standing standing JOIN consumers_consumer consumer ON consumer.id = standing.consumer_id
WHERE standing.ledger = %(ledger)s AND standing.occasion = %(occasion)s AND {degree} AND {scope}
"""
#: The addresses are looked up after the page is cut, for its fifty people alone.
ROWS = """
WITH page AS (
    SELECT consumer.id, consumer.account, consumer.name, consumer.feeder_id,
           standing.degree, standing.proved, standing.reason, standing.channel, standing.attempt, standing.at
    {ledger}
    ORDER BY consumer.account LIMIT {limit} OFFSET %(skip)s
)
SELECT page.id, page.account, page.name, feeder.name, page.degree, page.proved, page.reason, page.channel, page.at,
       coalesce(attempt.address, '')
FROM page JOIN network_feeder feeder ON feeder.id = page.feeder_id
LEFT JOIN outbox_attempt attempt ON attempt.id = page.attempt
ORDER BY page.account
"""
FIND = """
SELECT consumer.id, consumer.account, consumer.name, consumer.address, feeder.name
FROM consumers_consumer consumer JOIN network_feeder feeder ON feeder.id = consumer.feeder_id
WHERE {scope} AND ({match})
ORDER BY consumer.account LIMIT %(limit)s
"""
BY_ACCOUNT = "consumer.account = %(text)s OR consumer.account LIKE %(tail)s"
BY_NAME = "consumer.name ILIKE %(part)s"


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

    rows: tuple[Listed, ...]
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """One consumer found by account or name."""

    consumer: int
    account: str
    name: str
    address: str
    feeder: str


def people(office: int, occasion: Occasion, degree: str, number: int = 1) -> PeoplePage:
    """Return one page of the office's people who stand at the degree, a key of DEGREES."""
    scope = scope_of([office])
    ledger = FROM_LEDGER.format(degree=DEGREES[degree], scope=scope.condition("consumer.feeder_id"))
    parameters = {
        "ledger": occasion.ledger, "occasion": occasion.name, "skip": (number - 1) * PAGE, **scope.parameters,
    }  # fmt: skip
    (total,) = numbers(f"SELECT count(*) {ledger}", **parameters)
    listed = rows(ROWS.format(ledger=ledger, limit=PAGE), **parameters)
    return PeoplePage(tuple(Listed(*row) for row in listed), number, total)


def find(text: str, *, offices: Sequence[int], limit: int = PAGE) -> tuple[FoundPerson, ...]:
    """Return consumers under the offices: a word with digits is an account or its end, all else a part of the name."""
    text = text.strip()
    scope = scope_of(offices)
    parameters = {
        "text": text,
        "tail": f"%{_literally(text)}",
        "part": f"%{_literally(text)}%",
        "limit": limit,
        **scope.parameters,
    }
    match = BY_ACCOUNT if " " not in text and any(map(str.isdigit, text)) else BY_NAME
    found = rows(FIND.format(scope=scope.condition("consumer.feeder_id"), match=match), **parameters)
    return tuple(FoundPerson(*row) for row in found)


def why_not(degree: str, reason: str) -> str:
    """Return the reason of failure, or the degree where that is reason enough."""
    return reason or (degree if degree in ("not_owner", "no_address") else "")


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
