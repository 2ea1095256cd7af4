"""
Tables that come as files: CSV or a sheet of an Excel workbook, read row by row.

A fault of the whole file is a Refusal; a fault of one row travels with the row, so that it never stops the others.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from bijlisetu.plumbing.files.guard import unguarded
from bijlisetu.plumbing.files.shape import Ends, Habit, Row, fitted
from bijlisetu.plumbing.refusal import Refusal

EXCEL_NAMES = (".xlsx", ".xlsm", ".xls")
ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second is an empty one
OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # Excel before 2007, and any workbook with a password
GZIP = b"\x1f\x8b"
#: Columns that we put before those of a file, in a file of its rejected rows and of those that were taken in part.
REJECTED = ("REJECTED_LINE", "REJECTED_BECAUSE")
INCOMPLETE = ("TAKEN_LINE", "TAKEN_WITHOUT")
AROUND = " \t\r\n\xa0\u200b\ufeff"  # what a name of a column may carry without showing it


class FileUnreadable(Refusal):
    """The file is not there, is no file, or may not be read."""


class FileEmpty(Refusal):
    """The file holds no row."""


class FileNotText(Refusal):
    """The file holds bytes that are no text."""


class LineTooLong(Refusal):
    """A line of the file is longer than any row could be."""


class NotAWorkbook(Refusal):
    """The file is no Excel workbook that can be read."""


class WorkbookTooBig(Refusal):
    """The workbook would swell beyond reason when it is unpacked."""


class FileChanged(Refusal):
    """The file was written to while it was read."""


class Source(Protocol):
    """A kind of file that holds a table, or one on each of its sheets."""

    sheets: Sequence[str]  #: their names; a text file has none

    def rows(self) -> Iterator[Row]:
        """Yield all rows that are not blank from the first on, the header among them."""
        ...

    def turn_to(self, sheet: int) -> None:
        """Read another sheet from now on."""
        ...

    def ends(self, width: int) -> Ends:
        """Return how the rows end below a header of that width, wherever the reading is."""
        ...

    def part(self) -> float:
        """Return how much of the file has been read, from 0 to 1."""
        ...

    def close(self) -> None:
        """Let go of what was needed for reading."""
        ...


class Table:
    """A header and its rows."""

    def __init__(self, path: Path, source: Source, *, file: BinaryIO) -> None:
        self.path = path
        self.unread: Sequence[str] = ()  #: sheets that hold rows of another kind
        self._source = source
        self._file = file
        self._as_found = _mark(file)
        if not self.turn_to(0) and not any(map(self.turn_to, range(1, len(self.sheets)))):
            raise FileEmpty(f"{path} is empty: it has not even a header.")

    @property
    def sheets(self) -> Sequence[str]:
        """The names of the workbook's sheets; a text file has none."""
        return self._source.sheets

    def turn_to(self, sheet: int) -> bool:
        """Take the header and rows of another sheet from now on; return whether it has any."""
        self._source.turn_to(sheet)
        first = next(self._source.rows(), Row(0, []))
        if first.reason:
            raise FileNotText(f"{self.path}, line {first.line}: {first.fault}; export it again as 'CSV UTF-8'.")
        cells = [cell.strip(AROUND) for cell in first.cells]
        #: How many cells a row may have: those beside the last name are nothing to us, whatever stands there.
        self._most = len(cells)
        while cells and not cells[-1]:
            cells.pop()
        self.header: Sequence[str] = tuple(cells)
        self._habit = Habit(lambda: self._source.ends(len(cells)))
        return bool(cells)

    @property
    def ours(self) -> int:
        """How many columns of our own the file begins with, since it is one that we wrote."""
        return len(REJECTED) if tuple(self.header[:2]) in (REJECTED, INCOMPLETE) else 0

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header, each as wide as it, each time from the first on."""
        rows = self._source.rows()
        next(rows, None)
        if self.ours:
            rows = (row._replace(cells=[unguarded(cell) for cell in row.cells]) for row in rows)
        yield from fitted(rows, header=self.header, most=self._most, habit=self._habit)
        if _mark(self._file) != self._as_found:
            raise FileChanged(f"{self.path} was written to while it was read; try again when it is complete.")

    def part(self) -> float:
        """Return how much of the file has been read, from 0 to 1."""
        return self._source.part()


def source_of(path: Path, file: BinaryIO, *, otherwise: str = "") -> Source:
    """
    Return the rows of a CSV file or an Excel workbook, whichever its first bytes say.

    Lines of a text that are not UTF-8 are read in the encoding that is named otherwise, if one is.
    """
    from bijlisetu.plumbing.files.csv import CsvSource
    from bijlisetu.plumbing.files.xlsx.workbook import XlsxSource

    head = file.read(4)
    _refuse_other_kinds(path, head)
    return XlsxSource(path, file) if head.startswith(ZIP) else CsvSource(path, file, otherwise=otherwise)


@contextmanager
def open_table(path: Path, *, source: Callable[[Path, BinaryIO], Source] = source_of) -> Iterator[Table]:
    """
    Open the table that the source finds in a file.

    :raises Refusal: naming the file, what is wrong with it as a whole, and what to do
    """
    with _opened(path) as file, closing(source(path, file)) as found:
        yield Table(path, found, file=file)


def _opened(path: Path) -> BinaryIO:
    try:
        if stat.S_ISDIR(path.stat().st_mode):
            raise FileUnreadable(f"{path} is a folder; name the file in it.")
        if not stat.S_ISREG(path.stat().st_mode):
            raise FileUnreadable(f"{path} is no ordinary file; save it as one first.")
        return path.open("rb")
    except OSError as error:
        raise FileUnreadable(f"{path} cannot be read: {error.strerror}.") from None


def _refuse_other_kinds(path: Path, head: bytes) -> None:
    if not head:
        raise FileEmpty(f"{path} is empty.")
    if head.startswith(OLD_OFFICE):
        raise NotAWorkbook(f"{path} is an old .xls or has a password; save it as .xlsx without one, or as CSV.")
    if head.startswith(GZIP):
        raise FileNotText(f"{path} is compressed; unpack it first.")
    if path.suffix.lower() in EXCEL_NAMES and not head.startswith(ZIP):
        raise NotAWorkbook(f"{path} is named like an Excel workbook and is none; save it as .xlsx or CSV.")


def _mark(file: BinaryIO) -> tuple[int, int]:
    found = os.fstat(file.fileno())
    return found.st_mtime_ns, found.st_size
