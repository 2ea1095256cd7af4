"""What a bill on paper costs, read from its file: pure, and checked as it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from bijlisetu.editions.faults import MISSING, Fault, faults_in, sound
from bijlisetu.plumbing.refusal import Refusal

#: What the edited file is called.
FILE = "savings"
SHIPPED = Path(__file__).resolve().parent / "savings.toml"
SORTS, NUMBERS, WORDS = ("sheets", "visits"), ("per_bill", "rupees"), ("source",)
NUMBER = re.compile(r"\d{1,4}(\.\d{1,2})?", re.ASCII)
NO_RATES = "The file holds [sheets] and [visits], each with per_bill, rupees and source, and nothing else."
NO_RATE = 'It is written as "0.60": digits, and at most two behind a point.'
NO_SOURCE = "Say in words where the rate stands."


class BadRates(Refusal):
    """The file of rates cannot be used as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many of a thing a paper bill takes, and what one costs."""

    per_bill: Decimal
    rupees: Decimal
    source: str

    def of(self, bills: int) -> tuple[int, Decimal]:
        """Return how many so many bills take, rounded down, and what they cost."""
        many = int(self.per_bill * bills)
        return many, many * self.rupees


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What paper bills cost."""

    sheets: Rate
    visits: Rate


@cache
def shipped() -> str:
    """Return the file that came with us."""
    return SHIPPED.read_text(encoding="utf-8")


def read(text: str) -> Rates:
    """Return the rates that the text says; :raises BadRates: naming each line and what is wrong with it."""
    told = sound(text, faults(text), file=FILE, refuse=BadRates)
    return Rates(**{
        sort: Rate(per_bill=Decimal(one["per_bill"]), rupees=Decimal(one["rupees"]), source=one["source"])
        for sort, one in told.items()
    })  # fmt: skip


def faults(text: str) -> list[Fault]:
    """Return all that is wrong with the text of a file of rates."""
    return faults_in(text, _wrong)


def _wrong(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((name, NO_RATES) for name in told if name not in SORTS)
    yield from ((name, MISSING) for name in SORTS if name not in told)
    for sort in SORTS:
        one = told.get(sort)
        if one is None:
            continue
        if not isinstance(one, dict):
            yield sort, NO_RATES
            continue
        yield from ((f"{sort}.{name}", NO_RATES) for name in one if name not in (*NUMBERS, *WORDS))
        yield from ((f"{sort}.{name}", MISSING) for name in (*NUMBERS, *WORDS) if name not in one)
        for name in NUMBERS:
            if name in one and not (isinstance(one[name], str) and NUMBER.fullmatch(one[name])):
                yield f"{sort}.{name}", NO_RATE
        if "source" in one and not (isinstance(one["source"], str) and one["source"].strip()):
            yield f"{sort}.source", NO_SOURCE
