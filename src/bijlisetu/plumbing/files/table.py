"""
Tables that come as files: CSV or the first sheet of an Excel workbook, read row by row.

A fault of the whole file is a Refusal; a fault of one row travels with the row, so that it never stops the others.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from bijlisetu.plumbing.refusal import Refusal

EXCEL_NAMES = (".xlsx", ".xlsm", ".xls")
ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second is an empty one
OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # Excel before 2007, and any workbook with a password
GZIP = b"\x1f\x8b"


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


class Row(NamedTuple):
    """One row as it stands in the file."""

    line: int  #: where it begins
    cells: list[str]
    fault: str = ""  #: why it is no row of this table


class Source(Protocol):
    """A kind of file that holds a table."""

    def rows(self) -> Iterator[Row]:
        """Yield all rows that are not blank from the first on, the header among them."""
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
        self._source = source
        self._file = file
        self._as_found = _mark(file)
        first = next(source.rows(), None)
        if first is None:
            raise FileEmpty(f"{path} is empty: it has not even a header.{sheets_read(path)}")
        self.header: Sequence[str] = tuple(cell.strip() for cell in first.cells)

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header, each time from the first on."""
        width = len(self.header)
        rows = self._source.rows()
        next(rows, None)
        for row in rows:
            if row.fault or len(row.cells) == width:
                yield row
            else:
                yield row._replace(fault=f"{len(row.cells)} columns where {width} belong")
        if _mark(self._file) != self._as_found:
            raise FileChanged(f"{self.path} was written to while it was read; try again when it is complete.")

    def part(self) -> float:
        """Return how much of the file has been read, from 0 to 1."""
        return self._source.part()


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """
    Open the table in a CSV file or an Excel workbook, whichever its first bytes say.

    :raises Refusal: naming the file, what is wrong with it as a whole, and what to do
    """
    from bijlisetu.plumbing.files.csv import CsvSource
    from bijlisetu.plumbing.files.xlsx.workbook import XlsxSource

    with _opened(path) as file:
        head = file.read(4)
        _refuse_other_kinds(path, head)
        source: Source = XlsxSource(path, file) if head.startswith(ZIP) else CsvSource(path, file)
        with closing(source):
            yield Table(path, source, file=file)


def sheets_read(path: Path) -> str:
    """Return a sentence on which sheet is read if the file is a workbook, to follow what was missed in it."""
    with path.open("rb") as file:
        return " Of a workbook only the first sheet is read." if file.read(4).startswith(ZIP) else ""


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
