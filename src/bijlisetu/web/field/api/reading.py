"""Read single values of a parcel: whatever a telephone sends, it is that value, or none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from bijlisetu.fieldwork.telling import Place

LARGEST_KEY = 2**63 - 1


def identity_in(told: Mapping[str, Any]) -> UUID | None:
    """Return the identity that a telephone has given it; none if it is none."""
    try:
        return UUID(told.get("id"))
    except (ValueError, TypeError, AttributeError):
        return None


def is_key(told: Any) -> bool:
    """Return whether it can be the key of a record."""
    return type(told) is int and 0 < told <= LARGEST_KEY


def moment(told: Any) -> datetime | None:
    """Return the instant, which says how far it is from ours; none if it is none."""
    try:
        found = datetime.fromisoformat(told)
    except (ValueError, TypeError):
        return None
    try:
        # PostgreSQL knows no offset of sixteen hours, though a telephone may say one.
        return found.astimezone(UTC) if found.tzinfo else None
    except OverflowError:
        return found.replace(tzinfo=UTC)  # years off, whatever the hour


def place_in(told: Any) -> Place | None:
    """Return where the telephone was; none where it says what is on no map: a visit is not lost for that."""
    if not isinstance(told, list) or len(told) != 3 or not all(_is_figure(one) for one in told):
        return None
    latitude, longitude, accuracy = map(float, told)
    return Place(latitude, longitude, accuracy) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _is_figure(told: Any) -> bool:
    return isinstance(told, int | float) and not isinstance(told, bool) and abs(told) < 1e9 and math.isfinite(told)
