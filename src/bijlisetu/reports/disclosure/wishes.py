"""What a utility wishes everybody to see of its work, as a file says it: pure, and checked as it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bijlisetu.editions.faults import MISSING, NO_TRUTH, UNASKED, Fault, faults_in, sound
from bijlisetu.plumbing.refusal import Refusal

#: What the edited file is called.
FILE = "public"
TABLE = "public"
SHIPPED = Path(__file__).with_name("wishes.toml")
SHOWN = ("promises", "complaints", "heads")
NUMBERS = {"days": (30, 366), "least": (2, 100)}
#: What may be wrong with the text; constant sentences, which pages translate.
NO_NUMBER = "It is a whole number: of days from 30 to 366, of the fewest cases from 2 to 100."


class WishesNotUsable(Refusal):
    """The file of what everybody may see cannot be used as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is shown to everybody, and from how many cases on."""

    promises: bool
    complaints: bool
    heads: bool
    days: int
    least: int

    @property
    def any(self) -> bool:
        """Whether anything is shown."""
        return self.promises or self.complaints or self.heads


@cache
def shipped() -> str:
    """Return the file that came with us."""
    return SHIPPED.read_text(encoding="utf-8")


@lru_cache(maxsize=4)
def read(text: str) -> Wishes:
    """Return what the text says; :raises WishesNotUsable: naming each line and what is wrong with it."""
    told = sound(text, faults(text), file=FILE, refuse=WishesNotUsable)
    return Wishes(**told[TABLE])


def faults(text: str) -> list[Fault]:
    """Return all that is wrong with the text."""
    return faults_in(text, _wrong)


def _wrong(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((name, UNASKED) for name in told if name != TABLE)
    said = told.get(TABLE)
    if not isinstance(said, dict):
        yield TABLE, MISSING
        return
    asked = (*SHOWN, *NUMBERS)
    yield from ((f"{TABLE}.{name}", UNASKED) for name in said if name not in asked)
    yield from ((f"{TABLE}.{name}", MISSING) for name in asked if name not in said)
    yield from ((f"{TABLE}.{name}", NO_TRUTH) for name in SHOWN if type(said.get(name, True)) is not bool)
    for name, (least, most) in NUMBERS.items():
        if name in said and not (type(said[name]) is int and least <= said[name] <= most):
            yield f"{TABLE}.{name}", NO_NUMBER
