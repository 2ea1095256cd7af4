"""The files of the hidden truth: a first line that names the columns, and a line for each thing that is true."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from bijlisetu.plumbing.refusal import Refusal

Row = TypeVar("Row")


def read_lines(
    path: Path, parse: Callable[[list[str]], Row], *, columns: Sequence[str], unlike: str, refusal: type[Refusal]
) -> Iterator[Row]:
    """
    Yield the rows of the file in its order; parse may raise a ValueError of what is wrong with a line.

    :raises Refusal: the one given, if the file cannot be read, has other columns (then it is unlike), or a wrong line
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            if tuple(next(lines, ())) != tuple(columns):
                raise refusal(f"{path} is {unlike}: its first line must be {','.join(columns)}.")
            for line in lines:
                yield parse(line)
    except (OSError, UnicodeDecodeError) as error:
        raise refusal(f"{path} cannot be read ({error}); write it with bijlisetu synth.") from error
    except ValueError as error:
        raise refusal(f"{path}, line {lines.line_num}: {error}") from error


def write_lines(path: Path, columns: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Write a file of the truth anew."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *lines])
