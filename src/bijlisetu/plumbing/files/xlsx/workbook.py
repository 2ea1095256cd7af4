"""
Excel workbooks (.xlsx): a sheet, read row by row.

A workbook is a zip of XML. It is unpacked as a stream, so that 3,50,000 rows need no more memory than their
distinct texts, and a small file that would swell to fill the machine is refused.
"""

from __future__ import annotations

import csv
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from bijlisetu.plumbing.files.shape import Ends, Row
from bijlisetu.plumbing.files.table import NotAWorkbook, WorkbookTooBig
from bijlisetu.plumbing.files.xlsx.cells import Cells, Texts
from bijlisetu.plumbing.files.xlsx.parts import date_styles, parse, workbook_parts
from bijlisetu.values import in_indian_groups

MOST_INFLATED = 1024**3
MOST_SWELLING = 200  # times; a sheet of figures swells ten- to thirtyfold
SMALL = 16 * 1024**2  # below this any swelling is harmless
#: Four letters in the last column make a row of 16,384 cells. As many rows as Excel has may be 190 cells wide.
MOST_CELLS = 200_000_000
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    KeyError,
    ValueError,
    RuntimeError,
    NotImplementedError,
)


class XlsxSource:
    """The rows of a workbook, of one sheet at a time."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._read = 0
        try:
            self._archive = zipfile.ZipFile(file)
            self._refuse_bomb()
            self._parts = workbook_parts(self._archive)
        except FAULTS as fault:
            raise self._damaged(fault) from None
        self.sheets: Sequence[str] = tuple(self._parts.sheets)
        self.turn_to(0)
        self._texts: Texts | None = None
        # Unpacking takes far longer than all else, so that a second reading is made from a plain copy.
        self._copy = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115 - closed by close()

    def turn_to(self, sheet: int) -> None:
        """Read another sheet from now on."""
        self._sheet_part = self._parts.sheets[self.sheets[sheet]]
        self._copied = False
        try:
            self._size = max(self._archive.getinfo(self._sheet_part).file_size, 1)
        except FAULTS as fault:
            raise self._damaged(fault) from None

    def ends(self, width: int) -> Ends:
        """Return that any cell left out at a row's end is blank: so does Excel write it."""
        return Ends(rows=0, short=0, blank_from=0)

    def rows(self) -> Iterator[Row]:
        """Yield all rows that are not blank, the header among them."""
        if self._copied:
            self._copy.seek(0)
            yield from (Row(int(line), cells) for line, *cells in csv.reader(self._copy))
            return
        self._copy.seek(0)
        self._copy.truncate()
        writer = csv.writer(self._copy)
        cells = 0
        for row in self._unpacked():
            cells += len(row.cells)
            if cells > MOST_CELLS:
                raise WorkbookTooBig(f"{self._path} has more cells than any list of ours; delete its empty columns.")
            writer.writerow([row.line, *row.cells])
            yield row
        self._copied = True

    def close(self) -> None:
        """Throw the copy away."""
        self._copy.close()

    def _unpacked(self) -> Iterator[Row]:
        width = 0
        try:
            for line, cells in self._sheet():
                if not any(cells):
                    continue
                width = width or len(cells)
                # Excel leaves out the empty cells at a row's end.
                yield Row(line, cells + [""] * (width - len(cells)))
        except FAULTS as fault:
            raise self._damaged(fault) from None

    def part(self) -> float:
        """Return how much of the sheet has been read, from 0 to 1."""
        return self._read / self._size

    def _sheet(self) -> Iterator[tuple[int, list[str]]]:
        if self._texts is None:
            self._texts = Texts.read(self._archive, self._parts.texts)
        dates = date_styles(self._archive, self._parts.styles)
        cells = Cells(self._texts, dates=dates, day_zero=_day_zero(self._parts.counts_from_1904))
        self._read = 0
        with self._archive.open(self._sheet_part) as sheet:
            for size in parse(sheet, start=cells.start, end=cells.end, text=cells.text):
                self._read += size
                yield from cells.take()

    def _refuse_bomb(self) -> None:
        # zipfile gives no more than the size it finds declared and then checks the sum, so the declared size binds.
        inflated = sum(part.file_size for part in self._archive.infolist())
        packed = sum(part.compress_size for part in self._archive.infolist())
        if inflated > MOST_INFLATED or (inflated > SMALL and inflated > MOST_SWELLING * packed):
            raise WorkbookTooBig(
                f"{self._path} would unpack to {in_indian_groups(inflated // 1024**2)} MB, which no sheet of this "
                "product does; save it as CSV if it is genuine."
            )

    def _damaged(self, fault: Exception) -> NotAWorkbook:
        words = str(fault).strip("'\"") or type(fault).__name__
        return NotAWorkbook(f"{self._path} is no Excel workbook that can be read ({words}); save it as CSV.")


def _day_zero(counts_from_1904: bool) -> datetime:
    # Excel takes 1900 for a leap year, which moves its day zero to 30 December.
    return datetime(1904, 1, 1) if counts_from_1904 else datetime(1899, 12, 31) - timedelta(days=1)  # noqa: DTZ001
