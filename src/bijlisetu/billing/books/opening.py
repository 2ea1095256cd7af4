"""
Open the books for bills that were imported before there were any: of each consumer the bills of the latest month.

What those print as arrears stands for all bills before them. Each portion holds by itself, so a run that broke down is
taken up where it was.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bijlisetu.billing.books.booking import book, touch
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.progress import OnProgress, unwatched

PORTION = 20_000
ENDS = "SELECT coalesce(min(id) - 1, 0), coalesce(max(id), 0) FROM consumers_consumer"
LATEST = """
SELECT bill.consumer_id, bill.cycle, bill.number
FROM consumers_consumer consumer
CROSS JOIN LATERAL (
    SELECT max(cycle) AS cycle FROM billing_bill WHERE consumer_id = consumer.id AND NOT is_cancelled
) AS latest
JOIN billing_bill bill ON bill.consumer_id = consumer.id AND bill.cycle = latest.cycle
WHERE consumer.id > %(after)s AND consumer.id <= %(until)s AND NOT EXISTS (
    SELECT FROM ledger_balance balance WHERE balance.consumer_id = consumer.id AND balance.opened_on IS NOT NULL
)
"""


def open_books(*, at: datetime, by: str, on_progress: OnProgress = unwatched) -> int:
    """Enter the latest bills of everybody whose account is not open; return how many entries were made."""
    ((first, last),) = rows(ENDS)
    made = 0
    for after in range(first, last, PORTION):
        with transaction.atomic():
            touch(LATEST, after=after, until=after + PORTION)
            made += book(at=at, by=by)
        on_progress(min(after + PORTION, last) - first, last - first)
    return made
