"""The alphabets of SMS: GSM 03.38 in octets, UCS-2, and a few others that data_coding names."""

from __future__ import annotations

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPE = 0x1B
EXTENDED = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
OCTETS = {mark: bytes([code]) for code, mark in enumerate(BASIC) if code != ESCAPE} | {
    mark: bytes([ESCAPE, code]) for code, mark in EXTENDED.items()
}
GSM, ASCII, LATIN, UCS2 = 0, 1, 3, 8


class UnknownAlphabet(ValueError):
    """The data_coding names an alphabet this SMSC does not read, or the text is not written in it."""


def decode(octets: bytes, coding: int) -> str:
    """
    Return the text written in the alphabet that data_coding names.

    :raises UnknownAlphabet: if it cannot be read
    """
    try:
        if coding == GSM:
            return _decode_gsm(octets)
        return octets.decode({ASCII: "ascii", LATIN: "latin-1", UCS2: "utf-16-be"}[coding])
    except (KeyError, IndexError, UnicodeDecodeError):
        raise UnknownAlphabet(f"no text in data_coding {coding}") from None


def encode(text: str) -> tuple[bytes, int]:
    """Return the text's octets and data_coding: GSM if it can be, else UCS-2."""
    try:
        return b"".join(OCTETS[mark] for mark in text), GSM
    except KeyError:
        return text.encode("utf-16-be"), UCS2


def _decode_gsm(octets: bytes) -> str:
    rest = iter(octets)
    # An extension the table lacks is shown as a space, as GSM 03.38 wants it.
    return "".join(EXTENDED.get(next(rest, 0), " ") if code == ESCAPE else BASIC[code] for code in rest)
