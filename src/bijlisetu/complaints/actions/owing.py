"""What is owed for a late complaint grows by the day while it is open, not only once it is answered."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from bijlisetu.complaints.actions.writing import restate
from bijlisetu.complaints.lists import WORKED
from bijlisetu.complaints.models import Complaint
from bijlisetu.complaints.standards.current import paying_rows
from bijlisetu.outbox.incidents import one_by_one
from bijlisetu.plumbing.database.sql import rows

MOST = 500
#: Late ones whose standard names a sum, of which nothing is kept yet or a further day has begun since. Where the
#: consumer was waited for after the limit, that day begins later than it seems: those are looked at once an hour.
GROWN = """
SELECT complaint.number FROM complaints_complaint complaint
LEFT JOIN complaints_compensation owed ON owed.complaint_id = complaint.id
WHERE complaint.state = ANY(%(worked)s) AND complaint.due_at < %(at)s AND complaint.standard = ANY(%(paying)s)
  AND (owed.complaint_id IS NULL
       OR owed.due_at + owed.days * interval '1 day' < %(at)s AND owed.at < %(at)s - interval '1 hour')
ORDER BY complaint.due_at, complaint.id LIMIT %(most)s
"""


def let_grow(*, at: datetime) -> int:
    """Bring up to date what is owed for complaints that are late and open; return for how many it grew."""
    found = rows(GROWN, worked=[str(one) for one in WORKED], paying=paying_rows(at=at), at=at, most=MOST)
    return one_by_one([number for (number,) in found], partial(_let_grow, at=at), what="owing", at=at)


def _let_grow(number: str, *, at: datetime) -> bool:
    held = Complaint.objects.select_for_update(of=("self",)).filter(number=number).first()
    if held is not None:
        restate(held, at=at)
    return held is not None
