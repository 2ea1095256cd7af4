"""Tables that we write for spreadsheets: as CSV, and no text in them becomes a formula."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from bijlisetu.plumbing.files.guard import guarded


class Out(Protocol):
    """Where the lines go: a file, the terminal, an answer."""

    def write(self, text: str, /) -> object:
        """Take a line."""
        ...


#: What some spreadsheet parts cells or rows at.
PARTS = frozenset(';,\t"\r\n')


class Sheet:
    """Writes row after row."""

    def __init__(self, out: Out) -> None:
        self._out = out

    def row(self, *cells: object) -> None:
        """Write one row."""
        self._out.write(",".join(map(_cell, cells)) + "\r\n")

    def rows(self, many: Iterable[Iterable[object]]) -> None:
        """Write the rows."""
        for cells in many:
            self.row(*cells)


def _cell(cell: object) -> str:
    text = guarded(cell) if isinstance(cell, str) else "" if cell is None else str(cell)
    # Python's own writer leaves a semicolon unquoted.
    return text if PARTS.isdisjoint(text) else '"{}"'.format(text.replace('"', '""'))
