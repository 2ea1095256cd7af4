"""All dated files of this room, by sort and name, for whoever lints them."""

from __future__ import annotations

from bijlisetu.ledger.plans.rules import FILES as PLANS
from bijlisetu.ledger.rebates.rules import FILES as REBATES
from bijlisetu.ledger.sanctions.limits import FILES as LIMITS
from bijlisetu.ledger.surcharge.reading import FILES as SURCHARGE

SORTS = {sort.folder.name: sort for sort in (SURCHARGE, REBATES, PLANS, LIMITS)}


def names() -> list[str]:
    """Return the names of the files, such as surcharge/uppcl."""
    return [f"{folder}/{name}" for folder, sort in SORTS.items() for name in sort.names()]


def read(name: str) -> object:
    """Return what the file says; :raises BadFile: naming each line and what is wrong with it."""
    folder, _, utility = name.partition("/")
    return SORTS[folder].of_file(utility)
