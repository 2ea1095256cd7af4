"""
Files of a utility in which every value is dated and says how sure it is: pure.

`name = { is = …, mark = "S", source = "…" }` under `[[rules]]`, which hold from `begins_on` until the next begins.
Marks: V seen at its source, S second hand, B general knowledge, D worked out, H a rule of this house.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from bijlisetu.editions.faults import MISSING, UNASKED, Fault, faults_in
from bijlisetu.plumbing.refusal import Refusal

MARKS = frozenset("VSBDH")
PARTS = frozenset({"is", "mark", "source"})
BEGINS = "begins_on"
COMMON = "common"
NO_RULES = "The file holds one or more [[rules]], and nothing else."
NO_DAY = "A day is written as 2026-11-08, without quotation marks."
NO_MARK = "A mark is V, S, B, D or H."
NO_SOURCE = "Say in words where it stands."
TWICE = "Two rules begin on this day."

#: Whether a value will do, and what to say if it does not.
Check = tuple[Callable[[Any], bool], str]


class BadFile(Refusal):
    """A dated file cannot be used as it is written."""


@dataclass(frozen=True, slots=True)
class Dated:
    """What holds from a day on: values by name, and the file that says so."""

    file: str
    begins_on: date
    values: Mapping[str, Any]

    @property
    def name(self) -> str:
        """How what follows from it names it: uppcl/2024-10-10."""
        return f"{self.file}/{self.begins_on}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A sort of dated file: its folder, and what each rule says."""

    folder: Path
    asked: Mapping[str, Check]

    def names(self) -> list[str]:
        """Return the names of the files: a utility's each, and what is common."""
        return sorted(file.stem for file in self.folder.glob("*.toml"))

    def of_utility(self, utility: str, *, on: date) -> Dated:
        """Return what holds for the utility on the day; of one without a file, or before its first, what is common."""
        for name in (utility, COMMON):
            begun = [one for one in self.of_file(name) if one.begins_on <= on] if name in self.names() else []
            if begun:
                return begun[-1]
        return self.of_file(COMMON)[0]

    def of_file(self, name: str) -> tuple[Dated, ...]:
        """Return the rules of the file, the oldest first; :raises BadFile: naming each line and what is wrong."""
        return _read(self, name, _text(self.folder / f"{name}.toml"))

    def read(self, name: str, text: str) -> tuple[Dated, ...]:
        """Return the rules that the text holds; :raises BadFile: naming each line and what is wrong with it."""
        if found := self.faults(text):
            raise BadFile("\n".join(f"{self.folder.name}/{name}, {fault}" for fault in found))
        rules = [
            Dated(name, one[BEGINS], {key: said["is"] for key, said in one.items() if key != BEGINS})
            for one in tomllib.loads(text)["rules"]
        ]
        return tuple(sorted(rules, key=lambda one: one.begins_on))

    def faults(self, text: str) -> list[Fault]:
        """Return all that is wrong with the text."""
        return faults_in(text, lambda told: _wrong(told, self.asked))

    def __hash__(self) -> int:
        """Be known by the folder."""
        return hash(self.folder)


def is_one_of(words: Sequence[str]) -> Check:
    """Ask for one of the words."""
    return lambda said: isinstance(said, str) and said in words, f"It is one of: {', '.join(words)}."


def is_whole(least: int, most: int) -> Check:
    """Ask for a whole number."""
    return lambda said: type(said) is int and least <= said <= most, f"It is a whole number from {least} to {most}."


def is_truth() -> Check:
    """Ask for true or false."""
    return lambda said: isinstance(said, bool), "It is true or false."


def is_amount(most: str) -> Check:
    """Ask for a number in quotation marks: floats are not exact."""
    return (
        lambda said: exact(said, most=Decimal(most)) is not None,
        f'It is a number from 0 to {most} in quotation marks, as "1.25".',
    )


def exact(said: Any, *, most: Decimal) -> Decimal | None:
    """Return the number that stands in quotation marks, from nought to the most; none if it is none."""
    try:
        number = Decimal(said) if isinstance(said, str) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() and 0 <= number <= most else None


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _read(sort: Sort, name: str, text: str) -> tuple[Dated, ...]:
    return sort.read(name, text)


def _wrong(told: Mapping[str, Any], asked: Mapping[str, Check]) -> Iterator[tuple[str, str]]:
    rules = told.get("rules")
    if (
        told.keys() != {"rules"}
        or not isinstance(rules, list)
        or not rules
        or not all(type(one) is dict for one in rules)
    ):
        yield "rules", NO_RULES
        return
    seen: set[str] = set()
    for place, one in enumerate(rules, start=1):
        yield from ((f"rules.{place}.{name}", words) for name, words in _wrong_rule(one, asked))
        if (begins := str(one.get(BEGINS))) in seen:
            yield f"rules.{place}.{BEGINS}", TWICE
        seen.add(begins)


def _wrong_rule(one: Mapping[str, Any], asked: Mapping[str, Check]) -> Iterator[tuple[str, str]]:
    yield from ((name, MISSING) for name in sorted({BEGINS, *asked} - one.keys()))
    yield from ((name, UNASKED) for name in sorted(one.keys() - asked.keys() - {BEGINS}))
    if type(one.get(BEGINS)) is not date:
        yield BEGINS, NO_DAY
    for name in sorted(one.keys() & asked.keys()):
        said, (fits, words) = one[name], asked[name]
        if not isinstance(said, dict) or said.keys() != PARTS:
            yield name, 'It is written as { is = …, mark = "S", source = "…" }.'
        elif not fits(said["is"]):
            yield name, words
        elif said["mark"] not in MARKS:
            yield name, NO_MARK
        elif not isinstance(said["source"], str) or not said["source"].strip():
            yield name, NO_SOURCE
