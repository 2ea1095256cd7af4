"""Rows of files that say something of numbers: which are disconnected, and what the validation service answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from importlib import resources

from bijlisetu.plumbing.files.intake import UNPRINTABLE, ReadRow, Unfit, clean
from bijlisetu.plumbing.files.mapping import Layout, layout, mapping_file, names_in, picker
from bijlisetu.plumbing.files.table import Table
from bijlisetu.values import NotAMobile
from bijlisetu.values.numbering import ten_digits

FOLDER = resources.files("bijlisetu.contact.hygiene") / "mappings"
FIELDS = ("number", "on", "says")
DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b.*", re.ASCII)
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b.*", re.ASCII)
#: What the service's words come to.
ANSWERS = {
    "matches": "matches", "match": "matches", "yes": "matches", "y": "matches",
    "differs": "differs", "mismatch": "differs", "no match": "differs", "no": "differs", "n": "differs",
    "unknown": "unknown", "not found": "unknown", "na": "unknown", "": "unknown",
}  # fmt: skip
#: Makes the staged value of the cell beside a number, or says why it is not fit.
Beside = Callable[[str], object]


def layout_of(mapping: str) -> Layout:
    """Return the layout of such a file; :raises Refusal: if there is no such mapping, or it cannot be used."""
    with mapping_file(mapping, folder=FOLDER) as text:
        return layout(text, name=mapping, fields=FIELDS)


def known_mappings() -> list[str]:
    """Return the names of the mappings that come with us."""
    return names_in(FOLDER)


def revoked_reader(table: Table, *, mapping: str, month: date, today: date) -> ReadRow:
    """Return the reader of rows (number, day of disconnection); without a day the first of the month stands."""
    return _reader(table, mapping, "on", partial(_day, otherwise=month, today=today))


def validated_reader(table: Table, *, mapping: str) -> ReadRow:
    """Return the reader of rows (number, answer)."""
    return _reader(table, mapping, "says", _answer)


def _reader(table: Table, mapping: str, field: str, beside: Beside) -> ReadRow:
    pick = picker(layout_of(mapping).places(table.header, path=table.path), ("number", field))

    def read(cells: list[str]) -> Sequence[object] | Unfit:
        values = clean(pick(cells))
        if values is None:
            return UNPRINTABLE
        try:
            number = ten_digits(values[0])
        except NotAMobile as fault:
            return Unfit("no number", f"number: {fault}")
        told = beside(values[1])
        return told if isinstance(told, Unfit) else (f"91{number}", told)

    return read


def _day(text: str, *, otherwise: date, today: date) -> date | Unfit:
    if not text:
        return otherwise
    try:
        if found := DAY_FIRST.fullmatch(text):
            day = date(int(found[3]), int(found[2]), int(found[1]))
        elif found := YEAR_FIRST.fullmatch(text):
            day = date(int(found[1]), int(found[2]), int(found[3]))
        else:
            raise ValueError
    except ValueError:
        return Unfit("date unreadable", f"date {text[:20]!r} is not written like 31-10-2026")
    return day if day <= today else Unfit("date ahead", f"date {text[:20]!r} lies ahead")


def _answer(text: str) -> str | Unfit:
    found = ANSWERS.get(" ".join(text.lower().replace("_", " ").split()))
    return found or Unfit("answer unknown", f"answer {text[:20]!r} is none of matches, differs, unknown")
