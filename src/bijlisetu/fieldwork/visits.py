"""What was found at a door, noted from the list of an office; and what the last visit to a door found."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.consumers.models import Consumer
from bijlisetu.fieldwork.models import Visit
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


@transaction.atomic
def note(*, form: str, consumer: int, outcome: str, at: datetime, by: str) -> None:
    """Keep what somebody found at the consumer's door, as the office's list asks it; it closes nothing."""
    Consumer.objects.select_for_update().get(pk=consumer)  # a second press waits for the first
    known = Visit.objects.filter(consumer=consumer, form=form, by=by, at__gt=at - ONE_VISIT)
    last = known.order_by("-at", "-received_at", "-id").first()
    if last and last.outcome == outcome:
        return
    Visit.objects.create(
        id=uuid.uuid4(), form=form, consumer_id=consumer, person=User.objects.filter(username=by).first(), by=by,
        entrance=Visit.Entrance.DESK, outcome=outcome, said_at=at, at=at, received_at=at,
    )  # fmt: skip
    audit.note(deed=f"visit.{outcome}", records=[f"consumer:{consumer}"], by=by, at=at)


def last_visits(consumers: Sequence[int], *, form: str) -> dict[int, LastVisit]:
    """Return the last visit with the form to each of the consumers where there was one."""
    found = rows(LAST, consumers=list(consumers), form=form, one_visit=ONE_VISIT)
    return {consumer: LastVisit(*visit) for consumer, *visit in found}
