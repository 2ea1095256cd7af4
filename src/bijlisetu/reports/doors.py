"""What a worker at a door is told beside name and place: the number that is on file, and what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bijlisetu.billing.standing import STANDS
from bijlisetu.plumbing.database.sql import rows

#: The number that was named last, as on the office's list; the arrears of the last bill that stands, or what the books
#: say now of whoever is to be seen for arrears.
BESIDE = f"""
SELECT told.consumer, coalesce(number.value, ''), coalesce(owed.receivable::text, bill.arrears)
FROM unnest(%(consumers)s::bigint[]) AS told (consumer)
LEFT JOIN LATERAL (
    SELECT value FROM contact_address WHERE consumer_id = told.consumer AND value NOT LIKE '%%@%%'
    ORDER BY known_at DESC, id DESC LIMIT 1
) number ON true
LEFT JOIN LATERAL (
    SELECT bill.lines -> 'dues' ->> 'arrears' AS arrears FROM billing_bill bill
    WHERE bill.consumer_id = told.consumer AND {STANDS} ORDER BY bill.cycle DESC LIMIT 1
) bill ON true
LEFT JOIN LATERAL (
    SELECT balance.receivable FROM arrears_recovery recovery
    JOIN ledger_balance balance ON balance.consumer_id = recovery.consumer_id
    WHERE recovery.consumer_id = told.consumer AND recovery.ended_at IS NULL
) owed ON true
"""


def beside_doors(consumers: Sequence[int]) -> dict[int, tuple[str, int | None]]:
    """Return of each consumer the number on file, empty if none is, and the arrears in rupees, if any."""
    found = rows(BESIDE, consumers=list(consumers))
    return {consumer: (number, _rupees(arrears)) for consumer, number, arrears in found}


def _rupees(arrears: str | None) -> int | None:
    owed = int(Decimal(arrears)) if arrears else 0
    return owed if owed > 0 else None
