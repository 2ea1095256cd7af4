"""The alphabets of an SMS that came in."""

from __future__ import annotations

import re

from bijlisetu.channels.letter import Part
from bijlisetu.channels.outside import written
from bijlisetu.channels.sms import alphabet as sms_alphabet

ASCII, LATIN_1 = 0x01, 0x03
#: UCS-2 by SMPP's own number, and by GSM 03.38's with a message class.
UCS_2 = frozenset({0x08, 0x18, 0x19, 0x1A, 0x1B})
LONGEST_TEXT = 4096
FIELD = b"stat"
UCS_2_FIELD = b"\0s\0t\0a\0t"
#: The header of a text in parts, which holds the part's number; no text begins so.
PART = re.compile(rb"\x05\x00\x03.[\x01-\x20][\x01-\x20]|\x06\x08\x04..[\x01-\x20][\x01-\x20]", re.DOTALL)


#: What a header says of parts: by its number, and how long it is.
LENGTH_OF_PARTS = {0x00: 3, 0x08: 4}
#: In what people here write; a text read with its octets the wrong way round, or in the wrong alphabet, has few of it.
USUAL = re.compile("[\n\r\u0020-\u024f\u0600-\u06ff\u0900-\u0dff\u2010-\u206f\u20b9\u2600-\u27bf\U0001f000-\U0001faff]")
PRINTABLE = re.compile(rb"[\n\r\x20-\x7e]+")


def decoded(octets: bytes, *, data_coding: int, has_header: bool) -> str:
    """Return the text in the octets, with a mark in place of what cannot be read."""
    # Each part of a long answer is a record of its own and is read by itself.
    text = _without_header(octets) if has_header or PART.match(octets) else octets
    return written(_decode(text, data_coding), longest=LONGEST_TEXT)


def part_of(octets: bytes, *, has_header: bool) -> Part | None:
    """Return which of several parts of a text the octets are, by the header before them; none if they are a whole."""
    if not has_header:
        return _part(octets[3 : octets[0] + 1]) if PART.match(octets) else None
    header, at = octets[1 : octets[0] + 1] if octets else b"", 0
    while at + 2 <= len(header):
        length = header[at + 1]
        if LENGTH_OF_PARTS.get(header[at]) == length and at + 1 + length < len(header):
            return _part(header[at + 2 : at + 2 + length])
        at += 2 + length
    return None


def _part(told: bytes) -> Part | None:
    """Return what the last two octets and the reference before them say; none of a text in one part."""
    *reference, total, number = told
    return Part(int.from_bytes(bytes(reference), "big"), total, number) if total > 1 else None


def receipt_text(octets: bytes, *, data_coding: int, has_header: bool) -> str:
    """
    Return the fields of a receipt, whatever alphabet it claims.

    They are ASCII: an underscore in an id must not become the § that GSM has in its place. Some carriers write UCS-2
    and do not say so, or say so and do not.
    """
    bare = _without_header(octets) if has_header else octets
    if UCS_2_FIELD in bare.lower():
        return decoded(bare, data_coding=min(UCS_2), has_header=False)
    if data_coding in UCS_2 and FIELD not in bare.lower():
        return decoded(bare, data_coding=data_coding, has_header=False)
    return decoded(bare, data_coding=LATIN_1, has_header=False)


def _without_header(octets: bytes) -> bytes:
    return octets[octets[0] + 1 :] if octets and octets[0] < len(octets) else octets


def _decode(octets: bytes, data_coding: int) -> str:
    if data_coding in UCS_2:
        return _utf_16(octets)
    if (text := _utf_8(octets)) is not None:
        return text
    if data_coding == ASCII:
        return octets.decode("ascii", "replace")
    if data_coding == LATIN_1:
        return octets.decode("latin-1")
    # In this alphabet 0 is @, which an answer may hold; at the end it is the NUL of a C string.
    return sms_alphabet.decode(octets.rstrip(b"\0"))


def _utf_16(octets: bytes) -> str:
    """Return the text of octets that are said to be UCS-2: gateways also send ASCII, UTF-8, or the low octet first."""
    if PRINTABLE.fullmatch(octets):
        return octets.decode("ascii")
    # The NUL of a C string may follow: one octet in an alphabet of two.
    whole = octets.removesuffix(b"\0") if len(octets) % 2 else octets
    readings = [whole.decode(name, "replace").removeprefix("\ufeff") for name in ("utf-16-be", "utf-16-le")]
    readings += [text for text in [_utf_8(octets)] if text is not None]
    return max(readings, key=lambda text: len(USUAL.findall(text)) / (len(text) or 1))


def _utf_8(octets: bytes) -> str | None:
    """Return the text if it is in UTF-8, which SMPP has no number for: gateways send it under any."""
    if octets.isascii():
        return None
    try:
        return octets.decode("utf-8").rstrip("\0")
    except UnicodeDecodeError:
        return None
