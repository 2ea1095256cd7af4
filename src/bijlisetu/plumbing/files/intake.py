"""The steps of an import that all rooms share: stage the rows, set the bad ones apart, count."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from django.db import connection

from bijlisetu.plumbing.database.copy import Staging
from bijlisetu.plumbing.database.sql import execute, numbers, rows
from bijlisetu.plumbing.files import rejects
from bijlisetu.plumbing.files.missed import Missed
from bijlisetu.plumbing.files.table import INCOMPLETE, Table
from bijlisetu.plumbing.progress import OnProgress
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import in_indian_groups, mask_all
from bijlisetu.values.digits import ascii_digits

READING = 0.6  # of the whole time, roughly
TELL_EVERY = 5_000
SHOWN = 5  # of what rows are taken without, at once: all of them stand in the file
WHOLE = re.compile(r"\d{5,}\.0+", re.ASCII)  # digits that were a decimal fraction for a while
MALFORMED = "wrong number of columns"
#: What rows are taken without, one line each, for statements that add to it or keep it.
LACKS_OF_ROWS = """
    CREATE TEMP TABLE {missed} ON COMMIT DROP AS
    SELECT line, lack ->> 0 AS field, lack ->> 1 AS text, lack ->> 2 AS why, lack ->> 3 AS told
    FROM pg_temp.{staged}, jsonb_array_elements(lacks) AS lack
"""
TOLD = """string_agg(flaw.field || ' "' || flaw.text || '": ' || flaw.told, '; ')"""
ESCAPED_BREAK = re.compile("_x000[9aAdD]_")  # as careless programs copy it from a workbook
#: What dumps of databases write where there is nothing: printed, it would be somebody's name or address.
NOTHING = frozenset({"\\N", "NULL", "(NULL)", "<NULL>", "[NULL]"})
#: How reports keep a spreadsheet from taking digits for a figure.
AS_TEXT = re.compile(r'="([^"]*)"')
#: Control characters, and the marks that turn the direction of writing: neither belongs in a name.
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class NothingImported(Refusal):
    """Not one row of the file could be taken."""

    def __init__(self, words: str, *, lines: Mapping[str, Sequence[int]] | None = None) -> None:
        super().__init__(words)
        self.lines = lines or {}  #: of the rows, by the reason for which they were refused


class ImportUnderWay(Refusal):
    """Another import of the same kind has not ended."""


class Unfit(NamedTuple):
    """Why a row is not taken: in short, to be counted, and in full, to be mended."""

    reason: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What a row was taken without."""

    line: int
    text: str  #: as it stands in the file, numbers and mailboxes in it hidden
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What became of a file's rows."""

    rows: int
    imported: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    reasons: Mapping[str, int] = field(default_factory=dict)  #: how many were rejected for each
    lines: Mapping[str, Sequence[int]] = field(default_factory=dict)  #: and where those stand
    unusable: Mapping[str, int] = field(default_factory=dict)  #: what rows were taken without
    seconds: float
    rejects: Path | None = None  #: where the rejected rows are, if there are any
    incomplete: int = 0  #: rows that were taken without something that stands in them
    incomplete_in: Path | None = None  #: where those are, if there are any
    lacks: tuple[Lack, ...] = ()  #: the first of what they were taken without
    absent: tuple[str, ...] = ()  #: columns with numbers or mailboxes that the file does not have
    unread: tuple[str, ...] = ()  #: sheets of the workbook that hold other things

    def counts(self) -> dict[str, int]:
        """Return the counts alone, for the book of deeds."""
        names = ("rows", "imported", "new", "changed", "unchanged", "rejected", "incomplete")
        return {name: getattr(self, name) for name in names}


#: Makes a staged row of a row's cells, or says why it is not fit.
ReadRow = Callable[[list[str]], Sequence[object] | Unfit]
UNPRINTABLE = Unfit("control characters", "it holds control characters")


class BroughtIn(NamedTuple):
    """What a room did with the rows that were good."""

    new: int
    changed: int


class Intake:
    """One import on its way, inside the caller's transaction."""

    def __init__(
        self, table: Table, staging: Staging, *, missed: Missed, rejects_to: Path | None, on_progress: OnProgress
    ) -> None:
        self._began = time.monotonic()
        self._table = table
        self._staging = staging
        self._rejects = rejects.path_for(table.path, rejects_to)
        self._incomplete = rejects.path_of_incomplete(table.path, rejects_to)
        self._missed = missed
        self._flawed = missed_beside(staging)
        self._rejects_asked = rejects_to is not None
        self._on_progress = on_progress
        self._rows = self._lacking = 0
        self._flaws: dict[str, int] = {}
        self._first_lacks: tuple[Lack, ...] = ()

    def stage(self, read: ReadRow) -> None:
        """Read all rows into the staging table, those that are no rows or not fit with the reason."""
        _alone(self._staging.name)
        self._staging.fill(self._staged(read))
        execute(f"DROP TABLE IF EXISTS pg_temp.{self._flawed}")
        execute(LACKS_OF_ROWS.format(missed=self._flawed, staged=self._staging.name))
        execute(f"ANALYZE pg_temp.{self._flawed}")
        if not self._rows:
            raise NothingImported(f"{self._table.path} has a header and no row below it; nothing was imported.")

    def written(self, part: float) -> None:
        """Tell how far the writing that follows the reading has come, from 0 to 1."""
        self._on_progress(int(self._rows * (READING + (1 - READING) * part)), self._rows)

    def set_apart(self) -> Mapping[str, Sequence[int]]:
        """
        Write the rejected rows, and those taken without something, to their files; return the lines by their reasons.

        :raises NothingImported: if that is all of them
        """
        lines: dict[str, list[int]] = dict(
            rows(
                f"SELECT reason, array_agg(line ORDER BY line) FROM pg_temp.{self._staging.name} "
                "WHERE reason IS NOT NULL GROUP BY reason ORDER BY count(*) DESC, 1"
            )
        )
        reasons = _counted(lines)
        files = [rejects.Apart(self._rejects, self._faults())] if reasons else []
        if self._count_incomplete():
            files.append(rejects.Apart(self._incomplete, self._lacks(), INCOMPLETE))
        if files:
            rejects.write(*files, table=self._table)
        if sum(reasons.values()) == self._rows:
            raise NothingImported(
                f"{self._table.path}: none of {in_indian_groups(self._rows)} rows could be taken ({listed(reasons)}); "
                f"nothing was imported, see {self._rejects}.",
                lines=lines,
            )
        return lines

    def summary(self, counts: BroughtIn, *, lines: Mapping[str, Sequence[int]]) -> Summary:
        """Return the account of it all, once the database has looked at every reference between the rows."""
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        reasons = _counted(lines)
        rejected = sum(reasons.values())
        imported = self._rows - rejected
        for count, path in ((rejected, self._rejects), (self._lacking, self._incomplete)):
            if not count and not self._rejects_asked:
                rejects.remove_stale(path, table=self._table)
        self.written(1)
        return Summary(
            rows=self._rows,
            imported=imported,
            new=counts.new,
            changed=counts.changed,
            unchanged=imported - counts.new - counts.changed,
            rejected=rejected,
            reasons=reasons,
            lines=lines,
            unusable={**self._missed.blank, **self._flaws},
            seconds=time.monotonic() - self._began,
            rejects=self._rejects if rejected else None,
            incomplete=self._lacking,
            incomplete_in=self._incomplete if self._lacking else None,
            lacks=self._first_lacks,
            absent=tuple(self._missed.absent.values()),
            unread=tuple(self._table.unread),
        )

    def _staged(self, read: ReadRow) -> Iterator[Sequence[object]]:
        nothing = (None,) * len(self._staging.columns)
        for row in self._table.rows():
            self._rows += 1
            if self._rows % TELL_EVERY == 0:
                total = int(self._rows / max(self._table.part(), 0.001))
                self._on_progress(int(self._rows * READING), total)
            got = Unfit(row.reason or MALFORMED, row.fault) if row.fault else read(row.cells)
            lacks = self._missed.take()
            if isinstance(got, Unfit):
                yield (row.line, got.reason, got.words, None, *nothing)
            else:
                yield (row.line, None, None, lacks, *got)

    def _count_incomplete(self) -> int:
        """Count the rows that are taken without something, and what that is."""
        self._flaws = dict(rows(f"SELECT told, count(*) FROM {self._of_taken()} GROUP BY told"))
        (self._lacking,) = numbers(f"SELECT count(DISTINCT line) FROM {self._of_taken()}")
        if self._lacking:
            first = rows(
                f"SELECT line, flaw.text, told FROM {self._of_taken()} ORDER BY line, flaw.field LIMIT {SHOWN}"
            )
            self._first_lacks = tuple(Lack(line=line, text=mask_all(text), why=why) for line, text, why in first)
        return self._lacking

    def _lacks(self) -> Iterator[tuple[int, str]]:
        return _each(f"SELECT line, {TOLD} FROM {self._of_taken()} GROUP BY line ORDER BY line")

    def _of_taken(self) -> str:
        staged, flawed = f"pg_temp.{self._staging.name}", f"pg_temp.{self._flawed}"
        return f"{flawed} flaw JOIN {staged} staged USING (line) WHERE staged.reason IS NULL"

    def _faults(self) -> Iterator[tuple[int, str]]:
        return _each(f"SELECT line, words FROM pg_temp.{self._staging.name} WHERE reason IS NOT NULL ORDER BY line")


def missed_beside(staging: Staging) -> str:
    """Return the name of the table of what the staged rows are taken without."""
    return f"{staging.name}_missed"


def _each(sql: str) -> Iterator[tuple[int, str]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        yield from cursor


def is_nothing(cell: str) -> bool:
    """Return whether the cell is what a dump of a database writes where there is nothing."""
    return cell.strip().upper() in NOTHING


def clean(cells: Sequence[str]) -> list[str] | None:
    """
    Return the cells trimmed and on one line each, blank where a dump says so.

    None if there are control characters in them.
    """
    trimmed = list(map(str.strip, cells))
    if not NOTHING.isdisjoint(map(str.upper, trimmed)):
        trimmed = ["" if is_nothing(cell) else cell for cell in trimmed]
    joined = "".join(trimmed)
    if '="' in joined:
        trimmed = [AS_TEXT.sub(r"\1", cell) if AS_TEXT.fullmatch(cell) else cell for cell in trimmed]
    if "_x000" in joined:
        trimmed = [" ".join(ESCAPED_BREAK.sub(" ", cell).split()) for cell in trimmed]
    if joined.isprintable():
        return trimmed
    if any(map(CONTROL.search, trimmed)):
        return None
    return [" ".join(cell.split()) if not cell.isprintable() else cell for cell in trimmed]


def code(cell: str) -> str:
    """Return an account, a code or a number of a bill as it is kept: its digits as ours, nothing hung on them."""
    cell = ascii_digits(cell)
    return cell.partition(".")[0] if "." in cell and WHOLE.fullmatch(cell) else cell


def refuse_repeats(staging: Staging, column: str, *, called: str) -> None:
    """Mark rows whose value in the column stood on an earlier good line."""
    execute(
        f"""
        WITH twice AS (
            SELECT {column}, min(line) AS first FROM pg_temp.{staging.name} WHERE reason IS NULL
            GROUP BY {column} HAVING count(*) > 1
        )
        UPDATE pg_temp.{staging.name} staged
        SET reason = %(reason)s, words = %(words)s || twice.first
        FROM twice
        WHERE staged.{column} = twice.{column} AND staged.line > twice.first AND staged.reason IS NULL
        """,
        reason=f"{called} repeated",
        words=f"{called} already on line ",
    )


def listed(counts: Mapping[str, int]) -> str:
    """Return the counts as words: 1,200 account missing, 3 name missing."""
    return ", ".join(f"{in_indian_groups(count)} {reason}" for reason, count in counts.items())


def _counted(lines: Mapping[str, Sequence[int]]) -> dict[str, int]:
    return {reason: len(found) for reason, found in lines.items()}


def _alone(name: str) -> None:
    """Hold off other imports of this kind until the transaction ends: two at once would only wait for each other."""
    (got,) = numbers("SELECT pg_try_advisory_xact_lock(hashtext(%(name)s))::int", name=f"bijlisetu import {name}")
    if not got:
        raise ImportUnderWay("another import of this kind is under way; try again when it has ended.")
