"""Which bills reached nobody: the evidence by which a utility may let a late surcharge go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bijlisetu.plumbing.database.sql import rows

#: A bill that was never sent says nothing of its delivery: the paper went round as ever.
UNDELIVERED = """
SELECT bill.number, standing.degree, standing.reason, standing.notice, standing.attempt
FROM billing_bill bill
JOIN reach_standing standing ON standing.consumer_id = bill.consumer_id AND standing.ledger = 'bills'
    AND standing.occasion = to_char(bill.cycle, 'YYYY-MM')
WHERE bill.number = ANY(%(bills)s) AND NOT standing.reached
"""


def undelivered(bills: Sequence[str]) -> Mapping[str, str]:
    """Return, of bills by their number, those that were sent and reached nobody, each with the evidence in words."""
    return {
        number: f"not delivered: {reason or degree}, notice {notice}" + (f", try {attempt}" if attempt else "")
        for number, degree, reason, notice, attempt in rows(UNDELIVERED, bills=list(bills))
    }
