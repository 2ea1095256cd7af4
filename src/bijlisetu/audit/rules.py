"""How the chain is computed: pure arithmetic, so that anybody can do it again outside the product."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bijlisetu.plumbing.refusal import Refusal

#: No entry leaves before so many whole months are over after its own.
LEAST_KEPT = 13
BEGINNING = "0" * 64  #: what stands before the first seal


class NotAnAnchor(Refusal):
    """It is not written as the evening's mail writes it."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the chain stood at some moment. Whoever has it can tell later that the chain before it is the same."""

    seal: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seal}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> Anchor:
        """
        Return the anchor as it stands in a mail, 1234:9f86d0…; blanks that a mail program put in do not matter.

        :raises NotAnAnchor: if it is something else
        """
        number, _, told = "".join(text.split()).lower().partition(":")
        if not (number.isascii() and number.isdigit() and len(told) == 64 and set(told) <= set("0123456789abcdef")):
            raise NotAnAnchor("an anchor is written like 1234:9f86d0…, a number, a colon and 64 signs from 0 to f")
        return cls(int(number), told)


def seal_hash(*, number: int, day: date, at: datetime, entries: Sequence[int], content: str, before: str) -> str:
    """Return the hash of a seal: SHA-256 of its parts as a JSON list without blanks, the moment in UTC."""
    parts = [number, day.isoformat(), at.astimezone(UTC).isoformat(), list(entries), content, before]
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()
