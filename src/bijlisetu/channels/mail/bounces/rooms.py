"""How many may be at the door for bounces at once, and who gives way to the next."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

LETTERS_OF_A_SEAL = 20  #: a letter of ours comes back once or twice, and is complained of once
SEALS = 20_000  #: whose letters are counted

Guest = TypeVar("Guest")


@dataclass(slots=True)
class Room(Generic[Guest]):
    """
    So many guests at once, each from a source.

    A seal of ours proves a letter, not good will: each consumer has the seals of their own letters. So nobody is safe
    by it; where the room is full, the oldest guest of the source that has the most gives way.
    """

    most: int
    guests: dict[Guest, str] = field(default_factory=dict)  #: with their sources, the oldest first

    @property
    def is_full(self) -> bool:
        """Whether the next one needs another to go."""
        return len(self.guests) >= self.most

    def who_gives_way(self, to: str, is_first: Callable[[Guest], bool]) -> Guest | None:
        """
        Return who goes where somebody comes from the source.

        Where another source has much more, its oldest guest goes, one who is to go first before all others. Else the
        oldest who is to go first at all; if there is none, nobody goes.
        """
        count = Counter(self.guests.values())
        most = max(count.values(), default=0)
        if most <= count[to] + 1:
            return next(filter(is_first, self.guests), None)
        among = [guest for guest, source in self.guests.items() if count[source] == most]
        return next(filter(is_first, among), among[0])

    def enter(self, guest: Guest, source: str) -> None:
        """Take the guest in."""
        self.guests[guest] = source

    def leave(self, guest: Guest) -> None:
        """Let the guest go, if they are here."""
        self.guests.pop(guest, None)


class Seals:
    """How many letters came back to each of our addresses, since the door was opened."""

    def __init__(self) -> None:
        self._letters: OrderedDict[str, int] = OrderedDict()

    def may_bring(self, address: str) -> bool:
        """Return whether one more letter to the address is of use."""
        return self._letters.get(address.lower(), 0) < LETTERS_OF_A_SEAL

    def count(self, address: str) -> None:
        """Count a letter that was taken."""
        self._letters[address.lower()] = self._letters.pop(address.lower(), 0) + 1
        if len(self._letters) > SEALS:
            self._letters.popitem(last=False)
