"""Headings that are nearly those of the mapping: no column of a bill is left out for a slip in its name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from bijlisetu.plumbing.files.mapping import Cells, Layout, WrongColumns

#: A letter too many or too few in BILLED_UNITS, no more: PREV_RDG_KVAH is another column than PREV_RDG_KWH.
NEARLY = 0.9
LEAST_LETTERS = 5


def refuse_misspelt(layout: Layout, places: Mapping[str, Cells], header: Sequence[str], *, path: Path) -> None:
    """
    Refuse a file that lacks a column the page prints, and has one whose name is nearly the same.

    :raises WrongColumns: naming both
    """
    ours = {part.upper() for field in layout.columns for part in layout.parts(field)}
    others = [column for column in header if column and column.upper() not in ours]
    found = {column.upper() for column in header}
    for field in layout.columns:
        for part in layout.parts(field) if field not in places else ():
            near = next((other for other in others if part.upper() not in found and _is_near(part, other)), None)
            if near:
                raise WrongColumns(
                    f"{path} has no column {part}, but one called {near[:40]}; name it {part} in the file, or as "
                    f"{near[:40]} in the mapping {layout.source}. Nothing was imported: its values would be lost.",
                    lacks=[part], unclear=[near], found=header,
                )  # fmt: skip


def _is_near(wanted: str, found: str) -> bool:
    words, others = _words(wanted), _words(found)
    one, other = "".join(words), "".join(others)
    if set(words) == set(others) or one == other:
        return True
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    if len(words) > 1 and (set(words) < set(others) or _shortened(words, others)):
        return True
    is_long = min(len(one), len(other)) >= LEAST_LETTERS
    return is_long and SequenceMatcher(None, one, other, autojunk=False).ratio() >= NEARLY


def _shortened(words: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether they are the same words, some of them shortened: PAY for PAYMENT, RDG for READING."""
    return len(words) == len(others) and all(map(_same_word, words, others))


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return (short[0] == long[0] and len(short) > 1 and all(letter in rest for letter in short)) or short == long


def _words(column: str) -> list[str]:
    return re.findall(r"[^\W_]+", column.upper())
