"""
What was found at a door where no number was to be had: facts that close no task, for the next who goes there.

Where the connection is cut or nobody is to be found, another visit helps nobody: the office sees to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.consumers.models import Consumer
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach.models import Visit
from bijlisetu.reach.queries.scope import scope_of

LAST = """
SELECT DISTINCT ON (consumer_id) consumer_id, outcome, at, "by", count(*) OVER (PARTITION BY consumer_id)
FROM reach_visit WHERE consumer_id = ANY(%(consumers)s) ORDER BY consumer_id, at DESC, id DESC
"""
#: Only of people whom nothing has reached since, the latest first.
FOR_OFFICE = """
SELECT consumer.id, consumer.account, consumer.name, consumer.address, visit.outcome, visit.at, visit."by"
FROM reach_visit visit
JOIN reach_task task ON task.consumer_id = visit.consumer_id AND task.subject = 'reach' AND task.closed_at IS NULL
JOIN consumers_consumer consumer ON consumer.id = visit.consumer_id
WHERE visit.outcome = ANY(%(outcomes)s) AND visit.at >= task.opened_at AND {scope} AND NOT EXISTS (
    SELECT FROM reach_visit later
    WHERE later.consumer_id = visit.consumer_id AND (later.at, later.id) > (visit.at, visit.id)
)
ORDER BY visit.at DESC, visit.id DESC LIMIT %(most)s
"""
#: What somebody presses at a door within so short a time is one visit; the last press holds.
ONE_VISIT = timedelta(minutes=10)


class ForOffice(NamedTuple):
    """Somebody at whose door no visit helps any more, and who found that and when."""

    consumer: int
    account: str
    name: str
    address: str
    outcome: str
    at: datetime
    by: str


class LastVisit(NamedTuple):
    """What the last visit to a door found, and how many visits there were."""

    outcome: str
    at: datetime
    by: str
    visits: int


@transaction.atomic
def note(*, consumer: int, outcome: Visit.Outcome, at: datetime, by: str) -> None:
    """Keep what was found at the consumer's door; the task stays open, for nobody was reached."""
    Consumer.objects.select_for_update().get(pk=consumer)  # a second press waits for the first
    known = Visit.objects.filter(consumer=consumer, by=by, at__gt=at - ONE_VISIT).order_by("-at", "-id").first()
    if known and known.outcome == outcome:
        return
    if known:
        Visit.objects.filter(pk=known.pk).update(outcome=outcome, at=at)
    else:
        Visit.objects.create(consumer_id=consumer, outcome=outcome, at=at, by=by)
    audit.note(deed=f"visit.{outcome}", records=[f"consumer:{consumer}"], by=by, at=at)


def for_office(offices: Sequence[int], *, most: int) -> tuple[ForOffice, ...]:
    """Return the latest of those under the offices at whose doors no visit helps any more."""
    scope = scope_of(offices)
    question = FOR_OFFICE.format(scope=scope.condition("consumer.feeder_id"))
    found = rows(question, outcomes=list(Visit.FOR_OFFICE), most=most, **scope.parameters)
    return tuple(ForOffice(*row) for row in found)


def last_visits(consumers: Sequence[int]) -> dict[int, LastVisit]:
    """Return the last visit to each of the consumers where there was one."""
    return {consumer: LastVisit(*found) for consumer, *found in rows(LAST, consumers=list(consumers))}
