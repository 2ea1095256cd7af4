"""What rows of a file are taken without, by field and text."""

from __future__ import annotations

from collections import Counter

import orjson

LONGEST = 200  # characters of a text that is told


class Missed:
    """Gathers what the reader of rows had to leave out."""

    def __init__(self) -> None:
        self.blank: Counter[str] = Counter()  #: what was simply not there
        self.absent: dict[str, str] = {}  #: fields for which the file has no column, and what it would be called
        self._at_hand: list[tuple[str, str, str, str]] = []  # of the row that is being read

    def note(self, field: str, text: str, *, words: str, why: str = "") -> None:
        """Remember that the row at hand is taken without this; why is one word, for those who keep it."""
        self._at_hand.append((field, text[:LONGEST], why, words))

    def take(self) -> str | None:
        """Return what the row at hand lacks as JSON, a list of [field, text, why, words], and forget it."""
        if not self._at_hand:
            return None
        lacks = orjson.dumps(self._at_hand).decode()
        self._at_hand.clear()
        return lacks
