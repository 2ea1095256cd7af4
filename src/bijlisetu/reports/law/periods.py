"""How long what is known of people is kept, as a file says it: the night lets go of what is past its time."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bijlisetu.plumbing.refusal import Refusal

FILE = Path(__file__).parent / "periods.toml"
SORTS = ("rejects", "photos", "scans", "visits", "informed", "challenges", "findings", "facts")


class PeriodsNotUsable(Refusal):
    """The file of how long what is kept cannot be used as it stands."""


@dataclass(frozen=True, slots=True)
class Period:
    """How long a sort of record is kept."""

    name: str
    days: int
    why: str
    source: str


@cache
def periods(path: Path = FILE) -> tuple[Period, ...]:
    """Return the periods of the file; :raises PeriodsNotUsable: saying what is wrong with it."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        found = tuple(Period(name, one["days"], one["why"], one["source"]) for name, one in told.items())
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as fault:
        raise PeriodsNotUsable(f"{path}: {fault} is missing, or no such thing") from None
    if {one.name for one in found} != set(SORTS):
        raise PeriodsNotUsable(f"{path}: it says how long of {', '.join(SORTS)}, and of nothing else")
    for one in found:
        if type(one.days) is not int or one.days < 1 or not one.why or not one.source:
            raise PeriodsNotUsable(f"{path}: {one.name} needs days, a reason and a source")
    return found
