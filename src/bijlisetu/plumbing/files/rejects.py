"""
The rows that were not taken, or not wholly, in a file beside the one they came from.

They are guarded against being taken for formulas, and can be mended and imported again as they are.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from bijlisetu.plumbing.files.guard import guarded
from bijlisetu.plumbing.files.shape import Row
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


def write(path: Path, *, table: Table, faults: Iterable[tuple[int, str]], ours: tuple[str, str] = REJECTED) -> None:
    """
    Write the rows at the faults' lines, each with its line and what is wrong with it.

    The faults come in the order of the file, which is read once more, so that none of it needs to be remembered.
    """
    with _made_whole(path, like=table.path) as file:
        writer = csv.writer(file)
        writer.writerow(_header(table, ours))
        for row, words in _matching(table.rows(), iter(faults)):
            writer.writerow([row.line, *map(guarded, (words, *row.cells[table.ours :]))])


def write_incomplete(path: Path, *, table: Table, faults: Iterable[tuple[int, str]]) -> None:
    """Write the rows that were taken without something, each with its line and what it was taken without."""
    write(path, table=table, faults=faults, ours=INCOMPLETE)


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


def _matching(rows: Iterator[Row], faults: Iterator[tuple[int, str]]) -> Iterator[tuple[Row, str]]:
    for line, words in faults:
        for row in rows:
            if row.line == line:
                yield row, words
                break


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
