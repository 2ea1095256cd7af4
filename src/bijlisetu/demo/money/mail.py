"""What truly came to whom, by the carriers' own log: bills, reminders, and word of payments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bijlisetu.demo.light.letters import Letter, Log
from bijlisetu.demo.money.people import by_address
from bijlisetu.simulator.district.truth import read_truth

#: A letter that has not come after so many seconds does not come.
GIVEN_UP = 3 * 86_400.0


class Came(NamedTuple):
    """A letter that came to the account's own people."""

    account: str
    kind: str
    at: datetime


@dataclass
class Mail:
    """The mail of everybody, read as it comes."""

    folder: Path  #: of the district
    _log: Log = field(init=False)
    _read: int = 0
    _under_way: dict[int, Letter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open the log, and learn whose each address is."""
        self._log = Log(self.folder / "carriers")
        rows = read_truth(self.folder / "truth.csv")
        self._whose = by_address([(row.account, row.address) for row in rows if row.belongs and row.works])

    def close(self) -> None:
        """Close the log."""
        self._log.close()

    def came(self, *, now: datetime) -> Iterator[Came]:
        """Yield what has come since the last look."""
        for letter in self._log.letters(after=self._read):
            self._read = letter.place
            self._under_way[letter.place] = letter
        arrived = self._log.arrivals(self._under_way)
        for place, letter in list(self._under_way.items()):
            at = letter.arrived_at or arrived.get(place)
            if at is not None:
                yield from self._came(letter, datetime.fromtimestamp(at, UTC))
            if at is not None or now.timestamp() - letter.taken_at > GIVEN_UP:
                del self._under_way[place]

    def _came(self, letter: Letter, at: datetime) -> Iterator[Came]:
        for account in self._whose.get((letter.address, letter.account_end), ()):
            yield Came(account, letter.kind, at)
