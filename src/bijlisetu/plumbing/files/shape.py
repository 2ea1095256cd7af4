"""Rows brought to the shape of their header: what is only a border is nothing, what is broken is no row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from bijlisetu.values import in_indian_groups

#: What a program that joins files leaves before the second header.
MARK = "\ufeff"
#: Of a row that was broken. Pieces of one cell bring it no nearer to its width: without an end they would be a whole
#: file, gone through anew for each of its rows.
MOST_PIECES = 50
MOST_HELD = 1000  # rows that are put off until it is known whether they are whole
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


def ends_of(rows: Iterable[list[str]], *, width: int) -> Ends:
    """Return how the rows below a header of that width end."""
    count, short, blank_from = 0, 0, width
    for cells in filter(any, rows):
        count += 1
        short += len(cells) < width
        while width <= len(cells) and blank_from and not any(cells[blank_from - 1 :]):
            blank_from -= 1
    return Ends(count, short, blank_from)


class Habit:
    """How the rows of a file end, once that is known: when all have been seen, or looked through."""

    def __init__(self, look_through: Callable[[], Ends]) -> None:
        self.ends: Ends | None = None
        self._look_through = look_through
        self._held: list[Row] = []

    def holds(self, row: Row) -> bool:
        """Put the row off until the others have been seen; return False if so many are put off that they are not."""
        if self.ends is None and len(self._held) >= MOST_HELD:
            self.ends = self._look_through()
        if self.ends is None:
            self._held.append(row)
        return self.ends is None

    def release(self, ends: Ends) -> list[Row]:
        """Take how the rows end; return those that were put off."""
        self.ends = self.ends or ends
        held, self._held = self._held, []
        return held


def fitted(  # noqa: C901 - a call for each row would cost more than what is done to it
    rows: Iterable[Row], *, header: Sequence[str], most: int, habit: Habit
) -> Iterator[Row]:
    """
    Yield the rows below a header, each with as many cells as it, or with its fault.

    Empty cells beside the table are nothing, and cells left out at a row's end are blank ones. A row may have more
    cells than the header has names, up to most of them: those stand under names that were left blank. Rows that end
    early come last, when it is known how the rows of this file end.
    """
    width = len(header)
    count, early, blank_from = 0, 0, width

    def judged(row: Row) -> Iterator[Row]:
        if row.fault or known.other or not habit.holds(row):
            yield from known.checked(row if row.fault else _padded(row, width, habit.ends))

    known = _Header(header)
    short: list[Row] = []  # one behind the other: they may be the pieces of one row
    names = known.written
    for row in rows:
        cells = row.cells
        count += 1
        if not cells[-1] and len(cells) >= width:
            while blank_from and not any(cells[blank_from - 1 :]):
                blank_from -= 1
        # Nearly all rows are rows: three of its cells are enough to know a header that comes again.
        if (
            len(cells) == width
            and cells[0].strip()
            and not (cells[0] in names or cells[-1] in names or cells[width // 2] in names)
            and not (short or row.fault or known.other)
        ):
            yield row
        elif not row.fault and len(row.cells) < width:
            short.append(row)
            early += 1
            for each in _told_apart(short, width):
                yield from judged(each)
        else:
            for each in short:
                yield from judged(each)
            short.clear()
            yield from known.checked(row if row.fault or len(row.cells) == width else _cut(row, width, most))
    for each in short:
        yield from judged(each)
    for each in habit.release(Ends(count, early, blank_from)):
        yield from known.checked(_padded(each, width, habit.ends))


def _padded(row: Row, width: int, ends: Ends | None) -> Row:
    if ends and not ends.may_be(len(row.cells)):
        return row._replace(fault=f"{len(row.cells)} columns where {width} belong")
    return row._replace(cells=row.cells + [""] * (width - len(row.cells)))


def _told_apart(short: list[Row], width: int) -> Iterator[Row]:
    """Yield those of the short rows that are judged: pieces of a row that was broken, or rows that end early."""
    while short:
        cells = sum(len(row.cells) for row in short) - len(short) + 1
        if cells < width and len(short) <= MOST_PIECES:
            return
        if cells == width:
            lines = f"lines {in_indian_groups(short[0].line)} to {in_indian_groups(short[-1].line)}"
            yield from (row._replace(fault=f"a row broken in pieces, on {lines}", reason="broken row") for row in short)
            short.clear()
        else:
            yield short.pop(0)


def _cut(row: Row, width: int, most: int) -> Row:
    if any(cell and not cell.isspace() for cell in row.cells[most:]):
        return row._replace(fault=f"{len(row.cells)} columns where {width} belong")
    return row._replace(cells=row.cells[:width])


class _Header:
    """Knows its table's header when it comes again, as it does in files that were joined."""

    def __init__(self, header: Sequence[str]) -> None:
        self._names = [name.upper() for name in header]
        self.written = {written for name in header if name for written in (name, name.upper(), name.lower())}
        self.other = 0  # the line of a header that says otherwise

    def checked(self, row: Row) -> Iterator[Row]:
        """Yield the row, with its fault if it is a header or stands below one that is not this table's."""
        if row.fault:
            yield row
        elif not self.written.isdisjoint(row.cells) and self._is_header(row.cells):
            yield self._as_header(row)
        elif self.other:
            fault = f"below the header on line {in_indian_groups(self.other)}, which is not that of the file"
            yield row._replace(fault=fault, reason="below another header")
        elif "".join(row.cells).strip():
            yield row

    def _is_header(self, cells: Sequence[str]) -> bool:
        found = [cell.strip().strip(MARK).upper() for cell in cells if cell]
        return len(found) > 1 and sum(cell in self._names for cell in found) * 2 > len(found)

    def _as_header(self, row: Row) -> Row:
        found = [cell.strip().strip(MARK).upper() for cell in row.cells]
        if found == self._names:
            self.other = 0
            return row._replace(fault="the header once more", reason="header repeated")
        self.other = row.line
        return row._replace(fault="another header than that of the file", reason="header repeated")
