"""What was found at a door where no number was to be had: facts that close no task, for the next who goes there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach.models import Visit

LAST = """
SELECT DISTINCT ON (consumer_id) consumer_id, outcome, at, "by", count(*) OVER (PARTITION BY consumer_id)
FROM reach_visit WHERE consumer_id = ANY(%(consumers)s) ORDER BY consumer_id, at DESC, id DESC
"""


class LastVisit(NamedTuple):
    """What the last visit to a door found, and how many visits there were."""

    outcome: str
    at: datetime
    by: str
    visits: int


@transaction.atomic
def note(*, consumer: int, outcome: Visit.Outcome, at: datetime, by: str) -> None:
    """Keep what was found at the consumer's door; the task stays open, for nobody was reached."""
    Visit.objects.create(consumer_id=consumer, outcome=outcome, at=at, by=by)
    audit.note(deed=f"visit.{outcome}", records=[f"consumer:{consumer}"], by=by, at=at)


def last_visits(consumers: Sequence[int]) -> dict[int, LastVisit]:
    """Return the last visit to each of the consumers where there was one."""
    return {consumer: LastVisit(*found) for consumer, *found in rows(LAST, consumers=list(consumers))}
