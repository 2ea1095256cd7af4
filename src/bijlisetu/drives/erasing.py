"""What goes of what people at work wrote about their drive, and of numbers that still wait for proof."""

from __future__ import annotations

from bijlisetu.audit.sweeping import ADDRESSES, VISITS, gone, masked

SWEPT = (
    masked(VISITS, "drives_matter", "answer", "note"),
    gone(ADDRESSES, "drives_toprove", "value", which="consumer_id = %(consumer)s"),
)
