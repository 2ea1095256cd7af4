"""A bank's file as rows of payments alone: its letterhead, its trailer and what is no payment are set aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from bijlisetu.payments.mapping import OLD_WINDOWS, PaymentMapping, is_debit
from bijlisetu.payments.opening.fixed import FixedSource
from bijlisetu.plumbing.files.csv import CsvSource
from bijlisetu.plumbing.files.mapping import WrongColumns
from bijlisetu.plumbing.files.shape import Ends, Row, ends_of
from bijlisetu.plumbing.files.table import INCOMPLETE, REJECTED, Source, source_of

#: A letterhead is no longer.
MOST_ABOVE = 60


class SettlementSource:
    """The rows of another source, from the header on, that may be payments; trailers are told beside."""

    def __init__(self, path: Path, source: Source, *, mapping: PaymentMapping) -> None:
        self.sheets: Sequence[str] = source.sheets
        self.trailers: list[dict[str, str]] = []  #: their cells by the header's columns
        self.is_ours = False  #: whether it is a file that we wrote, of refused rows
        self._path = path
        self._source = source
        self._mapping = mapping

    def rows(self) -> Iterator[Row]:
        """Yield the header, and all rows below it that may be payments."""
        self.trailers = []
        above = self._above()
        rows = islice(self._source.rows(), above, None)
        header = next(rows, None)
        if header is None:
            return
        yield header
        self.is_ours = tuple(header.cells[:2]) in (REJECTED, INCOMPLETE)
        names = [cell.strip().upper() for cell in header.cells]
        leave_out = [
            (names.index(column.upper()), pattern)
            for column, pattern in self._mapping.left_out.items()
            if column.upper() in names
        ]
        for row in rows:
            if self._is_trailer(row):
                self.trailers.append(dict(zip(names, row.cells, strict=False)))
            elif self._came_back(dict(zip(names, row.cells, strict=False))) or not any(
                place < len(row.cells) and it.fullmatch(row.cells[place].strip()) for place, it in leave_out
            ):
                yield row

    def turn_to(self, sheet: int) -> None:
        """Read another sheet from now on."""
        self._source.turn_to(sheet)

    def ends(self, width: int) -> Ends:
        """Return how the rows of payments end."""
        return ends_of((row.cells for row in islice(self.rows(), 1, None)), width=width)

    def part(self) -> float:
        """Return how much of the file has been read, from 0 to 1."""
        return self._source.part()

    def close(self) -> None:
        """Let go of what was needed for reading."""
        self._source.close()

    def _above(self) -> int:
        """Return how many rows stand above the header; none where no row looks like one."""
        rows = enumerate(islice(self._source.rows(), MOST_ABOVE))
        return next((above for above, row in rows if _is_header(self._path, row, self._mapping)), 0)

    def _came_back(self, cells: dict[str, str]) -> bool:
        """Return whether the row is a debit that says that a payment of ours came back."""
        columns = self._mapping.layout.columns
        debit, said, status = (
            cells.get(str(columns.get(name, "")).upper(), "").strip() for name in ("debit", "said", "status")
        )
        return is_debit(debit) and self._mapping.ends(status=status, said=said) is not None

    def _is_trailer(self, row: Row) -> bool:
        if self._mapping.trailer is None:
            return False
        first = next((cell.strip() for cell in row.cells if cell.strip()), "")
        return self._mapping.trailer.mark.fullmatch(first) is not None


def settlement_source(path: Path, file: BinaryIO, *, mapping: PaymentMapping) -> SettlementSource:
    """Return the rows of payments of a file, CSV, Excel or of fixed width, as the mapping says."""
    source = source_of(path, file, otherwise=OLD_WINDOWS)
    if mapping.fixed and isinstance(source, CsvSource):
        # One that we wrote of refused rows has a header, and marks between its cells.
        is_ours = _is_header(path, next(source.rows(), Row(0, [])), mapping)
        source = source if is_ours else FixedSource(path, file, places=mapping.fixed)
    return SettlementSource(path, source, mapping=mapping)


def _is_header(path: Path, row: Row, mapping: PaymentMapping) -> bool:
    """Return whether the row has the names of all columns that the mapping needs."""
    try:
        mapping.layout.places([cell.strip() for cell in row.cells], path=path)
    except WrongColumns:
        return False
    return True
