"""Entries of the books, and how payments settle what is owed: pure."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from bijlisetu.values.money import to_paise

MOST = Decimal(10) ** 12  #: rupees of one line; the database holds no more
NOTHING = Decimal(0)


class Head(enum.StrEnum):
    """The accounts of the books. A plus is a debit, a minus a credit."""

    RECEIVABLE = "receivable"  #: what consumers owe; a minus is paid in advance
    DEPOSIT = "deposit"  #: security deposits that we hold for consumers
    SUSPENSE = "suspense"  #: money of which nobody knows yet whose it is
    REVENUE = "revenue"  #: energy, fixed charges, fuel
    DUTY = "duty"  #: electricity duty, which is the State's
    SURCHARGE = "surcharge"  #: for paying late
    SUBSIDY = "subsidy"  #: what the State pays of bills
    REBATE = "rebate"
    ADJUSTMENT = "adjustment"
    WRITE_OFF = "write_off"
    OPENING = "opening"  #: owed before these books began
    BANK = "bank"  #: money that came in; its entry's evidence says from where
    ROUNDING = "rounding"


#: What their lines owe belongs to one consumer.
OF_A_CONSUMER = frozenset({Head.RECEIVABLE, Head.DEPOSIT})


class Sort(enum.StrEnum):
    """What an entry records."""

    BILL = "bill"
    CANCELLED_BILL = "cancelled_bill"  #: reverses a bill that is owed no more
    OPENING = "opening"  #: what a consumer owed before their first bill here
    PAYMENT = "payment"
    BOUNCE = "bounce"
    REVERSAL = "reversal"
    SURCHARGE = "surcharge"
    REBATE = "rebate"
    INSTALMENT = "instalment"
    DEPOSIT = "deposit"
    ADJUSTMENT = "adjustment"
    WRITE_OFF = "write_off"
    TRANSFER = "transfer"  #: from one consumer to another, or from suspense


class NotInPaise(ValueError):
    """An amount is nothing, has parts of a paisa, or is beyond all reason."""


class NamesNobody(ValueError):
    """A line of receivables or deposits does not say whose it is."""


class Unbalanced(ValueError):
    """The lines of an entry do not add up to nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One amount of an entry: a plus debits the head, a minus credits it."""

    head: Head
    amount: Decimal
    consumer: int | None = None

    def __post_init__(self) -> None:
        """Refuse what the database would round or turn away."""
        if not self.amount.is_finite() or not self.amount or abs(self.amount) >= MOST:
            raise NotInPaise(f"a line of {self.head} is nothing, or beyond all reason")
        if self.amount != to_paise(self.amount):
            raise NotInPaise(f"a line of {self.head} has parts of a paisa")
        if self.consumer is None and self.head in OF_A_CONSUMER:
            raise NamesNobody(f"a line of {self.head} names its consumer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    What is written into the books at once, under a reference that is never used again.

    :ivar day: the day in India on which it is worth
    :ivar evidence: what it rests on, in words without numbers of telephones; `bill` and `due` are those of a bill
    """

    reference: str
    sort: Sort
    day: date
    lines: tuple[Line, ...]
    why: str = ""
    evidence: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        """Refuse an entry that does not balance."""
        if not self.lines or sum((line.amount for line in self.lines), NOTHING):
            raise Unbalanced(f"the lines of an entry of {self.sort} do not add up to nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What one entry did to what a consumer owes: a plus is owed, a minus is paid or given."""

    reference: str
    sort: Sort
    day: date
    amount: Decimal
    bill: str = ""
    due: date | None = None


@dataclass(slots=True, kw_only=True)
class Owed:
    """What is still to be paid of one entry."""

    of: Moved
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """So much of what was owed was settled by a payment, or by what was given."""

    by: Moved
    of: Moved
    amount: Decimal


class First(enum.StrEnum):
    """What a payment settles first."""

    SURCHARGE = "surcharge"  #: then the oldest bill
    OLDEST = "oldest"  #: whatever it is for


def owed_of(moves: Iterable[Moved], *, first: First) -> tuple[Owed, ...]:
    """
    Return what is still owed of each entry, the oldest first.

    Each credit settles what was owed on its day, in the order of the policy. What is left of it waits for what comes.
    """
    owed, _ = _settle(moves, first)
    return owed


def settled_by(moves: Iterable[Moved], *, first: First) -> dict[str, tuple[Settled, ...]]:
    """Return by the reference of each credit what it settled; those that settled nothing are left out."""
    found: dict[str, tuple[Settled, ...]] = {}
    for one in _settle(moves, first)[1]:
        found[one.by.reference] = (*found.get(one.by.reference, ()), one)
    return found


def by_bill(owed: Sequence[Owed]) -> dict[str, Decimal]:
    """Return what is owed by the bill's number; what is no bill's stands under its entry's reference."""
    found: dict[str, Decimal] = {}
    for one in owed:
        name = one.of.bill if one.of.sort is Sort.BILL else one.of.reference
        found[name] = found.get(name, NOTHING) + one.amount
    return found


def _in_turn(move: Moved) -> tuple[date, bool, bool, str]:
    """Put what comes to be owed on a day before that day's money, and old arrears before the bill that tells them."""
    return move.day, move.amount < 0, move.sort is not Sort.OPENING, move.reference


def _settle(moves: Iterable[Moved], first: First) -> tuple[tuple[Owed, ...], list[Settled]]:
    """Return what is still owed, and what settled what."""
    waiting, advance, settled = list[Owed](), list[Owed](), list[Settled]()
    surcharge_first = first is First.SURCHARGE
    for move in sorted(moves, key=_in_turn):
        one = Owed(of=move, amount=abs(move.amount))
        if move.amount > 0:
            settled += [_taken(credit, one) for credit in advance]
            advance = [credit for credit in advance if credit.amount]
            waiting.append(one)
        else:
            turns = sorted(waiting, key=lambda owed: surcharge_first and owed.of.sort is not Sort.SURCHARGE)
            settled += [_taken(one, owed) for owed in turns]
            waiting = [owed for owed in waiting if owed.amount]
            advance.append(one)
    return tuple(owed for owed in waiting if owed.amount), [one for one in settled if one.amount]


def _taken(credit: Owed, owed: Owed) -> Settled:
    """Take the credit off what is owed; return how much that was."""
    amount = min(credit.amount, owed.amount)
    credit.amount -= amount
    owed.amount -= amount
    return Settled(by=credit.of, of=owed.of, amount=amount)
