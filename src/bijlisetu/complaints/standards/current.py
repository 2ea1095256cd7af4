"""
The standards that held when a complaint came: as the utility has edited them, or as they came with us.

A limit that is changed later changes nothing of it, so that its events add up to the same for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from bijlisetu.complaints.lists import Area
from bijlisetu.complaints.standards.reading import Standards, files_of, names, read, shipped
from bijlisetu.editions.queries import as_edited, texts

#: An edited file is called so, and its name.
FILE = "standards-"


def paying_rows(*, at: datetime) -> list[str]:
    """Return how complaints name the rows by which something is owed: as they came with us, or are edited now."""
    edited = texts(FILE, at=at)
    files = [
        as_edited(text, shipped=shipped(name), read=partial(read, name))
        for name in names()
        for text in ("", edited.get(f"{FILE}{name}", ""))
    ]
    return sorted({row.name(area) for file in files for row in file.rows if row.rupees_a_day for area in Area})


def held_at(utility: str, *, at: datetime) -> Mapping[str, Standards]:
    """Return what the files of the utility said at the moment."""
    edited = texts(FILE, at=at)
    return {
        name: as_edited(edited.get(f"{FILE}{name}", ""), shipped=shipped(name), read=partial(read, name))
        for name in files_of(utility)
    }
