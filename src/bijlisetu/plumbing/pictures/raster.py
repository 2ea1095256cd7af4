"""
Pictures of black and white dots, for printers that have no Devanagari of their own.

A page comes as the PNG that Typst makes: eight bits in each of four channels, without interlacing. The first channel is
enough, for what is printed in black has no colour.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from bijlisetu.plumbing.pictures.traces import PNG, chunks_of_png

HEADER = struct.Struct(">IIBBBBB")
CHANNELS = 4
DARK = 128  #: what is below is a black dot
#: A printer's buffer takes a picture in strips.
STRIP = 128
INITIALISE, FEED_AND_CUT = b"\x1b@", b"\x1bd\x04\x1dV\x01"


class NotOurPicture(ValueError):
    """The picture is none that Typst makes."""


@dataclass(frozen=True, slots=True)
class Raster:
    """Rows of dots, eight in a byte, the leftmost in its highest bit; a one is black."""

    width: int
    rows: tuple[bytes, ...]

    def png(self) -> bytes:
        """Return the picture as a PNG of one bit a dot."""
        # In a PNG a one is white.
        lines = b"".join(b"\0" + bytes(byte ^ 0xFF for byte in row) for row in self.rows)
        header = HEADER.pack(self.width, len(self.rows), 1, 0, 0, 0, 0)
        return PNG + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(lines, 9)) + _chunk(b"IEND", b"")

    def escpos(self) -> bytes:
        """Return the picture as ESC/POS prints it (GS v 0), with a cut behind it."""
        across = (self.width + 7) // 8
        strips = [self.rows[top : top + STRIP] for top in range(0, len(self.rows), STRIP)]
        printed = (b"\x1dv0\0" + struct.pack("<HH", across, len(strip)) + b"".join(strip) for strip in strips)
        return INITIALISE + b"".join(printed) + FEED_AND_CUT


def raster(png: bytes) -> Raster:
    """Return the page's dots; :raises NotOurPicture: if it is no PNG of four channels."""
    width, height, data = _parts(png)
    stride = 1 + width * CHANNELS
    before = bytearray(width)
    rows = []
    for top in range(0, height * stride, stride):
        before = _unfiltered(data[top], data[top + 1 : top + stride : CHANNELS], before)
        rows.append(_packed(before))
    return Raster(width, tuple(rows))


def _parts(png: bytes) -> tuple[int, int, bytes]:
    if not png.startswith(PNG):
        raise NotOurPicture("this is no PNG")
    width, height, depth, colour, _, _, interlaced = HEADER.unpack_from(png, 16)
    if (depth, colour, interlaced) != (8, 6, 0):
        raise NotOurPicture("this PNG is none of four channels with eight bits each")
    data = b"".join(octets[8:-4] for name, octets in chunks_of_png(png) if name == b"IDAT")
    return width, height, zlib.decompress(data)


def _unfiltered(how: int, line: bytes, above: bytearray) -> bytearray:
    """Return a channel of a row, which PNG writes as what differs from the dots beside and above it."""
    if how == 0:
        return bytearray(line)
    if how == 2:
        return bytearray((byte + up) & 0xFF for byte, up in zip(line, above, strict=True))
    found, left, corner = bytearray(), 0, 0
    for byte, up in zip(line, above, strict=True):
        guess = left if how == 1 else (left + up) // 2 if how == 3 else _paeth(left, up, corner)
        left, corner = (byte + guess) & 0xFF, up
        found.append(left)
    return found


def _paeth(left: int, up: int, corner: int) -> int:
    by_left, by_up, by_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    if by_left <= by_up and by_left <= by_corner:
        return left
    return up if by_up <= by_corner else corner


def _packed(dots: bytearray) -> bytes:
    across = (len(dots) + 7) // 8
    bits = "".join("1" if dot < DARK else "0" for dot in dots).ljust(across * 8, "0")
    return int(bits, 2).to_bytes(across)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
