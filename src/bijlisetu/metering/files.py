"""All dated files and mappings of this room, by sort and name, for whoever lints them."""

from __future__ import annotations

from bijlisetu.metering.mapping import meter_mapping, meter_mappings
from bijlisetu.metering.warnings.rules import FILES as WARNINGS
from bijlisetu.metering.windows.rules import FILES as WINDOWS

SORTS = {sort.folder.name: sort for sort in (WINDOWS, WARNINGS)}
MAPPINGS = "mappings"


def names() -> list[str]:
    """Return the names of the files, such as windows/uppcl."""
    dated = [f"{folder}/{name}" for folder, sort in SORTS.items() for name in sort.names()]
    return [*dated, *(f"{MAPPINGS}/{name}" for name in meter_mappings())]


def read(name: str) -> object:
    """Return what the file says; :raises Refusal: naming what is wrong with it."""
    folder, _, of = name.partition("/")
    return meter_mapping(of) if folder == MAPPINGS else SORTS[folder].of_file(of)
