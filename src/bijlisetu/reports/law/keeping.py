"""How long is kept what is kept at a moment: as the file that came with us says, or as the utility has edited it."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.editions.queries import in_force
from bijlisetu.reports.law.periods import NAME, Period, read, shipped


def periods(*, at: datetime) -> tuple[Period, ...]:
    """Return how long each sort of record is kept, as it holds at the moment."""
    return in_force(NAME, at=at, shipped=shipped(), read=read)
