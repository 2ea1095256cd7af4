"""The rules that hold at a moment: those that came with us, or as the utility has edited them."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.contact.hygiene.rules import Rules, read, shipped
from bijlisetu.editions.queries import in_force

#: What the edited file is called.
FILE = "hygiene-rules"


def rules(*, at: datetime) -> Rules:
    """Return the rules that hold at the moment."""
    return in_force(FILE, at=at, shipped=shipped(), read=read)
