"""What was found at a door, noted from the list of an office."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.consumers.models import Consumer
from bijlisetu.fieldwork.models import Visit
from bijlisetu.fieldwork.queries.visits import ONE_VISIT


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
