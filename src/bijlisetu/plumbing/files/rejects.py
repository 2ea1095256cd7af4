"""The rows that were not taken, in a file beside the one they came from, to be mended and imported again."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from bijlisetu.plumbing.files.table import Row, Table
from bijlisetu.plumbing.refusal import Refusal

OURS = ("REJECTED_LINE", "REJECTED_BECAUSE")


class RejectsUnwritable(Refusal):
    """The rows that were not taken cannot be written down, so nothing is imported."""


def path_for(table: Path, asked: Path | None) -> Path:
    """Return where the rejects of a table go; :raises RejectsUnwritable: if that is the table itself."""
    path = asked or table.with_name(f"{table.name}.rejects.csv")
    if path.exists() and path.samefile(table):
        raise RejectsUnwritable(
            f"{path} is being imported and cannot take its own rejected rows; give another --rejects."
        )
    return path


def write(path: Path, *, table: Table, faults: Iterable[tuple[int, str]]) -> None:
    """
    Write the rows at the faults' lines, each with its line and why it was not taken.

    The faults come in the order of the file, which is read once more, so that none of it needs to be remembered.
    """
    ours = _our_columns(table)
    with _made_whole(path, like=table.path) as file:
        writer = csv.writer(file)
        writer.writerow(_header(table))
        for row, words in _matching(table.rows(), iter(faults)):
            writer.writerow([row.line, words, *row.cells[ours:]])


def remove_stale(path: Path, *, table: Table) -> None:
    """Remove the rejects of an earlier import of the table; a file with any other header is not ours and stays."""
    with suppress(OSError, ValueError, csv.Error):
        if not path.is_file():
            return
        with path.open(encoding="utf-8-sig", newline="") as file:
            is_ours = next(csv.reader(file), None) == _header(table)
        if is_ours:
            path.unlink()


def _header(table: Table) -> list[str]:
    return [*OURS, *table.header[_our_columns(table) :]]


def _our_columns(table: Table) -> int:
    # A file of rejects that is imported again has our columns already.
    return len(OURS) if tuple(table.header[: len(OURS)]) == OURS else 0


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
