"""Payments as entries of the ledger: money at the bank, and what a consumer owes no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import bijlisetu.ledger.actions as ledger
from bijlisetu.ledger.rules import Entry, Head, Line, Sort
from bijlisetu.payments.states import State, Status
from bijlisetu.payments.taking import Came, Went


def reference_of(payment: int) -> str:
    """Return the name of the entry by which the payment came in."""
    return f"payment:{payment}"


def enter(came: Sequence[Came], *, at: datetime, by: str) -> None:
    """Enter the payments that came: each once, on the day on which it was paid."""
    ledger.enter([_entry(one) for one in came], at=at, by=by)


def take_out(went: Sequence[Went], *, day: date, at: datetime, by: str) -> None:
    """Reverse the entries of payments that are undone; those that never were in the books have none."""
    for status in {one.status for one in went}:
        back = {
            reference_of(one.payment): f"undone:{one.payment}"
            for one in went
            if one.status == status and one.stood != State.AWAITED
        }
        sort = Sort.BOUNCE if status == Status.BOUNCED else Sort.REVERSAL
        ledger.reverse(back, why=status, day=day, at=at, by=by, sort=sort)


def move(*, payment: int, number: int, amount: Line, to: Line, why: str, day: date, at: datetime, by: str) -> None:
    """Enter that a payment is another account's, or in suspense, from this day on."""
    lines = (amount, to)
    ledger.enter(
        [Entry(reference=f"moved:{payment}:{number}", sort=Sort.TRANSFER, day=day, lines=lines, why=why)], at=at, by=by
    )


def _entry(came: Came) -> Entry:
    return Entry(
        reference=reference_of(came.payment),
        sort=Sort.PAYMENT,
        day=came.paid_on,
        lines=(
            Line(head=Head.BANK, amount=came.amount),
            Line(head=Head.RECEIVABLE if came.consumer else Head.SUSPENSE, amount=-came.amount, consumer=came.consumer),
        ),
        evidence={"source": came.source},
    )
