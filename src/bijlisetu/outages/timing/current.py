"""When people hear of cuts, as it holds at a moment: by the file that came with us, or as the utility has edited it."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.editions.queries import in_force
from bijlisetu.outages.timing.reading import NAME, Timing, read, shipped


def timing(*, at: datetime) -> Timing:
    """Return when people hear of cuts, as it holds at the moment."""
    return in_force(NAME, at=at, shipped=shipped(), read=read)
