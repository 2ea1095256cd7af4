"""How long what is known of people is kept, as a file says it: pure, and checked as it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bijlisetu.editions.faults import Fault, faults_in, sound
from bijlisetu.plumbing.refusal import Refusal

#: What the edited file is called.
NAME = "periods"
FILE = Path(__file__).parent / "periods.toml"
SORTS = (
    "rejects", "photos", "scans", "visits", "informed", "challenges", "findings", "facts", "forged", "calls", "meters",
)  # fmt: skip
WORDS = ("why", "source")
LONGEST = 3660  #: days
#: What may be wrong with the text; constant sentences, which pages translate.
OTHER_SORTS = "The file says how long of the sorts that came with it, and of nothing else."
NO_DAYS = "It is a whole number of days, from 1 to 3660."
NO_REASON = "Each says why, and by which source."


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
def shipped() -> str:
    """Return the file that came with us."""
    return FILE.read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def read(text: str) -> tuple[Period, ...]:
    """Return the periods that the text says; :raises PeriodsNotUsable: naming each line and what is wrong with it."""
    told = sound(text, faults(text), file=NAME, refuse=PeriodsNotUsable)
    ours = sound(shipped(), [], file=NAME, refuse=PeriodsNotUsable)
    # An edition may be older than a sort: what it does not say is kept for as long as our file says.
    return tuple(Period(name, one["days"], one["why"], one["source"]) for name, one in {**ours, **told}.items())


def faults(text: str) -> list[Fault]:
    """Return all that is wrong with the text of a file of periods."""
    return faults_in(text, _wrong)


def _wrong(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((name, OTHER_SORTS) for name in told if name not in SORTS)
    for name, one in told.items():
        if name not in SORTS:
            continue
        if not isinstance(one, dict) or one.keys() != {"days", *WORDS}:
            yield name, NO_REASON
            continue
        if type(one["days"]) is not int or not 1 <= one["days"] <= LONGEST:
            yield f"{name}.days", NO_DAYS
        for word in WORDS:
            if not isinstance(one[word], str) or not one[word].strip():
                yield f"{name}.{word}", NO_REASON
