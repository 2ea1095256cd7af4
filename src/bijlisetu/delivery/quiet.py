"""The quiet hours that hold at a moment: those of the kinds' own files, or as the utility has edited them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bijlisetu.editions.queries import as_edited, texts
from bijlisetu.kinds.kind import Kind
from bijlisetu.runs.quiet_hours import FILE, Hours, read, shipped


def quiet_hours(kinds: Sequence[Kind], *, at: datetime) -> Mapping[str, Hours]:
    """Return between which hours of India's clock nothing of each kind goes out; none: at any hour."""
    edited = texts(FILE, at=at).get(FILE)
    told = as_edited(edited, shipped=shipped(), read=read) if edited else {}
    return {kind.name: told.get(kind.name, kind.quiet) for kind in kinds}
