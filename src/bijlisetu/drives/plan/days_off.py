"""The holidays that hold at a moment: those that came with us, or as the utility has edited them."""

from __future__ import annotations

from datetime import date, datetime

from bijlisetu.drives.plan.holidays import NAME, Holiday, read, shipped
from bijlisetu.editions.queries import as_edited, texts


def holidays(*, at: datetime, since: date, until: date) -> tuple[Holiday, ...]:
    """Return the holidays from the one day up to and with the other."""
    found = as_edited(texts(NAME, at=at).get(NAME, ""), shipped=shipped(), read=read)
    return tuple(one for one in found if since <= one.on <= until)
