"""Questions about payments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bijlisetu.payments.models import Payment
from bijlisetu.payments.states import State
from bijlisetu.plumbing.database.sql import rows

BELOW = "consumer.feeder_id IN (SELECT feeder_id FROM network_feeder_over WHERE office_id = %(office)s)"
BY_SOURCE = f"""
SELECT payment.source, payment.state, count(*), sum(payment.amount)
FROM payments_payment payment JOIN consumers_consumer consumer ON consumer.id = payment.consumer_id
WHERE payment.paid_on = %(day)s AND {BELOW} GROUP BY 1, 2 ORDER BY 2, 4 DESC
"""
OF_DAY = f"""
SELECT payment.id, consumer.id, consumer.account, consumer.name, payment.amount, payment.mode, payment.source,
       payment.state, payment.entered_at
FROM payments_payment payment JOIN consumers_consumer consumer ON consumer.id = payment.consumer_id
WHERE payment.paid_on = %(day)s AND payment.id > %(after)s AND {BELOW} ORDER BY payment.id LIMIT %(most)s
"""
LAST_DAY = f"""
SELECT max(payment.paid_on)
FROM payments_payment payment JOIN consumers_consumer consumer ON consumer.id = payment.consumer_id WHERE {BELOW}
"""
SUSPENSE = """
SELECT payment.id, payment.amount, payment.paid_on, payment.mode, payment.source, payment.why, payment.account,
       payment.bill_number, payment.reference,
       (SELECT said FROM payments_report report WHERE report.payment_id = payment.id AND said <> '' ORDER BY id LIMIT 1)
FROM payments_payment payment WHERE payment.state = 'suspense' AND payment.id > %(after)s
ORDER BY payment.id LIMIT %(most)s
"""
IN_SUSPENSE = "SELECT count(*), coalesce(sum(amount), 0) FROM payments_payment WHERE state = 'suspense'"


@dataclass(frozen=True, slots=True)
class OfSource:
    """What came in a day by one source, by how it stands."""

    source: str
    state: str
    many: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment of somebody below an office."""

    payment: int
    consumer: int
    account: str
    name: str
    amount: Decimal
    mode: str
    source: str
    state: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class SuspenseLine:
    """A payment of which nobody knows yet whose it is, with all that came with it."""

    payment: int
    amount: Decimal
    paid_on: date
    mode: str
    source: str
    why: str
    account: str
    bill_number: str
    reference: str
    said: str | None


def by_source(office: int, *, day: date) -> list[OfSource]:
    """Return what came in on a day from people below the office."""
    return [OfSource(*row) for row in rows(BY_SOURCE, office=office, day=day)]


def of_day(office: int, *, day: date, after: int = 0, most: int) -> list[PaymentLine]:
    """Return a day's payments of people below the office, those behind a number, as they came."""
    return [PaymentLine(*row) for row in rows(OF_DAY, office=office, day=day, after=after, most=most)]


def last_day(office: int) -> date | None:
    """Return the latest day on which somebody below the office paid."""
    day: date | None = rows(LAST_DAY, office=office)[0][0]
    return day


def in_suspense(*, after: int = 0, most: int) -> Sequence[SuspenseLine]:
    """Return the payments in suspense behind a number, the oldest first."""
    return [SuspenseLine(*row) for row in rows(SUSPENSE, after=after, most=most)]


def suspense() -> tuple[int, Decimal]:
    """Return how many payments lie in suspense, and what they come to."""
    ((many, amount),) = rows(IN_SUSPENSE)
    return many, amount


def is_in_suspense(payment: int) -> bool:
    """Return whether the payment lies in suspense."""
    return Payment.objects.filter(pk=payment, state=State.SUSPENSE).exists()
