"""Payments as entries of the ledger: money at the bank, and what a consumer owes no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import bijlisetu.ledger.actions as ledger
from bijlisetu.ledger.rules import Entry, Head, Line, Sort
from bijlisetu.payments.models import Payment
from bijlisetu.payments.states import State, Status
from bijlisetu.payments.taking import Came, Went


def reference_of(payment: int) -> str:
    """Return the name of the entry by which the payment came in."""
    return f"payment:{payment}"


def payment_in(reference: str) -> int | None:
    """Return the payment that the entry of this name brought; none if it is no payment's."""
    sort, _, number = reference.partition(":")
    return int(number) if sort == "payment" and number.isdigit() else None


def enter(came: Sequence[Came], *, at: datetime, by: str) -> None:
    """Enter the payments that came: each once, on the day on which it was paid."""
    ledger.enter([_entry(one) for one in came], at=at, by=by)


def take_out(went: Sequence[Went], *, day: date, at: datetime, by: str) -> None:
    """Reverse all entries of payments that are undone; those that never were in the books have none."""
    for status in {one.status for one in went}:
        entered = [one for one in went if one.status == status and one.stood != State.AWAITED]
        back = {reference_of(one.payment): f"undone:{one.payment}" for one in entered} | {
            _moved(one.payment, move): f"undone:{one.payment}:{move}"
            for one in entered
            for move in range(1, one.moves + 1)
        }
        sort = Sort.BOUNCE if status == Status.BOUNCED else Sort.REVERSAL
        ledger.reverse(back, why=status, day=day, at=at, by=by, sort=sort)


def move(payment: Payment, *, to: int | None, why: str, day: date, at: datetime, by: str) -> None:
    """Enter that the payment is another's from this day on, or nobody's that we know."""
    entry = Entry(
        reference=_moved(payment.pk, payment.moves),
        sort=Sort.TRANSFER,
        day=day,
        lines=tuple(
            Line(head=_head(whose, payment.is_deposit), amount=amount, consumer=whose)
            for whose, amount in ((payment.consumer_id, payment.amount), (to, -payment.amount))
        ),
        why=why,
    )
    ledger.enter([entry], at=at, by=by)


def _moved(payment: int, move: int) -> str:
    return f"moved:{payment}:{move}"


def _head(consumer: int | None, is_deposit: bool) -> Head:
    if consumer is None:
        return Head.SUSPENSE
    return Head.DEPOSIT if is_deposit else Head.RECEIVABLE


def _entry(came: Came) -> Entry:
    return Entry(
        reference=reference_of(came.payment),
        sort=Sort.DEPOSIT if came.is_deposit else Sort.PAYMENT,
        day=came.paid_on,
        lines=(
            Line(head=Head.BANK, amount=came.amount),
            Line(head=_head(came.consumer, came.is_deposit), amount=-came.amount, consumer=came.consumer),
        ),
        evidence={"source": came.source},
    )
