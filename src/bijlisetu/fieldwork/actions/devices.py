"""Telephones are registered, seen, and shut when they are lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.fieldwork.models import Device
from bijlisetu.plumbing.database.sql import rows

#: Whoever logs in on a telephone has it; that it was shut stays, whoever logs in.
SEE = """
INSERT INTO fieldwork_device AS known (id, person_id, name, registered_at, last_seen_at, app)
VALUES (%(device)s, %(person)s, %(name)s, %(at)s, %(at)s, %(app)s)
ON CONFLICT (id) DO UPDATE SET last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at),
    person_id = CASE WHEN known.shut_at IS NULL THEN excluded.person_id ELSE known.person_id END,
    name = coalesce(nullif(excluded.name, ''), known.name), app = coalesce(nullif(excluded.app, ''), known.app)
RETURNING shut_at IS NULL
"""


def register(*, device: UUID, person: int, at: datetime, name: str = "", app: str = "") -> bool:
    """Keep that the person works on this telephone now; return whether it may, or was shut."""
    ((is_open,),) = rows(SEE, device=device, person=person, name=name, app=app, at=at)
    return bool(is_open)


@transaction.atomic
def shut(*, devices: Sequence[UUID], by: str, at: datetime) -> int:
    """Tell lost telephones nothing more, and take nothing from them; return how many were open."""
    known = Device.objects.select_for_update().filter(pk__in=devices, shut_at=None).order_by("pk")
    shut_now = list(known.values_list("pk", flat=True))
    Device.objects.filter(pk__in=shut_now).update(shut_at=at, shut_by=by)
    audit.note(deed="device.shut", records=[f"device:{device}" for device in shut_now], by=by, at=at)
    return len(shut_now)


@transaction.atomic
def unshut(*, devices: Sequence[UUID], by: str, at: datetime) -> int:
    """Let telephones that were found speak with us again: they send what was sealed on them; return how many."""
    known = Device.objects.select_for_update().filter(pk__in=devices, shut_at__isnull=False).order_by("pk")
    found = list(known.values_list("pk", flat=True))
    Device.objects.filter(pk__in=found).update(shut_at=None, shut_by="")
    audit.note(deed="device.opened", records=[f"device:{device}" for device in found], by=by, at=at)
    return len(found)
