"""The lines of a text file, UTF-8 or UTF-16, each of them bounded, whichever way they end."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import AnyStr, BinaryIO, NamedTuple

from bijlisetu.plumbing.files.table import FileNotText, LineTooLong
from bijlisetu.values import in_indian_groups

LONGEST_LINE = 1024 * 1024
MOST_SKIPPED = 64 * LONGEST_LINE  # of one line, to reach the good ones behind it
BLOCK = 64 * 1024
SHOWN = 200  # characters of a line that is no row, for whoever looks for it
#: DOS ended its files with this, and copying one file behind another leaves it in the middle.
END_OF_FILE = "\x1a"
MARK = "\ufeff"
#: What may stand before the first word of a file that was joined to another.
LEFT_OVER = MARK + END_OF_FILE


class BrokenLine(NamedTuple):
    """A line that can be no row of a table."""

    begins: str
    reason: str
    words: str


def text_lines(path: Path, file: BinaryIO, *, otherwise: str = "") -> Iterator[str | BrokenLine]:
    """
    Yield the lines of the file without byte-order marks, each with its end as a line feed.

    A line that is not UTF-8 is read in the encoding that is named otherwise, if one is.

    :raises FileNotText: if it is no text throughout
    :raises LineTooLong: if a line has no end within reason
    """
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return _utf16(path, file, "utf-16")
    # Without its mark UTF-16 is known by the zeros beside the letters of the header.
    if len(head) == 4 and bytes(2) in (head[1::2], head[::2]):
        return _utf16(path, file, "utf-16-le" if head[1] == 0 else "utf-16-be")
    return _utf8(path, file, otherwise)


def _utf8(path: Path, file: BinaryIO, otherwise: str) -> Iterator[str | BrokenLine]:
    marks = tuple(mark.encode()[:1] for mark in LEFT_OVER)
    octets = _octets(file)
    for number, raw in enumerate(octets, start=1):
        if len(raw) > LONGEST_LINE or b"\0" in raw:
            _skip_rest(raw, octets, end=b"\n", where=_where(path, number))
            yield _broken(raw.decode(errors="replace"))
            continue
        try:
            line = raw.decode()
        except UnicodeDecodeError as error:
            if otherwise:
                yield raw.decode(otherwise, errors="replace").removesuffix(END_OF_FILE)
                continue
            raise FileNotText(
                f"{_where(path, number)}: byte {error.start + 1} (0x{raw[error.start]:02X}) "
                "is not UTF-8; save the file as 'CSV UTF-8'."
            ) from None
        yield line.lstrip(LEFT_OVER) if raw.startswith(marks) else line.removesuffix(END_OF_FILE)


def _utf16(path: Path, file: BinaryIO, encoding: str) -> Iterator[str | BrokenLine]:
    lines = _decoded(path, file, encoding)
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE or "\0" in line:
            _skip_rest(line, lines, end="\n", where=_where(path, number))
            yield _broken(line)
        else:
            yield line.lstrip(LEFT_OVER).removesuffix(END_OF_FILE)


def _broken(line: str) -> BrokenLine:
    begins = line[:SHOWN].replace("\0", "").rstrip("\r\n")
    if len(line) > LONGEST_LINE:
        return BrokenLine(begins, "line too long", f"longer than {in_indian_groups(LONGEST_LINE)} bytes")
    return BrokenLine(begins, "NUL byte", "the line holds a NUL byte")


def _octets(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file of octets, one that is far too long in pieces."""
    head = file.read(BLOCK)
    file.seek(0)
    if b"\n" in head or b"\r" not in head:
        return iter(partial(file.readline, LONGEST_LINE + 1), b"")
    # Old Macs, and Excel when it is asked for "CSV (Macintosh)", end lines with a carriage return alone.
    return _split(iter(partial(file.read, BLOCK), b""), at=b"\r", end=b"\n")


def _decoded(path: Path, file: BinaryIO, encoding: str) -> Iterator[str]:
    """Yield the lines of UTF-16, one that is far too long in pieces."""
    decoder = codecs.getincrementaldecoder(encoding)()

    def blocks() -> Iterator[str]:
        more = True
        while more:
            block = file.read(BLOCK)
            more = bool(block)
            try:
                yield decoder.decode(block, final=not more)
            except UnicodeDecodeError:
                raise FileNotText(
                    f"{path} begins as UTF-16 and does not go on so; save the file as 'CSV UTF-8'."
                ) from None

    texts = blocks()
    first = next(texts)
    at = "\r" if "\r" in first and "\n" not in first else "\n"
    yield from _split((text for part in ([first], texts) for text in part), at=at, end="\n")


def _split(blocks: Iterator[AnyStr], *, at: AnyStr, end: AnyStr) -> Iterator[AnyStr]:
    rest = end[:0]
    for block in blocks:
        whole = (rest + block).split(at)
        rest = whole.pop()
        for line in whole:
            yield line + end
        if len(rest) > LONGEST_LINE:
            yield rest
            rest = end[:0]
    if rest:
        yield rest


def _skip_rest(piece: AnyStr, pieces: Iterator[AnyStr], *, end: AnyStr, where: str) -> None:
    """Pass over the other pieces of a line that is too long."""
    skipped, last = 0, piece
    while len(piece) > LONGEST_LINE and not last.endswith(end):
        last = next(pieces, end)
        skipped += len(last)
        if skipped > MOST_SKIPPED:
            raise LineTooLong(f"{where} does not end within 64 MB; is this a CSV file?")


def _where(path: Path, number: int) -> str:
    return f"{path}, line {in_indian_groups(number)}"
