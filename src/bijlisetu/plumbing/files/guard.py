"""Cells that a spreadsheet would take for formulas: guarded where we write them, taken back where we read them."""

from __future__ import annotations

import re

GUARD = "'"
#: What makes a formula of a cell, in the spreadsheets of all countries.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Where a spreadsheet parts cells at semicolons or tabs, as many countries' do, a cell of its own begins behind these.
_FORMULA = "'*[=+@＝＋－＠-]"
INSIDE = re.compile(rf"([;\t\r\n][ \"]*)({_FORMULA})")
GUARDED_INSIDE = re.compile(rf"([;\t\r\n][ \"]*)'({_FORMULA})")
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def guarded(cell: str) -> str:
    """Return the cell as it may be opened in a spreadsheet."""
    cell = INSIDE.sub(r"\1'\2", cell)
    needs = cell.startswith(DANGEROUS) and not NUMBER.fullmatch(cell)
    return GUARD + cell if needs or _looks_guarded(cell) else cell


def unguarded(cell: str) -> str:
    """Return the cell as it was before it was guarded."""
    bare = cell[1:] if _looks_guarded(cell) else cell
    return GUARDED_INSIDE.sub(r"\1\2", bare)


def _looks_guarded(cell: str) -> bool:
    return cell.startswith(GUARD) and cell[1:].startswith((*DANGEROUS, GUARD))
