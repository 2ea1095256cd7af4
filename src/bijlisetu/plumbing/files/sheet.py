"""Tables that we write for spreadsheets: as CSV, and no text in them becomes a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Protocol

from bijlisetu.plumbing.files.guard import guarded


class Out(Protocol):
    """Where the lines go: a file, the terminal, an answer."""

    def write(self, text: str, /) -> object:
        """Take a line."""
        ...


class Sheet:
    """Writes row after row."""

    def __init__(self, out: Out) -> None:
        self._writer = csv.writer(out)

    def row(self, *cells: object) -> None:
        """Write one row."""
        self._writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in cells])

    def rows(self, many: Iterable[Iterable[object]]) -> None:
        """Write the rows."""
        for cells in many:
            self.row(*cells)
