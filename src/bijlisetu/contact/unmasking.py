"""Let somebody see a number in full, and write down that they did."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.contact.models import Address
from bijlisetu.values import mask


@transaction.atomic
def unmask(*, consumer: int, address: int, why: str, by: str, at: datetime) -> str | None:
    """Return the number or mailbox of the consumer in full; none if it is not theirs. Each look is written down."""
    value = Address.objects.filter(pk=address, consumer=consumer).values_list("value", flat=True).first()
    if value is not None:
        told = {"address": mask(value), "why": why}
        audit.note(deed="contact.unmasked", records=[f"consumer:{consumer}"], by=by, at=at, detail=told)
    return value
