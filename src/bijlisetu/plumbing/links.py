"""Signed links that expire, short enough for an SMS."""

from __future__ import annotations

import base64
import hmac
import struct
from datetime import date, timedelta

from bijlisetu.plumbing.refusal import Refusal

EPOCH = date(2026, 1, 1)
BODY = struct.Struct(">QH")  # the record's number and the last day, in days since EPOCH
SEAL = 10  # bytes: 80 bits, out of reach of guessing through the web


class LinkNotValid(Refusal):
    """The link was not made by us, was changed, or is of another purpose."""


class LinkExpired(Refusal):
    """The link was ours and its last day has passed."""


def sign(record: int, *, purpose: str, last_day: date, secret: str) -> str:
    """Return a token of 27 characters for the record, good until the end of last_day."""
    body = BODY.pack(record, (last_day - EPOCH).days)
    return base64.urlsafe_b64encode(body + _seal(body, purpose, secret)).decode().rstrip("=")


def read(token: str, *, purpose: str, today: date, secret: str) -> int:
    """
    Return the record a token was made for.

    :raises LinkNotValid: if it is not a token of ours for this purpose
    :raises LinkExpired: if its last day has passed
    """
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise LinkNotValid("this link is not one of ours") from None
    body, seal = raw[: BODY.size], raw[BODY.size :]
    if len(body) != BODY.size or not hmac.compare_digest(seal, _seal(body, purpose, secret)):
        raise LinkNotValid("this link is not one of ours")
    record, days = BODY.unpack(body)
    if today > EPOCH + timedelta(days=days):
        raise LinkExpired("this link has expired; ask for a new one at your electricity office")
    return int(record)


def _seal(body: bytes, purpose: str, secret: str) -> bytes:
    return hmac.digest(secret.encode(), purpose.encode() + b"\0" + body, "sha256")[:SEAL]
