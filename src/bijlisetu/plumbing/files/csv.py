"""CSV files: whatever stands between their cells, read with a bound on every line and every row."""

from __future__ import annotations

import csv
import os
import re
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from bijlisetu.plumbing.files.lines import BrokenLine, text_lines
from bijlisetu.plumbing.files.shape import Ends, Row, ends_of

MOST_LINES = 50  # of one row: an address may hold line breaks, but a lost quote must not swallow the file
LOST_QUOTE = "a quote that opens on this line does not close"
#: What stands between cells: a comma, or what Excel writes elsewhere and as "Unicode text". The first is usual.
SEPARATORS = (",", ";", "\t", "|")
#: A line above the header, by which Excel is told what stands between cells.
SAID = re.compile(r'"?sep=(?P<mark>[^\w"\r\n])"?[,;\s]*', re.IGNORECASE)
BLANK = " \r\n" + "".join(SEPARATORS)
QUOTED = re.compile(r'"[^"]*"')


class CsvSource:
    """The rows of a CSV file."""

    sheets: Sequence[str] = ()

    def __init__(self, path: Path, file: BinaryIO, *, otherwise: str = "") -> None:
        self._path = path
        self._file = file
        self._otherwise = otherwise
        self._mark = SEPARATORS[0]
        self._size = max(os.fstat(file.fileno()).st_size, 1)

    def rows(self) -> Iterator[Row]:
        """Yield all rows that are not blank, the header among them."""
        lines = _Lines(text_lines(self._path, self._file, otherwise=self._otherwise))
        width = 0
        mark = self._mark = lines.separator()
        reader = csv.reader(iter(lines), delimiter=mark, strict=True)
        while True:
            start = lines.begin_row()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except _NoRow as fault:
                broken = fault.line
                yield Row(start, [broken.begins], broken.words, broken.reason)
                reader = csv.reader(iter(lines), delimiter=mark, strict=True)
                continue
            except (csv.Error, _TooManyLines) as fault:
                yield Row(start, lines.first_alone(mark), _words_of(fault, several=lines.several))
                reader = csv.reader(iter(lines), delimiter=mark, strict=True)
                continue
            if not any(cells):
                continue
            width = width or len(cells)
            if lines.several and len(cells) != width and _swallowed(cells, mark, width=width):
                # A lost quote runs on to the next one, which may be lines away: only its first line is to blame.
                yield Row(start, lines.first_alone(mark), LOST_QUOTE)
            else:
                yield Row(start, cells)

    def turn_to(self, sheet: int) -> None:
        """Do nothing: a text file has no sheets."""

    def ends(self, width: int) -> Ends:
        """Return how the rows end below a header of that width, wherever the reading is."""
        with self._path.open("rb") as file:
            read = text_lines(self._path, file, otherwise=self._otherwise)
            lines = (line for line in read if isinstance(line, str))
            with suppress(csv.Error):
                return ends_of(csv.reader(lines, delimiter=self._mark), width=width)
        return Ends(1, 0, width)

    def part(self) -> float:
        """Return how much of the file has been read, from 0 to 1."""
        return self._file.tell() / self._size

    def close(self) -> None:
        """Do nothing: the file belongs to whoever opened it."""


class _TooManyLines(Exception):
    """A row runs over more lines than any row does."""


class _NoRow(Exception):
    """The next line can be no row."""

    def __init__(self, line: BrokenLine) -> None:
        super().__init__(line.reason)
        self.line = line


class _Lines:
    """Feeds lines to the reader and keeps those of the row at hand, so that they can be given back."""

    def __init__(self, lines: Iterator[str | BrokenLine]) -> None:
        self._lines = lines
        self._back: deque[str | BrokenLine] = deque()
        self._kept: list[str] = []
        self._number = 0

    def __iter__(self) -> Iterator[str]:
        kept, back = self._kept, self._back
        while line := back.popleft() if back else next(self._lines, ""):
            if isinstance(line, BrokenLine):
                return self._stop_at(line)
            if len(kept) == MOST_LINES:
                back.appendleft(line)
                raise _TooManyLines
            kept.append(line)
            yield line

    @property
    def several(self) -> bool:
        """Whether the row at hand stands on more than one line."""
        return len(self._kept) > 1

    def separator(self) -> str:
        """Return what stands between cells, as the first line says or shows; a line that says so is no row."""
        for line in self._lines:
            if isinstance(line, str) and not line.strip(BLANK):
                self._back.append(line)
                continue
            if isinstance(line, str) and (said := SAID.fullmatch(line)):
                self._number += len(self._back) + 1
                self._back.clear()
                return said["mark"]
            self._back.append(line)
            return max(SEPARATORS, key=QUOTED.sub("", line if isinstance(line, str) else "").count)
        return SEPARATORS[0]

    def begin_row(self) -> int:
        """Forget the last row's lines; return the number of the line that comes next."""
        self._number += len(self._kept)
        self._kept.clear()
        return self._number + 1

    def first_alone(self, mark: str) -> list[str]:
        """Give back all lines of the row but its first; return that one cut where cells end."""
        first, *others = self._kept
        self._back.extendleft(reversed(others))
        self._kept[:] = [first]
        return first.rstrip("\r\n").split(mark)

    def _stop_at(self, line: BrokenLine) -> None:
        if self._kept:  # a row that is under way ends here, unfinished
            self._back.appendleft(line)
            return
        self._number += 1
        raise _NoRow(line)


def _words_of(fault: Exception, *, several: bool) -> str:
    if several or isinstance(fault, _TooManyLines) or "end of data" in str(fault):
        return LOST_QUOTE
    if "field larger" in str(fault):
        return "a cell is longer than any could be"
    return "its quotes or line ends are not those of a CSV row"


def _swallowed(cells: list[str], mark: str, *, width: int) -> bool:
    """Return whether there are too many cells, or one that runs over lines holds what looks like rows."""
    below = (line for cell in cells for line in cell.splitlines()[1:])
    return any(cells[width:]) or any(line.count(mark) * 2 >= width - 1 for line in below)
