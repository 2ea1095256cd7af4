"""Before anything stands in a ledger: how far the bills of an office have come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach.queries.scope import scope_of

BILLS = """
SELECT bill.cycle, count(*), (
    SELECT count(*) FROM outbox_notice notice JOIN consumers_consumer consumer ON consumer.id = notice.consumer_id
    WHERE notice.occasion = to_char(bill.cycle, 'YYYY-MM') AND {scope}
)
FROM billing_bill bill JOIN consumers_consumer consumer ON consumer.id = bill.consumer_id
WHERE NOT bill.is_cancelled AND {scope}
GROUP BY bill.cycle ORDER BY bill.cycle DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Begun:
    """The bills of the latest month on file, and how many messages were made of them."""

    cycle: date
    bills: int
    made: int


def begun(office: int) -> Begun | None:
    """Return how far the office's bills have come; nothing where there are none."""
    scope = scope_of([office])
    found = rows(BILLS.format(scope=scope.condition("consumer.feeder_id")), **scope.parameters)
    return Begun(*found[0]) if found else None
