"""All dated files of this room, by sort and name, for whoever lints them."""

from __future__ import annotations

from bijlisetu.metering.windows.rules import FILES as WINDOWS

SORTS = {sort.folder.name: sort for sort in (WINDOWS,)}


def names() -> list[str]:
    """Return the names of the files, such as windows/uppcl."""
    return [f"{folder}/{name}" for folder, sort in SORTS.items() for name in sort.names()]


def read(name: str) -> object:
    """Return what the file says; :raises BadFile: naming each line and what is wrong with it."""
    folder, _, utility = name.partition("/")
    return SORTS[folder].of_file(utility)
