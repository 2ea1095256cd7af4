"""How much a post may sanction, by the utility's dated file: pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bijlisetu.ledger import dated
from bijlisetu.ledger.dated import exact

#: Posts that may sanction at all; who runs the system does not.
ROLES = ("sdo", "ee", "se")
MOST = Decimal(10) ** 9
NO_LIMITS = 'It is rupees by post, { sdo = "10000", ee = "100000", se = "1000000" }: each at least what is below it.'


def _are_limits(said: Any) -> bool:
    if not isinstance(said, dict) or tuple(said) != ROLES:
        return False
    limits = [exact(said[role], most=MOST) for role in ROLES]
    known = [limit for limit in limits if limit is not None]
    return len(known) == len(limits) and known == sorted(known)


FILES = dated.Sort(
    folder=Path(__file__).resolve().parent,
    asked={"adjustment": (_are_limits, NO_LIMITS), "write_off": (_are_limits, NO_LIMITS)},
)


def limit_of(utility: str, what: str, *, roles: frozenset[str], on: date) -> Decimal:
    """Return how much somebody with these posts may sanction on the day; nought where none of them may."""
    said = FILES.of_utility(utility, on=on).values[what]
    return max((Decimal(said[role]) for role in roles & said.keys()), default=Decimal(0))
