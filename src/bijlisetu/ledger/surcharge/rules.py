"""
Late surcharge, exact to the paisa: pure, and of days in India alone.

A bill due on the 15th and paid on the 16th is a day late, paid on the 15th it is not: a day bears surcharge on what was
unpaid when it began. Months of delay begin on the day after the last day to pay, and on that day of each month.
"""

from __future__ import annotations

import calendar
import enum
import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from bijlisetu.ledger.rules import NOTHING, First, Moved, Sort, owed_of
from bijlisetu.values.money import to_paise

A_DAY = timedelta(days=1)
#: Days by which a percentage of a month is divided.
DAYS_A_MONTH = 30


class By(enum.StrEnum):
    """Who charges."""

    BILLS = "bills"  #: the utility's billing system, as a line of its bills
    US = "us"


class Counts(enum.StrEnum):
    """How delay is counted."""

    DAYS = "days"  #: a thirtieth of the month's rate for each
    MONTHS_BEGUN = "months_begun"  #: a month's rate on the day on which each month of delay begins


class On(enum.StrEnum):
    """What it is charged on."""

    PRINCIPAL = "principal"  #: without earlier surcharge
    ALL = "all"


class Rounding(enum.StrEnum):
    """To what the charge of a period is rounded, half up."""

    PAISA = "paisa"
    RUPEE = "rupee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A rate for so many months of delay; the last step has no end."""

    months: int | None
    percent: Decimal  #: of a month


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A utility's rule from a day on."""

    name: str
    begins_on: date
    charged_by: By
    steps: tuple[Step, ...]
    counts: Counts
    grace_days: int
    on: On
    rounding: Rounding
    least: Decimal  #: less is not charged
    excuses_undelivered: bool
    settles_first: First

    def percent(self, month: int) -> Decimal:
        """Return the rate of a month of delay, of which the first is 0."""
        for step in self.steps:
            if step.months is None or month < step.months:
                return step.percent
            month -= step.months
        raise AssertionError("the last step of a policy has no end")


def surcharge_of(
    moves: Iterable[Moved], *, policies: Sequence[Policy], begins: date, ends: date, excused: Collection[str] = ()
) -> Decimal:
    """
    Return the surcharge for the days from one up to, and without, another.

    :param moves: all that moved what the consumer owes, before `ends` at least; without what was reversed
    :param policies: the one that holds when the days begin, and those that begin among them; the first one rounds
    :param excused: numbers of bills that bear none
    """
    known, total = list(moves), NOTHING
    for first, last in _stretches(known, policies, begins, ends):
        policy = [one for one in policies if one.begins_on <= first][-1]
        for owed in owed_of((move for move in known if move.day < first), first=policy.settles_first):
            if owed.of.sort is not Sort.BILL or owed.of.bill not in excused:
                total += owed.amount * _weight(owed.of, policy, first, last)
    charge = _rounded(total / (100 * DAYS_A_MONTH), policies[0].rounding)
    return charge if charge >= policies[0].least else NOTHING


def bears(move: Moved, policy: Policy) -> bool:
    """Return whether what is owed by it bears surcharge at all."""
    return policy.on is On.ALL or move.sort is not Sort.SURCHARGE


def late_from(move: Moved, policy: Policy) -> date:
    """Return the first day of delay; what has no last day to pay is late from the day after it was entered."""
    return (move.due or move.day) + timedelta(days=policy.grace_days + 1)


def month_later(day: date, months: int) -> date:
    """Return the day so many months later, or the last of its month where that is shorter: 31 January, 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_late(since: date, day: date) -> int:
    """Return how many whole months of delay lie behind the day."""
    months = (day.year - since.year) * 12 + day.month - since.month
    return months if month_later(since, months) <= day else months - 1


def _stretches(
    moves: Sequence[Moved], policies: Sequence[Policy], begins: date, ends: date
) -> Iterator[tuple[date, date]]:
    """Yield stretches of days on which nothing changes: neither what is owed nor a rate."""
    cuts = {begins, ends} | {move.day + A_DAY for move in moves} | {policy.begins_on for policy in policies}
    for move, policy in itertools.product(moves, policies):
        if move.amount > 0 and bears(move, policy) and (late := late_from(move, policy)) < ends:
            gone, left = max(0, months_late(late, begins)), months_late(late, ends)
            cuts |= {month_later(late, months) for months in range(gone, left + 1)}
    return itertools.pairwise(sorted(day for day in cuts if begins <= day <= ends))


def _weight(move: Moved, policy: Policy, first: date, last: date) -> Decimal:
    """Return by what an amount owed through the stretch is multiplied, in percent of thirtieths of a month."""
    late = late_from(move, policy)
    if not bears(move, policy) or first < late:
        return NOTHING
    months = months_late(late, first)
    if policy.counts is Counts.DAYS:
        return policy.percent(months) * (last - first).days
    begins_here = month_later(late, months) == first
    return policy.percent(months) * DAYS_A_MONTH if begins_here else NOTHING


def _rounded(amount: Decimal, to: Rounding) -> Decimal:
    if to is Rounding.RUPEE:
        return to_paise(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return to_paise(amount)
