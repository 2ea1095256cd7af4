"""
The standards that held when a complaint came: as the utility has edited them, or as they came with us.

A limit that is changed later changes nothing of it, so that its events add up to the same for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from bijlisetu.complaints.standards.reading import Standards, files_of, read, shipped
from bijlisetu.editions.queries import as_edited, texts

#: An edited file is called so, and its name.
FILE = "standards-"


def held_at(utility: str, *, at: datetime) -> Mapping[str, Standards]:
    """Return what the files of the utility said at the moment."""
    edited = texts(FILE, at=at)
    return {
        name: as_edited(edited.get(f"{FILE}{name}", ""), shipped=shipped(name), read=partial(read, name))
        for name in files_of(utility)
    }
