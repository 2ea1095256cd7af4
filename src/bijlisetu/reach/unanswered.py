"""A number that was asked whose it is and did not prove itself: its people are the section's work."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bijlisetu.contact.hygiene import asking
from bijlisetu.kinds.files import kinds
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach.rules import REACH

#: Why such a person is to be visited: nobody answered, or somebody said yes and then proved no account.
SILENT, NOT_PROVED = "asked_silent", "asked_not_proved"
#: The kind whose receipts close such a task where nothing was said to the person before.
MAIN = "bill_issued"
#: The task hangs on what was said last: a later receipt of that ledger closes it. Who is to be visited already is so
#: for the newer reason.
OPEN = """
INSERT INTO reach_task (consumer_id, subject, ledger, occasion, notice, reason, due_on, opened_at)
SELECT told.consumer, %(subject)s, coalesce(last.ledger, %(ledger)s), coalesce(last.occasion, ''), last.notice,
       told.reason, %(due_on)s::date, %(at)s::timestamptz
FROM unnest(%(consumers)s::bigint[], %(reasons)s::text[]) AS told (consumer, reason)
LEFT JOIN LATERAL (
    SELECT ledger, occasion, notice FROM reach_standing
    WHERE consumer_id = told.consumer AND ledger = ANY(%(ledgers)s) ORDER BY notice DESC LIMIT 1
) AS last ON true
ON CONFLICT (consumer_id, subject) WHERE closed_at IS NULL DO UPDATE SET reason = excluded.reason
RETURNING id
"""


@transaction.atomic
def open_tasks(*, at: datetime, factor: float = 1) -> int:
    """Close the questions whose time is over, and open or restate the tasks of their people; return how many."""
    found = asking.close(at=at, factor=factor)
    people = [(consumer, SILENT) for consumer in found.silent]
    people += [(consumer, NOT_PROVED) for consumer in found.not_proved]
    if not people:
        return 0
    ledgers = [kind.ledger for kind in kinds().values() if kind.ledger and kind.task_after]
    opened = rows(
        OPEN, consumers=[consumer for consumer, _ in people], reasons=[reason for _, reason in people],
        subject=REACH.name, ledger=kinds()[MAIN].ledger, ledgers=ledgers, due_on=REACH.due(at), at=at,
    )  # fmt: skip
    return len(opened)
