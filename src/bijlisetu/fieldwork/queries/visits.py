"""What the last visit to a door found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bijlisetu.plumbing.database.sql import rows

#: What somebody presses at a door within so short a time is one visit; the last press holds.
ONE_VISIT = timedelta(minutes=10)
LAST = """
SELECT DISTINCT ON (consumer_id) consumer_id, outcome, at, "by",
       count(*) FILTER (WHERE NOT is_amended) OVER (PARTITION BY consumer_id)
FROM (
    SELECT *, coalesce(lead(at) OVER (
        PARTITION BY consumer_id, "by" ORDER BY at, received_at, id
    ) < at + %(one_visit)s, false) AS is_amended
    FROM fieldwork_visit WHERE consumer_id = ANY(%(consumers)s) AND form = %(form)s
) AS visit
ORDER BY consumer_id, at DESC, received_at DESC, id DESC
"""


class LastVisit(NamedTuple):
    """What the last visit to a door found, and how many visits there were."""

    outcome: str
    at: datetime
    by: str
    visits: int


def last_visits(consumers: Sequence[int], *, form: str) -> dict[int, LastVisit]:
    """Return the last visit with the form to each of the consumers where there was one."""
    found = rows(LAST, consumers=list(consumers), form=form, one_visit=ONE_VISIT)
    return {consumer: LastVisit(*visit) for consumer, *visit in found}
