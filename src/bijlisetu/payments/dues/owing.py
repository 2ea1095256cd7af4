"""What is asked today of whoever has a bill, many consumers at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import bijlisetu.ledger.queries as ledger
from bijlisetu.ledger.rules import Moved, Sort


class Billed(NamedTuple):
    """A bill that stands."""

    number: str
    amount: Decimal
    day: date


@dataclass(frozen=True, slots=True)
class Owing:
    """What a consumer is asked for now, and when they last paid."""

    amount: Decimal
    paid_on: date | None


def owed_on(bills: Mapping[int, Billed | None]) -> dict[int, Owing]:
    """
    Return by consumer what is asked of them today: what stands on their latest bill, with all that came since.

    Without a bill, what the books say is owed.
    """
    moved = ledger.moves(list(bills))
    return {consumer: _owing(bill, moved.get(consumer, [])) for consumer, bill in bills.items()}


def _owing(bill: Billed | None, moved: Sequence[Moved]) -> Owing:
    paid = [one.day for one in moved if one.sort is Sort.PAYMENT]
    return Owing(amount_asked(bill, moved), max(paid, default=None))


def amount_asked(bill: Billed | None, moved: Sequence[Moved]) -> Decimal:
    """
    Return what is asked today of whoever has the bill, and of whom entries moved what they owe.

    So a payment or another bill changes it, and a difference between its arrears and our books, about which an officer
    decides, does not. A bill that is not in the books itself lies in what they opened with.
    """
    if bill is None:
        return sum((one.amount for one in moved), Decimal(0))
    if not moved:
        return bill.amount
    own = [one for one in moved if one.bill == bill.number and one.sort in (Sort.BILL, Sort.OPENING)]
    if not any(one.sort is Sort.BILL for one in own):
        return sum((one.amount for one in moved), Decimal(0))
    return bill.amount + sum((one.amount for one in moved if one.day >= bill.day and one not in own), Decimal(0))
