"""A mail as its reader sees it: subject, text, page."""

from __future__ import annotations

import email
import zlib
from email.header import decode_header, make_header
from email.message import Message
from typing import NamedTuple


class Letter(NamedTuple):
    """What a mail says."""

    subject: str
    message_id: str
    text: str
    html: str


class Enclosed(NamedTuple):
    """A file that came with a mail."""

    name: str
    mime_type: str
    content: bytes


def read(octets: bytes) -> Letter:
    """Return what the mail on the wire says."""
    # Without a policy the parser reads headers only where asked, which is five times faster.
    message = email.message_from_bytes(octets)
    return Letter(
        subject=_decoded(str(message.get("Subject", ""))),
        message_id=str(message.get("Message-ID", "")).strip(),
        text=_part(message, "text/plain"),
        html=_part(message, "text/html"),
    )


def pack(octets: bytes) -> bytes:
    """Return the mail as the log keeps it."""
    return zlib.compress(octets, level=1)


def unpack(packed: bytes | str) -> Letter:
    """Return what the mail kept in the log says."""
    assert isinstance(packed, bytes)  # noqa: S101  # the log keeps text for the other channels alone
    return read(zlib.decompress(packed))


def enclosed(packed: bytes | str) -> list[Enclosed]:
    """Return the files that came with the mail kept in the log."""
    assert isinstance(packed, bytes)  # noqa: S101  # as above
    message = email.message_from_bytes(zlib.decompress(packed))
    parts = ((part, part.get_filename(), part.get_payload(decode=True)) for part in message.walk())
    return [
        Enclosed(_decoded(name), part.get_content_type(), content)
        for part, name, content in parts
        if name and isinstance(content, bytes)
    ]


def _decoded(header: str) -> str:
    try:
        return " ".join(str(make_header(decode_header(header))).split())
    except (LookupError, ValueError):
        return header


def _part(message: Message, kind: str) -> str:
    for part in message.walk():
        if part.get_content_type() == kind and not part.get_filename():
            content = part.get_payload(decode=True)
            return _text(content, part.get_content_charset("utf-8")) if isinstance(content, bytes) else ""
    return ""


def _text(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return content.decode("utf-8", "replace")
