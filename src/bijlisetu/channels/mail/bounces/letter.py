"""
A mail that came back, taken apart within bounds: whoever wrote it may have meant to keep us busy.

The library looks through a header again for each of its parameters, and holds each line against every boundary that
stands open: so long headers and deeply nested parts would cost it the square of their length.
"""

from __future__ import annotations

import email
from collections.abc import Callable
from email.message import Message
from email.policy import Compat32, Policy

LONGEST_HEADER = 2000  # letters, its folded lines together
MOST_PARTS = 60  # a part, a block of a delivery status, a letter within the letter
MOST_LINES = 8000


class _TooManyParts(Exception):
    """No server writes so."""


class _Bounded(Compat32):
    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]


def taken_apart(octets: bytes) -> Message:
    """Return the mail with its parts; an empty one if it has more parts than any server writes."""
    lines = octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n", MOST_LINES)[:MOST_LINES]
    try:
        return email.message_from_bytes(b"\n".join(lines), _counted(), policy=_Bounded())
    except (_TooManyParts, RecursionError):
        return Message()


def _counted() -> Callable[..., Message]:
    made = 0

    def part(policy: Policy) -> Message:
        nonlocal made
        made += 1
        if made > MOST_PARTS:
            raise _TooManyParts
        return Message(policy=policy)

    return part
