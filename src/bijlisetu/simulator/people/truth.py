"""The hidden truth of a district: who is behind each address, in little memory for lakhs of accounts."""

from __future__ import annotations

import csv
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from hashlib import blake2b
from itertools import product, takewhile
from pathlib import Path
from typing import IO, Literal, Self

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.simulator.people.behaviour import Person

Kind = Literal["mobile", "email"]

FACTS = ("works", "whatsapp", "reads", "belongs", "objects", "confirms")
COLUMNS = ("account", "kind", "address", *FACTS)
#: An address that the truth does not name is a phone or mailbox of somebody trying things out: it takes everything.
SOMEBODY = Person(works=True, whatsapp=True, reads=False, belongs=False, objects=False, confirms=False)
#: Of a number that stands on very many accounts so many tell enough.
MOST_ACCOUNTS = 100
#: Every combination of the six facts, at the index their bits spell.
PERSONS = tuple(Person(*facts) for facts in product((False, True), repeat=len(FACTS)))


class TruthUnreadable(Refusal):
    """The file of the district's truth is missing or is not one."""


class Truth:
    """
    One kind of address and the person behind each, by account.

    One sorted array holds everything: a 64-bit word is the address, the account's last four digits and the facts.
    """

    def __init__(self, words: array[int], *, kind: Kind) -> None:
        """Take the sorted words of addresses of the kind."""
        self._words = words
        self._kind: Kind = kind

    @classmethod
    def read(cls, path: Path, *, kind: Kind) -> Self:
        """
        Return the truth of the kind of address written in the file.

        :raises TruthUnreadable: if the file cannot be read or a row of it makes no sense
        """
        words: array[int] = array("Q")
        try:
            with path.open(newline="", encoding="utf-8") as file:
                words.extend(_words(file, path=path, kind=kind))
        except (OSError, UnicodeDecodeError) as error:
            cause = getattr(error, "strerror", None) or "it is no UTF-8 text"
            raise TruthUnreadable(f"{path}: cannot be read ({cause}); make a district first: bijlisetu synth") from None
        return cls(array("Q", sorted(words)), kind=kind)

    def __len__(self) -> int:
        """Return how many addresses the truth tells of, counting one for each account."""
        return len(self._words)

    def person(self, address: str, account: str) -> Person:
        """Return who is behind the address (with or without 91) for the account with these last four digits."""
        base = _base(address, self._kind)
        first = bisect_left(self._words, base)
        if not self._is_of(first, base):
            return SOMEBODY
        if self._kind == "email":
            return PERSONS[self._words[first] & 0xFF]
        own = base + (int(account or "0") << 8)
        index = bisect_left(self._words, own)
        if account and index < len(self._words) and self._words[index] >> 8 == own >> 8:
            return PERSONS[self._words[index] & 0xFF]
        if not account:
            return self._on_any_account(first, base)
        # The text is about another account: the phone is the same, but nothing ties it to that account.
        return PERSONS[self._words[first] & 0xFF]._replace(belongs=False, objects=False, confirms=False)

    def _on_any_account(self, first: int, base: int) -> Person:
        """Return the person who is asked whose the number is: a consumer's, if it is so of one account."""
        facts = 0
        next_number = base + (10_000 << 8)
        for word in takewhile(lambda word: word < next_number, self._words[first : first + MOST_ACCOUNTS]):
            facts |= word & 0xFF
        person = PERSONS[facts]
        return person._replace(objects=person.objects and not person.belongs)

    def _is_of(self, index: int, base: int) -> bool:
        span = 1 << 8 if self._kind == "email" else 10_000 << 8
        return index < len(self._words) and base <= self._words[index] < base + span


def _words(file: IO[str], *, path: Path, kind: Kind) -> Iterator[int]:
    rows = csv.reader(file)
    heading = next(rows, [])
    missing = [column for column in COLUMNS if column not in heading]
    if missing:
        raise TruthUnreadable(f"{path}: no column {', '.join(missing)}; make the district again: bijlisetu synth")
    account, of_kind, address = (heading.index(column) for column in COLUMNS[:3])
    facts = [heading.index(column) for column in FACTS]
    for row in rows:
        try:
            if row[of_kind] == kind:
                bits = int("".join("1" if row[fact] == "yes" else "0" for fact in facts), 2)
                yield _base(row[address], kind) + (_last_four(row[account], kind) << 8) + bits
        except (ValueError, IndexError):
            raise TruthUnreadable(f"{path}: line {rows.line_num} is no row of a truth file") from None


def _base(address: str, kind: Kind) -> int:
    if kind == "email":
        return int.from_bytes(blake2b(address.lower().encode(), digest_size=7).digest()) << 8
    return int(address[-10:]) * 10_000 << 8


def _last_four(account: str, kind: Kind) -> int:
    return 0 if kind == "email" else int(account[-4:])
