"""Schemes of instalments, their schedules, and whether a plan is kept: pure."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import Any

from bijlisetu.ledger import dated
from bijlisetu.ledger.dated import exact
from bijlisetu.ledger.rules import NOTHING, Moved, Sort
from bijlisetu.ledger.surcharge.rules import month_later


class NoSuchScheme(LookupError):
    """The utility has no such scheme on the day."""


class State(enum.StrEnum):
    """How a plan stands; it follows from what was paid, and is kept nowhere."""

    KEPT = "kept"
    BROKEN = "broken"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """In how many parts something may be paid, one a month."""

    name: str  #: arrears_in_10
    rule: str  #: uppcl/2026-05-01
    parts: int
    least: Decimal  #: rupees of a part
    with_bills: bool  #: the bills that come meanwhile are to be paid too


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment."""

    number: int
    due_on: date
    amount: Decimal


def schedule(amount: Decimal, *, scheme: Scheme, first_on: date) -> tuple[Part, ...]:
    """Return the instalments of the amount, the first due on the day; each in whole rupees, the last has the rest."""
    each = max((amount / scheme.parts).quantize(Decimal(1), rounding=ROUND_CEILING), scheme.least)
    parts, left = list[Part](), amount
    while left > 0:
        part = min(each, left)
        parts.append(Part(len(parts) + 1, month_later(first_on, len(parts)), part))
        left -= part
    return tuple(parts)


def state_of(parts: Sequence[Part], moves: Iterable[Moved], *, agreed_on: date, on: date, with_bills: bool) -> State:
    """Return how the plan stands at the end of the day, by what was paid since it was agreed."""
    since = [move for move in moves if agreed_on <= move.day <= on]
    paid = -sum((move.amount for move in since if move.amount < 0 and move.sort is not Sort.BILL), NOTHING)
    asked = sum((part.amount for part in parts if part.due_on <= on), NOTHING)
    if with_bills:
        asked += sum(
            (bill.amount for bill in since if bill.sort is Sort.BILL and (bill.due or bill.day) <= on), NOTHING
        )
    if paid < asked:
        return State.BROKEN
    return State.DONE if parts and parts[-1].due_on <= on else State.KEPT


NAMES = frozenset({"name", "parts", "least", "with_bills"})
NO_SCHEMES = 'Schemes are { name = "arrears_in_10", parts = 10, least = "0", with_bills = true }.'
NAME = re.compile(r"[a-z][a-z0-9_]{2,40}")


def _are_schemes(said: Any) -> bool:
    return isinstance(said, list) and all(
        isinstance(one, dict) and one.keys() == NAMES and _is_one(one) for one in said
    )


def _is_one(one: dict[str, Any]) -> bool:
    return (
        isinstance(one["name"], str)
        and NAME.fullmatch(one["name"]) is not None
        and type(one["parts"]) is int
        and 2 <= one["parts"] <= 60
        and exact(one["least"], most=Decimal(10) ** 6) is not None
        and isinstance(one["with_bills"], bool)
    )


FILES = dated.Sort(folder=Path(__file__).resolve().parent, asked={"schemes": (_are_schemes, NO_SCHEMES)})


def schemes_of(utility: str, *, on: date) -> tuple[Scheme, ...]:
    """Return the schemes of the utility as they stand on the day."""
    told = FILES.of_utility(utility, on=on)
    return tuple(
        Scheme(
            name=one["name"], rule=told.name, parts=one["parts"], least=Decimal(one["least"]),
            with_bills=one["with_bills"],
        )
        for one in told.values["schemes"]
    )  # fmt: skip


def scheme_of(utility: str, name: str, *, on: date) -> Scheme:
    """Return the scheme as it stands on the day; :raises NoSuchScheme: if there is none of the name."""
    for one in schemes_of(utility, on=on):
        if one.name == name:
            return one
    raise NoSuchScheme(f"{utility} has no scheme {name} on {on}")
