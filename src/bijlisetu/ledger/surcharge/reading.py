"""The dated rule of a utility's late surcharge, and what its payments settle first: pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bijlisetu.ledger import dated
from bijlisetu.ledger.dated import Dated, exact, is_amount, is_one_of, is_truth, is_whole
from bijlisetu.ledger.rules import First
from bijlisetu.ledger.surcharge.rules import By, Counts, On, Policy, Rounding, Step

MOST_PERCENT, MOST_MONTHS = Decimal(10), 120
NO_STEPS = 'Steps are { months = 3, percent = "1.25" }, in order; the last one has no months: it lasts.'


def _are_steps(said: Any) -> bool:
    if not isinstance(said, list) or not said or not all(isinstance(one, dict) for one in said):
        return False
    *passing, last = said
    percents = [exact(one.get("percent"), most=MOST_PERCENT) for one in said]
    lengths = [one.get("months") for one in passing]
    return (
        None not in percents
        and last.keys() == {"percent"}
        and all(one.keys() == {"months", "percent"} for one in passing)
        and all(type(one) is int and 1 <= one <= MOST_MONTHS for one in lengths)
    )


FILES = dated.Sort(
    folder=Path(__file__).resolve().parent,
    asked={
        "charged_by": is_one_of([*By]),
        "steps": (_are_steps, NO_STEPS),
        "counts": is_one_of([*Counts]),
        "grace_days": is_whole(0, 90),
        "on": is_one_of([*On]),
        "rounding": is_one_of([*Rounding]),
        "least": is_amount("1000"),
        "excuses_undelivered": is_truth(),
        "settles_first": is_one_of([*First]),
    },
)


def policies_of(utility: str, *, begins: date, ends: date) -> tuple[Policy, ...]:
    """Return the rule of the utility's late surcharge when the days begin, and those that begin among them."""
    first = FILES.of_utility(utility, on=begins)
    later = (one for one in FILES.of_file(first.file) if begins < one.begins_on < ends)
    return tuple(map(as_policy, (first, *later)))


def settles_first(utility: str, *, on: date) -> First:
    """Return what a payment settles first, by the rule that the utility has on the day."""
    return as_policy(FILES.of_utility(utility, on=on)).settles_first


def as_policy(told: Dated) -> Policy:
    """Return what a file says as values."""
    said = told.values
    return Policy(
        name=told.name, begins_on=told.begins_on, charged_by=By(said["charged_by"]),
        steps=tuple(Step(months=one.get("months"), percent=Decimal(one["percent"])) for one in said["steps"]),
        counts=Counts(said["counts"]), grace_days=said["grace_days"], on=On(said["on"]),
        rounding=Rounding(said["rounding"]), least=Decimal(said["least"]),
        excuses_undelivered=said["excuses_undelivered"], settles_first=First(said["settles_first"]),
    )  # fmt: skip
