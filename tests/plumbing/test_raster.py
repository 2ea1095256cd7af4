"""The picture of a slip: what Typst makes, dot by dot, and what a thermal printer is sent."""

from __future__ import annotations

import struct
import zlib

import pytest

from bijlisetu.plumbing.pictures.raster import HEADER, NotOurPicture, raster
from bijlisetu.plumbing.pictures.traces import PNG

#: Black and white by row; PNG may write each row in another way.
DOTS = ["#.#.#.#.#", ".........", "#########", "##..##..#", "#.#.#.#.#"]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def written(filters: list[int]) -> bytes:
    """Return the dots as a PNG of four channels, each row filtered as told (PNG, 9.2)."""
    rows = [b"".join((b"\0\0\0\xff" if dot == "#" else b"\xff" * 4) for dot in row) for row in DOTS]
    lines, above = b"", bytes(len(rows[0]))
    for how, row in zip(filters, rows, strict=True):
        line = bytearray()
        for at, byte in enumerate(row):
            left, corner = (row[at - 4], above[at - 4]) if at >= 4 else (0, 0)
            up = above[at]
            nearest = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
            line.append((byte - [0, left, up, (left + up) // 2, nearest][how]) & 0xFF)
        lines += bytes([how]) + line
        above = row
    header = HEADER.pack(len(DOTS[0]), len(DOTS), 8, 6, 0, 0, 0)
    return PNG + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("filters", [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [1, 4, 3, 0, 2], [2, 2, 4, 4, 3]])
def test_each_way_in_which_png_writes_a_row_is_read(filters: list[int]) -> None:
    found = raster(written(filters))

    bits = [f"{int.from_bytes(row):016b}"[:9] for row in found.rows]
    assert bits == [row.replace("#", "1").replace(".", "0") for row in DOTS]


def test_a_printer_gets_strips_of_dots() -> None:
    sent = raster(written([0] * 5)).escpos()

    assert sent.startswith(b"\x1b@\x1dv0\x00\x02\x00\x05\x00")
    assert sent[10:12] == bytes([0b10101010, 0b10000000])


@pytest.mark.parametrize("wrong", [b"", b"GIF89a", PNG + chunk(b"IHDR", HEADER.pack(1, 1, 8, 2, 0, 0, 0))])
def test_another_picture_is_refused(wrong: bytes) -> None:
    with pytest.raises(NotOurPicture):
        raster(wrong)
