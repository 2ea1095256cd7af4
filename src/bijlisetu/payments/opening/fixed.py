"""Files whose cells stand at fixed places of each line, as a bank's older programs write them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from bijlisetu.payments.mapping import OLD_WINDOWS, Place
from bijlisetu.plumbing.files.lines import BrokenLine, text_lines
from bijlisetu.plumbing.files.shape import Ends, Row


class FixedSource:
    """The rows of a file of fixed width; the places' names are its header."""

    sheets: Sequence[str] = ()

    def __init__(self, path: Path, file: BinaryIO, *, places: Sequence[Place]) -> None:
        self._path = path
        self._file = file
        self._places = places
        self._size = max(os.fstat(file.fileno()).st_size, 1)

    def rows(self) -> Iterator[Row]:
        """Yield the header, and all lines that are not blank."""
        yield Row(0, [place.name for place in self._places])
        for number, line in enumerate(text_lines(self._path, self._file, otherwise=OLD_WINDOWS), start=1):
            if isinstance(line, BrokenLine):
                yield Row(number, [line.begins], line.words, line.reason)
            elif line.strip():
                yield self._row(number, line.rstrip("\r\n"))

    def turn_to(self, sheet: int) -> None:
        """Do nothing: a text has no sheets."""

    def ends(self, width: int) -> Ends:
        """Return that every row has all cells: what a line lacks at its end is blank."""
        return Ends(0, 0, width)

    def part(self) -> float:
        """Return how much of the file has been read, from 0 to 1."""
        return min(self._file.tell() / self._size, 1.0)

    def close(self) -> None:
        """Do nothing: the file is closed by who opened it."""

    def _row(self, number: int, line: str) -> Row:
        cells = [line[place.first - 1 : place.last].strip() for place in self._places]
        return Row(number, cells)
