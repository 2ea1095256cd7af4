"""Octets of a mail as text: in the character set it names, if that is one that mail is written in."""

from __future__ import annotations

import codecs
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from bijlisetu.channels.outside import words

#: Python knows these as character sets. No mail is written in them, and a long text costs the square of its length.
NO_CHARSETS = frozenset({"punycode", "idna", "undefined", "unicode-escape", "raw-unicode-escape"})


def part_text(part: Message) -> str:
    """Return the text of a part that has one."""
    octets = part.get_payload(decode=True)
    if not isinstance(octets, bytes):
        return ""
    try:
        charset = part.get_content_charset()
    except ValueError:  # its name is coded, in a charset that cannot be
        charset = None
    return _text(octets, charset)


def header_text(raw: str) -> str:
    """Return a header as a person reads it; as it came where its coding is broken."""
    try:
        parts = decode_header(raw)
    except (HeaderParseError, ValueError):
        return words(raw)
    return words("".join(part if isinstance(part, str) else _text(part, charset) for part, charset in parts))


def _text(octets: bytes, charset: str | None) -> str:
    """Return the octets as text; whatever no charset explains is read as UTF-8."""
    try:
        codec = codecs.lookup(charset or "utf-8").name
        return octets.decode("utf-8" if codec in NO_CHARSETS else codec, "replace")
    except (LookupError, ValueError):  # a charset that nobody knows, or none of text
        return octets.decode("utf-8", "replace")
