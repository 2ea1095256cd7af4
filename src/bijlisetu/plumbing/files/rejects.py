"""
The rows that were not taken, or not wholly, in a file beside the one they came from.

They are guarded against being taken for formulas, and can be mended and imported again as they are.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bijlisetu.plumbing.files.guard import guarded
from bijlisetu.plumbing.files.shape import Row
from bijlisetu.plumbing.files.sheet import Sheet
from bijlisetu.plumbing.files.table import INCOMPLETE, REJECTED, Table
from bijlisetu.plumbing.refusal import Refusal


class RejectsUnwritable(Refusal):
    """The rows that were not taken cannot be written down, so nothing is imported."""


def path_for(table: Path, asked: Path | None) -> Path:
    """Return where the rejects of a table go; :raises RejectsUnwritable: if that is the table itself."""
    return _beside(table, asked or table.with_name(f"{table.name}.rejects.csv"))


def path_of_incomplete(table: Path, asked: Path | None) -> Path:
    """Return where the rows that were not taken wholly go: into the folder of the rejects."""
    return _beside(table, (asked or table).with_name(f"{table.name}.incomplete.csv"))


def _beside(table: Path, path: Path) -> Path:
    if path.exists() and path.samefile(table):
        raise RejectsUnwritable(
            f"{path} is being imported and cannot take its own rejected rows; give another --rejects."
        )
    return path


@dataclass(frozen=True, slots=True)
class Apart:
    """Rows of a table that are set apart: where they go, and their lines with what is wrong, in the file's order."""

    path: Path
    faults: Iterable[tuple[int, str]]
    ours: tuple[str, str] = REJECTED


def write(*files: Apart, table: Table) -> None:
    """Write the rows, each with its line and what is wrong: the table is read once more, so that none is remembered."""
    with ExitStack() as stack:
        waiting = [_Waiting(each, table, stack) for each in files]
        for row in table.rows():
            due = [file for file in waiting if file.line == row.line]
            for file in due:
                file.take(row)
            if due and not any(file.line for file in waiting):
                break


class _Waiting:
    """A file that waits for its next row."""

    def __init__(self, apart: Apart, table: Table, stack: ExitStack) -> None:
        self._faults = iter(apart.faults)
        self._theirs = table.ours
        self._sheet = Sheet(stack.enter_context(_made_whole(apart.path, like=table.path)))
        self._sheet.row(*apart.ours, *table.header[table.ours :])
        self.line, self._words = next(self._faults, (0, ""))

    def take(self, row: Row) -> None:
        """Write the row that was waited for."""
        self._sheet.row(row.line, self._words, *row.cells[self._theirs :])
        self.line, self._words = next(self._faults, (0, ""))


def remove_stale(path: Path, *, table: Table) -> None:
    """Remove the rows of an earlier import of the table; a file with any other header is not ours and stays."""
    with suppress(OSError, ValueError, csv.Error):
        if not path.is_file():
            return
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file), None)
        if header in (_header(table, REJECTED), _header(table, INCOMPLETE)):
            path.unlink()


def _header(table: Table, ours: tuple[str, str]) -> list[str]:
    # A file of ours that is imported again has such columns already.
    return [*ours, *map(guarded, table.header[table.ours :])]


@contextmanager
def _made_whole(path: Path, *, like: Path) -> Iterator[TextIO]:
    """Give a file that takes its place only when it is complete, and that the same people may read."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8-sig", newline="") as file:
            shutil.copymode(like, draft)
            yield file
        draft.replace(path)
    except OSError as error:
        raise RejectsUnwritable(
            f"the rejected rows cannot be written to {path} ({error.strerror}), so nothing was imported; "
            "give another --rejects."
        ) from None
    finally:
        with suppress(OSError):
            draft.unlink()
