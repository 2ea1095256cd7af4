"""GSM 03.38: the alphabet of seven bits that every telephone reads, with its extension table."""

from __future__ import annotations

import codecs

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPE = 0x1B
EXTENDED = {
    0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€",
}  # fmt: skip
_OCTETS: dict[int, int | bytes] = {
    **{ord(mark): code for code, mark in enumerate(BASIC) if code != ESCAPE},
    **{ord(mark): bytes([ESCAPE, code]) for code, mark in EXTENDED.items()},
}


def encode(text: str) -> bytes:
    """
    Return the text with an octet for each seven bits, as SMPP carries it.

    :raises UnicodeEncodeError: if a mark is not in the alphabet
    """
    return codecs.charmap_encode(text, "strict", _OCTETS)[0]


def decode(octets: bytes) -> str:
    """Return the text, with a mark in place of what cannot be read."""
    first, *rest = octets.split(b"\x1b")
    # An extension the table lacks is shown as a space, as GSM 03.38 wants it.
    return _basic(first) + "".join(EXTENDED.get(piece[0], " ") + _basic(piece[1:]) if piece else " " for piece in rest)


def _basic(octets: bytes) -> str:
    return codecs.charmap_decode(octets, "replace", BASIC)[0]
