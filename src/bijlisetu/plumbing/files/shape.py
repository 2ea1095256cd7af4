"""Rows brought to the shape of their header: what is only a border is nothing, what is broken is no row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from bijlisetu.values import in_indian_groups

#: What a program that joins files leaves before the second header.
MARK = "\ufeff"
USUAL = 20  # one row in so many ends early: then whoever wrote the file leaves out blank cells at a row's end


class Row(NamedTuple):
    """One row as it stands in the file."""

    line: int  #: where it begins
    cells: list[str]
    fault: str = ""  #: why it is no row of this table
    reason: str = ""  #: the same in short, to be counted


class Ends(NamedTuple):
    """How the rows of a file end."""

    rows: int
    short: int  #: rows with fewer cells than the header
    blank_from: int  #: the first cell from which on a row of full width is blank

    def may_be(self, cells: int) -> bool:
        """Return whether a row of so many cells lacks blank ones at its end, rather than one in its middle."""
        return cells >= self.blank_from or self.short * USUAL >= self.rows


def ends_of(rows: Iterable[Row], *, width: int) -> Ends:
    """Return how the rows below a header of that width end."""
    count, short, blank_from = 0, 0, width
    for row in rows:
        cells = len(row.cells)
        count += 1
        short += cells < width and not row.fault
        while width <= cells and blank_from and not any(row.cells[blank_from - 1 :]):
            blank_from -= 1
    return Ends(count, short, blank_from)


def fitted(rows: Iterable[Row], *, header: Sequence[str], most: int, ends: Callable[[], Ends]) -> Iterator[Row]:
    """
    Yield the rows below a header, each with as many cells as it, or with its fault.

    Empty cells beside the table are nothing, and cells left out at a row's end are blank ones. A row may have more
    cells than the header has names, up to most of them: those stand under names that were left blank.
    """
    width = len(header)

    def padded(row: Row) -> Row:
        if not ends().may_be(len(row.cells)):
            return row._replace(fault=f"{len(row.cells)} columns where {width} belong")
        return row._replace(cells=row.cells + [""] * (width - len(row.cells)))

    known = _Header(header)
    short: list[Row] = []  # one behind the other: they may be the pieces of one row
    for row in rows:
        if not row.fault and len(row.cells) < width:
            short.append(row)
            yield from _told_apart(short, width, padded)
            continue
        if short:
            yield from map(padded, short)
            short.clear()
        if row.fault:
            yield row
        elif len(row.cells) == width:
            yield from known.checked(row)
        else:
            yield from known.checked(_cut(row, width, most))
    yield from map(padded, short)


def _told_apart(short: list[Row], width: int, padded: Callable[[Row], Row]) -> Iterator[Row]:
    """Yield those of the short rows that are judged: pieces of a row that was broken, or rows that end early."""
    while short and (cells := sum(len(row.cells) for row in short) - len(short) + 1) >= width:
        if cells == width:
            lines = f"lines {in_indian_groups(short[0].line)} to {in_indian_groups(short[-1].line)}"
            yield from (row._replace(fault=f"a row broken in pieces, on {lines}", reason="broken row") for row in short)
            short.clear()
        else:
            yield padded(short.pop(0))


def _cut(row: Row, width: int, most: int) -> Row:
    if any(cell and not cell.isspace() for cell in row.cells[most:]):
        return row._replace(fault=f"{len(row.cells)} columns where {width} belong")
    return row._replace(cells=row.cells[:width])


class _Header:
    """Knows its table's header when it comes again, as it does in files that were joined."""

    def __init__(self, header: Sequence[str]) -> None:
        self._names = [name.upper() for name in header]
        self._written = {written for name in header if name for written in (name, name.upper(), name.lower())}
        self._other = 0  # the line of a header that says otherwise

    def checked(self, row: Row) -> Iterator[Row]:
        """Yield the row, with its fault if it is a header or stands below one that is not this table's."""
        if row.fault:
            yield row
        elif not self._written.isdisjoint(row.cells) and self._is_header(row.cells):
            yield self._as_header(row)
        elif self._other:
            fault = f"below the header on line {in_indian_groups(self._other)}, which is not that of the file"
            yield row._replace(fault=fault, reason="below another header")
        elif any(row.cells) and not "".join(row.cells).isspace():
            yield row

    def _is_header(self, cells: Sequence[str]) -> bool:
        found = [cell.strip().strip(MARK).upper() for cell in cells if cell]
        return len(found) > 1 and sum(cell in self._names for cell in found) * 2 > len(found)

    def _as_header(self, row: Row) -> Row:
        found = [cell.strip().strip(MARK).upper() for cell in row.cells]
        if found == self._names:
            self._other = 0
            return row._replace(fault="the header once more", reason="header repeated")
        self._other = row.line
        return row._replace(fault="another header than that of the file", reason="header repeated")
