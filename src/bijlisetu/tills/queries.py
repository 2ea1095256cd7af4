"""Questions to the cash desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bijlisetu.plumbing.database.sql import rows
from bijlisetu.tills.models import Receipt, Till
from bijlisetu.tills.rules import receipt_number

CASH = """
SELECT coalesce(sum(amount), 0) FROM tills_receipt WHERE till_id = %(till)s AND mode = 'cash' AND reversed_at IS NULL
"""
BY_MODE = """
SELECT receipt.mode, payment.is_deposit, count(*), sum(receipt.amount)
FROM tills_receipt receipt JOIN payments_payment payment ON payment.id = receipt.payment_id
WHERE receipt.till_id = %(till)s AND receipt.reversed_at IS NULL GROUP BY 1, 2 ORDER BY 2, 1
"""
RECEIPTS = """
SELECT receipt.id, receipt.till_id, receipt.number, receipt.consumer_id, consumer.account, consumer.name,
       receipt.amount, receipt.mode, payment.is_deposit, receipt.at, receipt.reversed_at, receipt.reversed_by,
       receipt.reversed_why
FROM tills_receipt receipt JOIN consumers_consumer consumer ON consumer.id = receipt.consumer_id
JOIN payments_payment payment ON payment.id = receipt.payment_id
WHERE receipt.till_id = %(till)s AND receipt.number < %(before)s ORDER BY receipt.number DESC LIMIT %(most)s
"""
OF_OFFICE = """
SELECT till.id, till.clerk, office.name, till.day, till.opened_at, till.closed_at, till.opening, till.last,
       coalesce(sum(receipt.amount) FILTER (WHERE receipt.reversed_at IS NULL), 0),
       coalesce(sum(receipt.amount) FILTER (WHERE receipt.reversed_at IS NULL AND receipt.mode = 'cash'), 0),
       coalesce(sum(receipt.amount) FILTER (WHERE receipt.reversed_at IS NULL AND payment.is_deposit), 0),
       count(receipt.reversed_at), till.expected, till.counted, till.why
FROM tills_till till JOIN network_office office ON office.id = till.office_id
JOIN network_office_tree tree ON tree.descendant_id = till.office_id AND tree.ancestor_id = %(office)s
LEFT JOIN tills_receipt receipt ON receipt.till_id = till.id
LEFT JOIN payments_payment payment ON payment.id = receipt.payment_id
WHERE (till.day = %(day)s OR till.closed_at IS NULL AND till.day < %(day)s) AND (
    %(after)s = 0 OR (till.day, office.name, till.clerk) > (
        SELECT last.day, of_last.name, last.clerk
        FROM tills_till last JOIN network_office of_last ON of_last.id = last.office_id WHERE last.id = %(after)s
    )
)
GROUP BY till.id, office.name ORDER BY till.day, office.name, till.clerk LIMIT %(most)s
"""
#: Of all tills of the day, however many of them a page lists.
TAKEN = """
SELECT coalesce(sum(receipt.amount), 0) FROM tills_till till
JOIN network_office_tree tree ON tree.descendant_id = till.office_id AND tree.ancestor_id = %(office)s
JOIN tills_receipt receipt ON receipt.till_id = till.id AND receipt.reversed_at IS NULL
WHERE till.day = %(day)s
"""
FIRST_PAGE = 2**31 - 1


@dataclass(frozen=True, slots=True)
class OfMode:
    """What a till took by one mode for bills, or as deposits, without what was reversed."""

    mode: str
    is_deposit: bool
    many: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt of a till."""

    id: int
    till: int
    number: int
    consumer: int
    account: str
    name: str
    amount: Decimal
    mode: str
    is_deposit: bool
    at: datetime
    reversed_at: datetime | None
    reversed_by: str
    reversed_why: str

    @property
    def printed(self) -> str:
        """Its number as it stands on the paper."""
        return receipt_number(self.till, self.number)


@dataclass(frozen=True, slots=True)
class TillLine:
    """A till as who supervises it sees it."""

    id: int
    clerk: str
    office: str
    day: date
    opened_at: datetime
    closed_at: datetime | None
    opening: Decimal
    receipts: int
    taken: Decimal
    cash: Decimal
    deposits: Decimal
    reversed: int
    expected: Decimal | None
    counted: Decimal | None
    why: str

    @property
    def difference(self) -> Decimal | None:
        """What was counted beyond the receipts; below nought where cash is missing."""
        return None if self.counted is None or self.expected is None else self.counted - self.expected


def open_till_of(clerk: str) -> Till | None:
    """Return the till that the clerk has open, of whatever day."""
    return Till.objects.select_related("office").filter(clerk=clerk, closed_at=None).first()


def till_of_day(clerk: str, day: date) -> Till | None:
    """Return the clerk's till of the day."""
    return Till.objects.select_related("office").filter(clerk=clerk, day=day).first()


def till_named(till: int) -> Till | None:
    """Return the till of the number."""
    return Till.objects.select_related("office").filter(pk=till).first()


def cash_in(till: int) -> Decimal:
    """Return what cash a till took, without what was reversed."""
    ((amount,),) = rows(CASH, till=till)
    return Decimal(amount)


def by_mode(till: int) -> list[OfMode]:
    """Return by mode what the till took: for bills first, then as deposits."""
    return [OfMode(*row) for row in rows(BY_MODE, till=till)]


def receipts_of(till: int, *, before: int = FIRST_PAGE, most: int) -> list[ReceiptLine]:
    """Return the till's receipts, the latest first; those before a number."""
    return [ReceiptLine(*row) for row in rows(RECEIPTS, till=till, before=before, most=most)]


def tills_of(office: int, *, day: date, after: int = 0, most: int) -> list[TillLine]:
    """Return the tills of the day below the office, and those of earlier days that nobody has closed; after a till."""
    return [TillLine(*row) for row in rows(OF_OFFICE, office=office, day=day, after=after, most=most)]


def taken_on(day: date, *, office: int) -> Decimal:
    """Return what all tills below the office took on the day, without what was reversed."""
    ((amount,),) = rows(TAKEN, office=office, day=day)
    return Decimal(amount)


def receipt_named(receipt: int) -> Receipt | None:
    """Return the receipt with its till, office, consumer and payment."""
    return Receipt.objects.select_related("till__office", "consumer", "payment").filter(pk=receipt).first()


def receipt_of_payment(payment: int) -> Receipt | None:
    """Return the receipt that a counter gave for the payment."""
    return Receipt.objects.select_related("till__office", "consumer").filter(payment=payment).first()
