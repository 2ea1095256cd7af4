"""
The notice that holds at a moment: as it came with us, or as the utility has edited it.

Who was told is kept with a version's name, so a name never stands for other words, and old versions stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bijlisetu.contact.law import notices
from bijlisetu.contact.law.notices import FILE, Notice, all_shipped, read, shipped
from bijlisetu.editions.faults import Fault, fault_at
from bijlisetu.editions.queries import editions_of, in_force
from bijlisetu.plumbing.refusal import Refusal

NAME_STANDS = "Other words were told under this name: give these a name of their own, such as 2027-01."


def notice(*, at: datetime) -> Notice:
    """Return the version that holds at the moment."""
    return in_force(FILE, at=at, shipped=shipped(), read=read)


def versions() -> dict[str, Notice]:
    """Return by their names all versions that anybody may have been told."""
    return {one.name: one for one in _all()}


def faults(text: str) -> list[Fault]:
    """Return all that is wrong with the text, a name that stands for other words among it."""
    if found := notices.faults(text):
        return found
    new = read(text)
    stands = versions().get(new.name, new)
    return [fault_at(text, "name", NAME_STANDS)] if stands != new else []


def _all() -> Iterator[Notice]:
    yield from map(read, all_shipped())
    for edition in editions_of(FILE):
        try:
            yield read(edition.text)
        except Refusal:  # it was in order when it was issued: a newer version of ours reads such files otherwise
            continue
