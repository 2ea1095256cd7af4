"""
Take out of a picture what its camera wrote beside it: place, hour, telephone, a second picture inside.

How the picture is to be turned stays, and its colours. Of one that came in part, the part is cleaned.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
APP1, APP2, START_OF_SCAN, END = 0xE1, 0xE2, 0xDA, 0xD9
#: Segments of a JPEG that are dropped: APP1 (Exif, XMP), APP3 to APP13 (IPTC, makers' own), APP15 and comments. APP2
#: may be a profile of colours, or lead to further pictures; APP0 and APP14 say how the colours are to be read.
DROPPED = frozenset({APP1, *range(0xE3, 0xEE), 0xEF, 0xFE})
PROFILE = b"ICC_PROFILE\0"
#: Markers that have no length after them; some of these stand within a scan.
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
#: Chunks of a PNG that change what is seen.
SEEN = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD", b"pHYs"}
)
ORIENTATION, MOST_TAGS = 0x0112, 500


def without_traces(content: bytes) -> bytes:
    """Return the picture without what its camera wrote beside it; anything that is no picture as it is."""
    if content.startswith(JPEG):
        return _jpeg(content)
    if content.startswith(PNG):
        return PNG + b"".join(octets for name, octets in chunks_of_png(content) if name in SEEN)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp(content)
    return content


def _jpeg(content: bytes) -> bytes:
    out, turned = [b"\xff\xd8"], 1
    for marker, octets in _segments(content):
        if marker == APP1:
            turned = max(turned, _orientation(octets[4:]))
        elif marker not in DROPPED and (marker != APP2 or octets[4:].startswith(PROFILE)):
            out.append(octets)
    if turned != 1:
        exif = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, ORIENTATION, 3, 1, turned, 0, 0)
        out.insert(1, b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif)
    return b"".join(out)


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each segment with its marker, a scan with its picture; what follows the end of the picture is let fall."""
    at = 2
    while at < len(content):
        while content[at : at + 2] == b"\xff\xff":  # as many of them as the writer liked may stand before a marker
            at += 1
        marker, ends = content[at + 1] if at + 1 < len(content) else 0, at + 2
        if marker not in ALONE and marker != END:
            ends += int.from_bytes(content[ends : ends + 2], "big")
        if marker == START_OF_SCAN:
            ends = _end_of_scan(content, ends)
        yield marker, content[at:ends]
        if marker == END or content[at] != 0xFF:
            return
        at = ends


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the marker after the scan stands; of a picture whose end did not come, where it ends."""
    while (at := content.find(b"\xff", at)) >= 0:
        if content[at + 1 : at + 2] and content[at + 1] not in ALONE | {0}:
            return at
        at += 2
    return len(content)


def _orientation(segment: bytes) -> int:
    """Return how the picture is to be turned, 1 to 8; 1 where the segment does not say it."""
    tiff = segment[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2], "")
    if not order or not segment.startswith(b"Exif\0\0"):
        return 1
    try:
        (first,) = struct.unpack_from(f"{order}4xI", tiff)
        (many,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(min(many, MOST_TAGS)):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def chunks_of_png(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each chunk of a PNG, up to its end, with its name: length, name, data and sum."""
    at = len(PNG)
    while at < len(content):
        name, ends = content[at + 4 : at + 8], at + 12 + int.from_bytes(content[at : at + 4], "big")
        yield name, content[at:ends]
        if name == b"IEND":
            return
        at = ends


def _webp(content: bytes) -> bytes:
    out, at = [b"WEBP"], 12
    all_ends = min(len(content), 8 + int.from_bytes(content[4:8], "little"))  # what stands behind is let fall
    while at < all_ends:
        name, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        chunk = content[at : min(at + 8 + length + length % 2, all_ends)]
        if name == b"VP8X" and len(chunk) > 8:  # its flags say which of the others are there: 8 is Exif, 4 is XMP
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]
        if name not in (b"EXIF", b"XMP "):
            out.append(chunk)
        at += 8 + length + length % 2
    body = b"".join(out)
    return b"RIFF" + struct.pack("<I", len(body)) + body
