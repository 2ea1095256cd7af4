"""Synthetic mobile numbers, and the many ways clerks write them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Self

from bijlisetu.values.address import is_dummy

# One number in ten million: all begin with 600, so that anyone can see they are made up.
PREFIX = "600"
SPAN = 10_000_000
STRIDE = 4_142_137  # shares no factor with SPAN, so the walk meets each number once
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
AS_IS = "as it is"

#: Ways to write a good number, all of which can be read back.
WRITTEN: Mapping[str, Callable[[str], str]] = {
    AS_IS: lambda digits: digits,
    "with country code": lambda digits: f"+91{digits}",
    "with country code and spaces": lambda digits: f"+91 {digits[:5]} {digits[5:]}",
    "with bare country code": lambda digits: f"91{digits}",
    "with trunk zero": lambda digits: f"0{digits}",
    "with spaces": lambda digits: f"{digits[:3]} {digits[3:6]} {digits[6:]}",
    "with hyphen": lambda digits: f"{digits[:5]}-{digits[5:]}",
    "in Devanagari digits": lambda digits: digits.translate(DEVANAGARI),
}

#: What stands where no number can be read, made of the owner's number and another; and how often in twenty-five.
UNUSABLE: Mapping[str, tuple[int, Callable[[str, str], str]]] = {
    "nine digits": (7, lambda own, _: own[:9]),
    "landline": (5, lambda own, _: f"05444-2{own[-5:]}"),
    "nines": (4, lambda _own, _: "9999999999"),
    "zeros": (2, lambda _own, _: "0000000000"),
    "downwards": (2, lambda _own, _: "9876543210"),
    "upwards": (1, lambda _own, _: "1234567890"),
    "not available": (3, lambda _own, _: "NA"),
    "two numbers run together": (1, lambda own, other: f"{own}{other}"),
}


class Series:
    """Hands out synthetic numbers, never one of them twice."""

    def __init__(self, start: int) -> None:
        self._next = start

    @classmethod
    def of_seed(cls, seed: int, *, spare: bool = False) -> Self:
        """Return the series of a district, or the spare one that never meets it."""
        start = random.Random(f"numbers {seed}").randrange(SPAN)
        return cls(start + SPAN // 2 * spare)

    def take(self) -> str:
        """Return a number nobody has yet."""
        while True:
            digits = f"{PREFIX}{self._next * STRIDE % SPAN:07}"
            self._next += 1
            if not is_dummy(digits):
                return digits
