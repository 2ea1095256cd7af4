"""What rows of a file are taken without, by line and text: kept on disk until the rows are in, for it may be much."""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple, TextIO

LONGEST = 200  # characters of a text that is told


class Flaw(NamedTuple):
    """A text of a row that could not be taken, and why."""

    field: str
    text: str
    why: str  #: in one word, for those who keep it
    words: str


class Missed:
    """Gathers what the reader of rows had to leave out."""

    def __init__(self) -> None:
        self.blank: Counter[str] = Counter()  #: what was simply not there
        self.at_hand: list[Flaw] = []  #: of the row that is being read
        self._file: TextIO | None = None

    def note(self, field: str, text: str, *, words: str, why: str = "") -> None:
        """Remember that the row at hand is taken without this."""
        self.at_hand.append(Flaw(field, text[:LONGEST], why, words))

    def settle(self, line: int, *, taken: bool) -> None:
        """Close the row at hand: what is missing in one that is not taken is no matter."""
        if taken:
            self._file = self._file or tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115
            csv.writer(self._file).writerows((line, *flaw) for flaw in self.at_hand)
        self.at_hand.clear()

    def flaws(self) -> Iterator[tuple[int, *tuple[str, ...]]]:
        """Yield the line and parts of each flaw, in the order of the file, and forget them."""
        if self._file:
            self._file.seek(0)
            for line, *flaw in csv.reader(self._file):
                yield (int(line), *flaw)
            self.close()

    def close(self) -> None:
        """Forget the flaws that nobody has asked for."""
        if self._file:
            self._file.close()
        self._file = None
