"""
Section 56 of the Electricity Act 2003 as arithmetic: pure, and of days in India alone.

Fifteen *clear* days lie between the day on which the notice is served and the day of the cut: neither is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bijlisetu.ledger.rules import NOTHING, Moved, Owed, Sort
from bijlisetu.ledger.surcharge.rules import month_later
from bijlisetu.values.money import to_paise

LIMIT_MONTHS = 24
#: The average that may be deposited under protest is of so many months before.
MONTHS_OF_AVERAGE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a notice may ask for, and what is owed besides."""

    amount: Decimal
    barred: Decimal  #: first due more than two years ago, and not shown as arrears ever since


def first_day_to_cut(served_on: date, *, clear_days: int) -> date:
    """Return the first day on which the supply may be cut: served on the 1st, fifteen clear days, the 17th."""
    return served_on + timedelta(days=clear_days + 1)


def claim_of(owed: Iterable[Owed], bills: Sequence[Moved], *, shown: Iterable[date], on: date) -> Claim:
    """
    Return what may be asked for on the day.

    A sum may be asked for up to the second anniversary of the day on which it was first due. After that only where
    every bill since has shown arrears: one that showed none breaks the line.

    :param bills: all bills in the books
    :param shown: the days of those that showed arrears
    """
    showing, amount, barred = frozenset(shown), NOTHING, NOTHING
    days = [bill.day for bill in bills if bill.sort is Sort.BILL]
    for one in owed:
        first_due = one.of.due or one.of.day
        is_old = on > month_later(first_due, LIMIT_MONTHS)
        if is_old and not all(day in showing for day in days if first_due < day <= on):
            barred += one.amount
        else:
            amount += one.amount
    return Claim(amount=amount, barred=barred)


def to_deposit_under_protest(claimed: Decimal, charges: Sequence[Decimal]) -> Decimal:
    """
    Return what stops a cut if it is deposited under protest: the claim, or the average month's charge if that is less.

    :param charges: of the six months before, fewer where there were no more
    """
    recent = list(charges)[-MONTHS_OF_AVERAGE:]
    if not recent:
        return claimed
    return min(claimed, to_paise(sum(recent, NOTHING) / len(recent)))
