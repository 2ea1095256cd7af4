"""What a thermal printer is sent, read as a camera would."""

from __future__ import annotations

import zxingcpp


def codes(picture: bytes) -> list[str]:
    """Return what the codes in a printer's dots say."""
    head = picture.index(b"\x1dv0\0")
    across = int.from_bytes(picture[head + 4 : head + 6], "little")
    bits = b""
    while picture[head : head + 4] == b"\x1dv0\0":
        rows = int.from_bytes(picture[head + 6 : head + 8], "little")
        bits += picture[head + 8 : head + 8 + rows * across]
        head += 8 + rows * across
    grey = bytes(0 if byte >> bit & 1 else 255 for byte in bits for bit in range(7, -1, -1))
    found = zxingcpp.read_barcodes(memoryview(grey).cast("B", (len(bits) // across, across * 8)))
    return [one.text for one in found]
