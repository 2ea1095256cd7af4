"""Text from outside, made safe to keep and to show."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

LARGEST_ATTEMPT = 2**63 - 1  # what the database counts attempts with
LONGEST_SECONDS = 10**11  #: a unix time beyond it is in thousandths
LONG_NUMBER = re.compile(r"\d{8,}")
INDIAN_MOBILE = re.compile(r"(?:\+|00)?(?:91|0)?([6-9][0-9]{9})")
FOREIGN = "foreign"  #: stands for a sender who has a number, but none that we write to
#: Marks without width, as phones and copied text bring them along, a BOM among them; and those that steer a terminal.
UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f]")
#: They turn the direction of what follows, on our pages too: one would read there what is not written.
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]")
#: Only from where a word begins: a long one without an @ is then looked through once.
MAILBOX = re.compile(r"(?<![^\s<>,;:@])[^\s<>,;:@]+@[^\s<>,;:@]+")


def words(value: object, *, longest: int = 500) -> str:
    """
    Return the value if it is text, else nothing.

    It is cut to size, and free of what a database cannot keep and of what turns the direction of writing.
    """
    if not isinstance(value, str):
        return ""
    if len(value) <= longest and value.isascii() and "\x00" not in value:
        return value
    # JSON may hold half a surrogate pair, which no encoding can write, and NUL, which PostgreSQL's text cannot hold.
    return TURNS.sub("", value[:longest]).replace("\x00", "").encode("utf-8", "replace").decode()


def identifier(value: object, *, longest: int = 500) -> str:
    """Return an id of a carrier's, which writes them as text here and as a number there; else nothing."""
    if type(value) is int:  # not a truth value, which Python calls a number too
        return str(value) if -LARGEST_ATTEMPT <= value <= LARGEST_ATTEMPT else ""
    return words(value, longest=longest)


def whole(value: object) -> int | None:
    """Return a whole number, in text or as such, if it is one of a size that a code or a count has."""
    if isinstance(value, str) and len(value) < 19 and value.isascii() and value.removeprefix("-").isdigit():
        return int(value)
    return value if type(value) is int and abs(value) <= LARGEST_ATTEMPT else None


def objects(rows: object) -> list[dict[str, Any]]:
    """Return the objects in a list, or the one object that stands where a list should."""
    if rows is None:
        return []
    if isinstance(rows, list):
        return [row for row in rows if isinstance(row, dict)]
    return [rows] if isinstance(rows, dict) else []


def written(value: object, *, longest: int) -> str:
    """Return what a person wrote, without the marks that nobody sees."""
    return UNSEEN.sub("", words(value, longest=longest))


def anonymous(text: str) -> str:
    """Return the text without telephone numbers and mailboxes, as errors and logs may show it."""
    return LONG_NUMBER.sub("…", MAILBOX.sub("…", text))


def sender_of(value: object) -> str:
    """
    Return the mobile number as 91 and ten digits; FOREIGN if it is no Indian mobile; nothing only if none is given.

    A foreign number must not pass for an Indian one: without its first two digits it may look like somebody's here. It
    must not pass for a withheld one either, or it could answer in another person's name.
    """
    if value is None or value == "":
        return ""
    match = INDIAN_MOBILE.fullmatch(value.strip()) if isinstance(value, str) else None
    return f"91{match[1]}" if match else FOREIGN


def attempt_of(value: object) -> int | None:
    """Return our attempt echoed by a carrier; none if the value is not ours."""
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > 19:
        return None
    attempt = int(value)
    return attempt if 0 < attempt <= LARGEST_ATTEMPT else None


def moment(value: object) -> datetime:
    """Return the instant of a unix time, in text or number, in seconds or thousandths; now if it is no such time."""
    try:
        seconds = float(value) if isinstance(value, (str, int, float)) else 0.0
        seconds = seconds / 1000 if seconds > LONGEST_SECONDS else seconds
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.now(UTC)
