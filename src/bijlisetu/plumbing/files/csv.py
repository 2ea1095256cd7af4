"""CSV files: UTF-8 or UTF-16, read with a bound on every line and every row."""

from __future__ import annotations

import codecs
import csv
import itertools
import os
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from bijlisetu.plumbing.files.table import FileNotText, LineTooLong, Row
from bijlisetu.values import in_indian_groups

LONGEST_LINE = 1024 * 1024
BLOCK = 64 * 1024
MOST_LINES = 50  # of one row: an address may hold line breaks, but a lost quote must not swallow the file
LOST_QUOTE = "a quote that opens on this line does not close"


class CsvSource:
    """The rows of a CSV file."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        self._size = max(os.fstat(file.fileno()).st_size, 1)

    def rows(self) -> Iterator[Row]:
        """Yield all rows that are not blank, the header among them."""
        lines = _Lines(_text_lines(self._path, self._file))
        width = 0
        reader = csv.reader(lines, strict=True)
        while True:
            start = lines.begin_row()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _TooManyLines) as fault:
                yield Row(start, lines.first_alone(), _words_of(fault, several=lines.several))
                reader = csv.reader(lines, strict=True)
                continue
            if not any(cells):
                continue
            width = width or len(cells)
            if lines.several and len(cells) != width:
                # A lost quote runs on to the next one, which may be lines away: only its first line is to blame.
                yield Row(start, lines.first_alone(), LOST_QUOTE)
            else:
                yield Row(start, cells)

    def part(self) -> float:
        """Return how much of the file has been read, from 0 to 1."""
        return self._file.tell() / self._size

    def close(self) -> None:
        """Do nothing: the file belongs to whoever opened it."""


class _TooManyLines(Exception):
    """A row runs over more lines than any row does."""


class _Lines:
    """Feeds lines to the reader and keeps those of the row at hand, so that they can be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._back: deque[str] = deque()
        self._kept: list[str] = []
        self._number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self._kept) == MOST_LINES:
            raise _TooManyLines
        line = self._back.popleft() if self._back else next(self._lines)
        self._kept.append(line)
        return line

    @property
    def several(self) -> bool:
        """Whether the row at hand stands on more than one line."""
        return len(self._kept) > 1

    def begin_row(self) -> int:
        """Forget the last row's lines; return the number of the line that comes next."""
        self._number += len(self._kept)
        self._kept.clear()
        return self._number + 1

    def first_alone(self) -> list[str]:
        """Give back all lines of the row but its first; return that one cut at its commas."""
        first, *others = self._kept
        self._back.extendleft(reversed(others))
        self._kept[:] = [first]
        return first.rstrip("\r\n").split(",")


def _words_of(fault: Exception, *, several: bool) -> str:
    if several or isinstance(fault, _TooManyLines) or "end of data" in str(fault):
        return LOST_QUOTE
    if "field larger" in str(fault):
        return "a cell is longer than any could be"
    return "its quotes or line ends are not those of a CSV row"


def _text_lines(path: Path, file: BinaryIO) -> Iterator[str]:
    file.seek(0)
    head = file.read(3)
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        file.seek(0)
        return _utf16(path, file)
    file.seek(3 if head == codecs.BOM_UTF8 else 0)
    return _utf8(path, file)


def _utf8(path: Path, file: BinaryIO) -> Iterator[str]:
    for number in itertools.count(1):
        raw = file.readline(LONGEST_LINE + 1)
        if not raw:
            return
        if len(raw) > LONGEST_LINE or b"\0" in raw:
            raise _no_line(path, number, has_nul=b"\0" in raw)
        try:
            yield raw.decode()
        except UnicodeDecodeError as error:
            raise FileNotText(
                f"{path}, line {in_indian_groups(number)}: byte {error.start + 1} (0x{raw[error.start]:02X}) "
                "is not UTF-8; save the file as 'CSV UTF-8'."
            ) from None


def _utf16(path: Path, file: BinaryIO) -> Iterator[str]:
    number = 0
    for number, line in enumerate(_decoded(path, file), start=1):
        if len(line) > LONGEST_LINE or "\0" in line:
            raise _no_line(path, number, has_nul="\0" in line)
        yield line


def _decoded(path: Path, file: BinaryIO) -> Iterator[str]:
    """Yield the lines of UTF-16; one that is far too long comes out before its end."""
    decoder = codecs.getincrementaldecoder("utf-16")()
    rest, more = "", True
    while more:
        block = file.read(BLOCK)
        more = bool(block)
        try:
            rest += decoder.decode(block, final=not more)
        except UnicodeDecodeError:
            raise FileNotText(f"{path} begins as UTF-16 and does not go on so; save the file as 'CSV UTF-8'.") from None
        *whole, rest = rest.split("\n")
        yield from (f"{line}\n" for line in whole)
        if rest and (not more or len(rest) > LONGEST_LINE):
            yield rest


def _no_line(path: Path, number: int, *, has_nul: bool) -> FileNotText | LineTooLong:
    where = f"{path}, line {in_indian_groups(number)}"
    if has_nul:
        return FileNotText(f"{where} holds a NUL byte, so this is no text file; export it again as 'CSV UTF-8'.")
    return LineTooLong(f"{where} is longer than {in_indian_groups(LONGEST_LINE)} bytes; is this a CSV file?")
