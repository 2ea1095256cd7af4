"""Security deposits: taken, set off against what is owed, given back. One that we hold is a minus in the books."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from bijlisetu.ledger.actions import enter
from bijlisetu.ledger.models import Balance
from bijlisetu.ledger.rules import NOTHING, Entry, Head, Line, Sort
from bijlisetu.plumbing.refusal import Refusal


class NotSoMuchHeld(Refusal):
    """More of a deposit is to be used than we hold."""


def take(
    reference: str, *, consumer: int, amount: Decimal, day: date, evidence: Mapping[str, str], at: datetime, by: str
) -> bool:
    """Enter a deposit that came in; return whether it is new."""
    lines = (
        Line(head=Head.BANK, amount=amount),
        Line(head=Head.DEPOSIT, amount=-amount, consumer=consumer),
    )
    return _enter(reference, day, lines, evidence, at=at, by=by)


@transaction.atomic
def set_off(reference: str, *, consumer: int, amount: Decimal, day: date, why: str, at: datetime, by: str) -> bool:
    """Pay what is owed from the deposit; :raises NotSoMuchHeld: if we hold less; return whether it is new."""
    lines = (
        Line(head=Head.DEPOSIT, amount=amount, consumer=consumer),
        Line(head=Head.RECEIVABLE, amount=-amount, consumer=consumer),
    )
    return _use(reference, consumer, day, lines, why, at=at, by=by)


@transaction.atomic
def give_back(reference: str, *, consumer: int, amount: Decimal, day: date, why: str, at: datetime, by: str) -> bool:
    """Give the deposit back; :raises NotSoMuchHeld: if we hold less; return whether it is new."""
    lines = (
        Line(head=Head.DEPOSIT, amount=amount, consumer=consumer),
        Line(head=Head.BANK, amount=-amount),
    )
    return _use(reference, consumer, day, lines, why, at=at, by=by)


def held(consumer: int) -> Decimal:
    """Return how much of the consumer's we hold; in a transaction, nobody else uses it until that ends."""
    found = Balance.objects.select_for_update().filter(pk=consumer).values_list("deposit", flat=True).first()
    return -(found or NOTHING)


def held_now(consumer: int) -> Decimal:
    """Return how much of the consumer's we hold, for a page."""
    return -(Balance.objects.filter(pk=consumer).values_list("deposit", flat=True).first() or NOTHING)


def held_of(consumers: Collection[int]) -> dict[int, Decimal]:
    """Return how much we hold of each consumer: nought where what was used came to nothing afterwards."""
    kept = dict(Balance.objects.filter(pk__in=consumers).values_list("pk", "deposit")) if consumers else {}
    return {one: max(-kept.get(one, NOTHING), NOTHING) for one in consumers}


def _use(reference: str, consumer: int, day: date, lines: tuple[Line, ...], why: str, *, at: datetime, by: str) -> bool:
    had = held(consumer)
    is_new = _enter(reference, day, lines, {}, at=at, by=by, why=why)
    if is_new and had < lines[0].amount:
        raise NotSoMuchHeld("so much of a deposit is not held")
    return is_new


def _enter(
    reference: str,
    day: date,
    lines: tuple[Line, ...],
    evidence: Mapping[str, str],
    *,
    at: datetime,
    by: str,
    why: str = "",
) -> bool:
    told = Entry(reference=reference, sort=Sort.DEPOSIT, day=day, lines=lines, why=why, evidence=evidence)
    return bool(enter([told], at=at, by=by))
