"""What stands still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bijlisetu.outbox.models import Stop


@dataclass(frozen=True, slots=True)
class Standstill:
    """Something that was stopped and has not gone on."""

    scope: str
    at: datetime
    by: str
    why: str

    def lasts(self, at: datetime) -> timedelta:
        """Return for how long it stands still."""
        return at - self.at


def stops() -> tuple[Standstill, ...]:
    """Return what stands still."""
    open_ones: Sequence[tuple[str, datetime, str, str]] = list(
        Stop.objects.filter(lifted_at=None).order_by("at").values_list("scope", "at", "by", "why")
    )
    return tuple(Standstill(*row) for row in open_ones)
