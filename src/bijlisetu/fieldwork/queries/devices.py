"""Which telephones may speak with us."""

from __future__ import annotations

from uuid import UUID

from bijlisetu.fieldwork.models import Device


def is_shut(device: UUID) -> bool:
    """Return whether the telephone was shut."""
    return Device.objects.filter(pk=device, shut_at__isnull=False).exists()
