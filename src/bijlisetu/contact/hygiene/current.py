"""The rules that hold at a moment: those that came with us, or as the utility has edited them."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.contact.hygiene.rules import Rules, read, shipped
from bijlisetu.editions.queries import as_edited, texts

#: What the edited file is called.
FILE = "hygiene-rules"


def rules(*, at: datetime) -> Rules:
    """Return the rules that hold at the moment."""
    return as_edited(texts(FILE, at=at).get(FILE, ""), shipped=shipped(), read=read)
