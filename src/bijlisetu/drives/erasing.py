"""What goes of what people at work wrote about their drive, should a number stand in it."""

from __future__ import annotations

from bijlisetu.audit.sweeping import VISITS, masked

SWEPT = (masked(VISITS, "drives_matter", "answer", "note"),)
