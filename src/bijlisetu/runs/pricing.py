"""The prices that hold at a moment: those that came with us, or as the utility has edited them."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.editions.queries import in_force
from bijlisetu.runs.prices import FILE, Prices, read, shipped


def prices(*, at: datetime) -> Prices:
    """Return the rupees that a message costs at the moment, of an SMS each part."""
    return in_force(FILE, at=at, shipped=shipped(), read=read)
