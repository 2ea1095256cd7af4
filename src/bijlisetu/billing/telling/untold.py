"""Months whose bills somebody still waits for: a round that crosses a month's end must not lose part of itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bijlisetu.billing import standing
from bijlisetu.billing.telling import gates, revising
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.values import in_indian_groups

#: Bills that stand and are not past their day.
UNTOLD = f"""
SELECT bill.cycle, count(*) FROM billing_bill bill JOIN consumers_consumer consumer ON consumer.id = bill.consumer_id
WHERE bill.due_date >= %(today)s AND {standing.STANDS}
  AND NOT {revising.MONTH_WAS_TOLD} AND {gates.OF_ITS_PEOPLE}
GROUP BY bill.cycle
"""
#: Bills that changed, or were cancelled, since people were told of them.
TOLD_OTHERWISE = f"""
SELECT bill.cycle, count(*) FROM billing_bill bill JOIN consumers_consumer consumer ON consumer.id = bill.consumer_id
JOIN outbox_notice told ON told.consumer_id = bill.consumer_id AND told.kind = 'bill_issued'
  AND told.occasion = to_char(bill.cycle, 'YYYY-MM') AND told.reason <> 'unsaid'
CROSS JOIN LATERAL {revising.LAST_SAID} AS last
WHERE bill.imported_at > greatest(told.posted_at, %(since)s) AND (({standing.STANDS}) OR ({standing.ALL_CANCELLED}))
  AND {revising.SAYS_OTHERWISE} AND {gates.OF_ITS_PEOPLE}
GROUP BY bill.cycle
"""
#: A change that nobody has sent out for so long is an old story.
REMEMBERED = timedelta(days=60)


class Untold(NamedTuple):
    """A month, how many of its bills nobody has been told of, and of how many something else."""

    cycle: date
    untold: int
    otherwise: int

    def __str__(self) -> str:
        counts = {"not told yet": self.untold, "changed since they were told": self.otherwise}
        said = ", ".join(f"{in_indian_groups(many)} {what}" for what, many in counts.items() if many)
        month = f"{self.cycle:%Y-%m}"
        return f"bills of {month}: {said}; tell them with bijlisetu notify-bills --cycle {month} --by NAME"


def untold_months(*, at: datetime, feeders: Sequence[int] | None = None) -> list[Untold]:
    """Return the months with bills that somebody must still hear of, the oldest first; of the feeders, or of all."""
    those = None if feeders is None else list(feeders)
    untold: dict[date, int] = dict(rows(UNTOLD, today=day_in_india(at), feeders=those))
    otherwise: dict[date, int] = dict(rows(TOLD_OTHERWISE, since=at - REMEMBERED, feeders=those))
    months = sorted(untold.keys() | otherwise.keys())
    return [Untold(month, untold.get(month, 0), otherwise.get(month, 0)) for month in months]
