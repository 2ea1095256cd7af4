"""Which telephones may speak with us."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from bijlisetu.fieldwork.models import Device


class Phone(NamedTuple):
    """A telephone on which somebody works, or worked."""

    id: UUID
    name: str
    last_seen_at: datetime
    shut_at: datetime | None
    shut_by: str


def phones_of(person: int) -> Sequence[Phone]:
    """Return the telephones of the person, the last seen first."""
    found = Device.objects.filter(person=person).order_by("-last_seen_at")
    return [Phone(*row) for row in found.values_list(*Phone._fields)]


def is_shut(device: UUID) -> bool:
    """Return whether the telephone was shut."""
    return Device.objects.filter(pk=device, shut_at__isnull=False).exists()
