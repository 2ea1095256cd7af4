"""Cells that a spreadsheet would take for formulas: guarded where we write them, taken back where we read them."""

from __future__ import annotations

import re

GUARD = "'"
#: What makes a formula of a cell, in the spreadsheets of all countries.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def guarded(cell: str) -> str:
    """Return the cell as it may be opened in a spreadsheet."""
    needs = cell.startswith(DANGEROUS) and not NUMBER.fullmatch(cell)
    return GUARD + cell if needs or _looks_guarded(cell) else cell


def unguarded(cell: str) -> str:
    """Return the cell as it was before it was guarded."""
    return cell[1:] if _looks_guarded(cell) else cell


def _looks_guarded(cell: str) -> bool:
    return cell.startswith(GUARD) and cell[1:].startswith((*DANGEROUS, GUARD))
