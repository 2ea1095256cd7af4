"""A mail as its reader sees it: subject, text, page."""

from __future__ import annotations

import email
import email.policy
import zlib
from email.message import EmailMessage
from typing import NamedTuple


class Letter(NamedTuple):
    """What a mail says."""

    subject: str
    message_id: str
    text: str
    html: str


def read(octets: bytes) -> Letter:
    """Return what the mail on the wire says."""
    message = email.message_from_bytes(octets, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101  # what the default policy makes
    return Letter(
        subject=str(message.get("Subject", "")),
        message_id=str(message.get("Message-ID", "")).strip(),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def pack(octets: bytes) -> bytes:
    """Return the mail as the log keeps it."""
    return zlib.compress(octets, level=1)


def unpack(packed: bytes | str) -> Letter:
    """Return what the mail kept in the log says."""
    assert isinstance(packed, bytes)  # noqa: S101  # the log keeps text for the other channels alone
    return read(zlib.decompress(packed))


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
