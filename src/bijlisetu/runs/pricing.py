"""The prices that hold at a moment: those that came with us, or as the utility has edited them."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.editions.queries import as_edited, texts
from bijlisetu.runs.prices import FILE, Prices, read, shipped


def prices(*, at: datetime) -> Prices:
    """Return the rupees that a message costs at the moment, of an SMS each part."""
    return as_edited(texts(FILE, at=at).get(FILE, ""), shipped=shipped(), read=read)
