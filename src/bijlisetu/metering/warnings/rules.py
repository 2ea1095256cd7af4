"""At which shares of a recharge people are warned, and how long a balance lasts: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from bijlisetu.ledger import dated
from bijlisetu.ledger.dated import is_whole

#: The use of so many days tells how long a balance lasts, where so many of them are known.
FORECAST_DAYS, LEAST_DAYS = 14, 7
MOST_DAYS = 99  #: beyond them nobody plans
NO_SHARES = "Shares are whole percents from 0 to 99, the highest first, each once, as [30, 10, 0]."


@dataclass(frozen=True, slots=True, kw_only=True)
class Warn:
    """When a utility warns of a low balance."""

    shares: tuple[int, ...]  #: percent of the last recharge, the highest first
    silent_days: int  #: a balance of so many days ago warns nobody


def days_left(balance: Decimal, *, used: Decimal, known: int) -> int | None:
    """
    Return for how many whole days a balance lasts by what was charged of late; none where too little is known.

    :param used: what was charged on the known days of the last fourteen
    """
    if balance <= 0:
        return 0
    if known < LEAST_DAYS or used <= 0:
        return None
    return min(int(balance * known / used), MOST_DAYS)


def _are_shares(said: Any) -> bool:
    return (
        isinstance(said, list)
        and bool(said)
        and all(type(one) is int and 0 <= one <= 99 for one in said)
        and all(one > other for one, other in pairwise(said))
    )


FILES = dated.Sort(
    folder=Path(__file__).resolve().parent,
    asked={"shares": (_are_shares, NO_SHARES), "silent_days": is_whole(2, 30)},
)


def warn_of(utility: str, *, on: date) -> Warn:
    """Return when the utility warns, by what holds on the day."""
    said = FILES.of_utility(utility, on=on).values
    shares: Sequence[int] = said["shares"]
    return Warn(shares=tuple(shares), silent_days=said["silent_days"])
