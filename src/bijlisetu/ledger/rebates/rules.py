"""The rebate for paying in time: pure."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bijlisetu.ledger import dated
from bijlisetu.ledger.dated import exact
from bijlisetu.ledger.rules import NOTHING, Moved
from bijlisetu.values.money import to_paise


class Within(enum.StrEnum):
    """From which day the days to pay are counted."""

    BILL = "bill"
    DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebate:
    """So much of a bill's own charges, for whoever has paid all they owe in time."""

    percent: Decimal
    within: Within
    days: int  #: after the day of the bill, or before or after the last day to pay
    most: Decimal  #: nought: no limit
    online: bool  #: only for payments online

    def last_day(self, bill: Moved) -> date:
        """Return the last day on which paying brings it."""
        from_day = bill.day if self.within is Within.BILL else (bill.due or bill.day)
        return from_day + timedelta(days=self.days)

    def of(self, bill: Moved) -> Decimal:
        """Return what it comes to for the bill."""
        amount = to_paise(max(bill.amount, NOTHING) * self.percent / 100)
        return min(amount, self.most) if self.most else amount


def rebate_of(bill: Moved, *, rebates: Sequence[Rebate], paid_on: date, online: bool) -> Decimal:
    """Return the best rebate for a bill when all that is owed was paid on the day; they do not add up."""
    earned = (one for one in rebates if paid_on <= one.last_day(bill) and (online or not one.online))
    return max((one.of(bill) for one in earned), default=NOTHING)


def paid_on(moves: Sequence[Moved], bill: Moved) -> date | None:
    """Return the first day, from the bill's own, at whose end nothing was owed; none if something still is."""
    balance = NOTHING
    by_day: dict[date, Decimal] = {}
    for move in moves:
        by_day[max(move.day, bill.day)] = by_day.get(max(move.day, bill.day), NOTHING) + move.amount
    for day in sorted(by_day):
        balance += by_day[day]
        if balance <= 0:
            return day
    return None


NAMES = frozenset({"percent", "within", "days", "most", "online"})
NO_REBATES = (
    'Rebates are { percent = "1", within = "due", days = 0, most = "0", online = false }; most is "0" without a limit.'
)


def _are_rebates(said: Any) -> bool:
    return isinstance(said, list) and all(
        isinstance(one, dict) and one.keys() == NAMES and _is_one(one) for one in said
    )


def _is_one(one: dict[str, Any]) -> bool:
    return (
        exact(one["percent"], most=Decimal(20)) is not None
        and one["within"] in list(Within)
        and type(one["days"]) is int
        and -60 <= one["days"] <= 60
        and exact(one["most"], most=Decimal(10) ** 7) is not None
        and isinstance(one["online"], bool)
    )


FILES = dated.Sort(folder=Path(__file__).resolve().parent, asked={"rebates": (_are_rebates, NO_REBATES)})


def rebates_of(utility: str, *, on: date) -> tuple[Rebate, ...]:
    """Return the rebates of the utility for a bill of the day."""
    return tuple(
        Rebate(
            percent=Decimal(one["percent"]), within=Within(one["within"]), days=one["days"], most=Decimal(one["most"]),
            online=one["online"],
        )
        for one in FILES.of_utility(utility, on=on).values["rebates"]
    )  # fmt: skip
