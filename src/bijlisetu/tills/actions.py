"""Deeds at the cash desk: open a till, take money, reverse a wrong receipt, close the till."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

import bijlisetu.audit.actions as audit
import bijlisetu.ledger.queries as ledger
from bijlisetu.consumers.models import Consumer
from bijlisetu.payments.names import Cheque, names_of
from bijlisetu.payments.settling import settle
from bijlisetu.payments.states import Mode, Status
from bijlisetu.payments.taking import Told, stage
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.tills.models import Receipt, Till
from bijlisetu.tills.queries import cash_in
from bijlisetu.tills.rules import receipt_number

SOURCE = "till"
#: The list of receipts that another program makes of this counter calls them as we do.
NAMESAKE = "counter"


class NoTill(Refusal):
    """The clerk has no till open today."""


class TillOfAnotherDay(Refusal):
    """The till of another day has not been closed."""


class ClosedToday(Refusal):
    """The till of today is closed, and stays so."""


class MoreThanOwed(Refusal):
    """More is paid than is owed, and nobody has said that it is meant as an advance."""

    def __init__(self, owed: Decimal) -> None:
        """Say what is owed."""
        super().__init__("more is paid than is owed")
        self.owed = owed


class KnownAlready(Refusal):
    """The payment of this reference has come by another way."""


class NotToBeReversed(Refusal):
    """The receipt is of another day, or its till is closed."""


class OwnReceipt(Refusal):
    """Nobody reverses a receipt of their own."""


class SaysNotWhy(Refusal):
    """A reversal says why, and so does a till that has more or less than its receipts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What somebody pays at the counter, and with what."""

    consumer: int
    amount: Decimal
    mode: Mode = Mode.CASH
    instrument: str = ""  #: number of the cheque, or reference of card or UPI
    bank: str = ""  #: of the cheque
    dated: date | None = None  #: the cheque
    is_advance: bool = False  #: whether more than is owed is meant
    is_deposit: bool = False  #: security: nothing that is owed is paid by it


@transaction.atomic
def open_till(*, office: int, opening: Decimal, at: datetime, by: str) -> Till:
    """
    Open the clerk's till of the day, with so much cash in the drawer; return the one that is open already.

    :raises TillOfAnotherDay: if they have not closed the one before
    :raises ClosedToday: if they have closed today's
    """
    today = day_in_india(at)
    held = Till.objects.filter(clerk=by, closed_at=None).first()
    if held and held.day != today:
        raise TillOfAnotherDay("close the till of the day before first")
    made, is_new = Till.objects.get_or_create(
        clerk=by, day=today, defaults={"office_id": office, "opening": opening, "opened_at": at}
    )
    if made.closed_at:
        raise ClosedToday("the till of today is closed")
    if is_new:
        audit.note(deed="till.opened", records=[f"till:{made.pk}"], by=by, at=at, detail={"opening": str(opening)})
    return made


@transaction.atomic
def take(paid: Paid, *, key: uuid.UUID, at: datetime, by: str) -> tuple[Receipt, bool]:
    """
    Take the money: one receipt and one credit for the key, however often its form is sent; return whether it is new.

    :raises NoTill, TillOfAnotherDay: if the clerk has no till of today open
    :raises MoreThanOwed: if more is paid than is owed, and not as an advance
    :raises KnownAlready: if the payment of this reference is in the books; then nothing has changed
    """
    till = Till.objects.select_for_update().filter(clerk=by, closed_at=None).first()
    if known := Receipt.objects.filter(key=key).first():
        return known, False
    if till is None:
        raise NoTill("open the till of today first")
    if till.day != day_in_india(at):
        raise TillOfAnotherDay("close the till of the day before first")
    owed = ledger.balances([paid.consumer])[paid.consumer]
    if paid.amount > max(owed, Decimal(0)) and not (paid.is_advance or paid.is_deposit):
        raise MoreThanOwed(owed)
    number = receipt_number(till.pk, till.last + 1)  # nobody else numbers while the till's row is ours
    stage([_told(paid, key, number, Status.PAID, day=till.day)])
    came = settle(at=at, by=by).came
    if not came:
        raise KnownAlready("the payment of this reference is in the books")
    made = Receipt.objects.create(
        key=key, till=till, payment_id=came[0].payment, consumer_id=paid.consumer, amount=paid.amount, mode=paid.mode,
        instrument=paid.instrument, bank=paid.bank, dated=paid.dated,
        balance=ledger.balances([paid.consumer])[paid.consumer], at=at,
    )  # fmt: skip
    made.refresh_from_db(fields=["number"])
    audit.note(deed="till.taken", records=[f"payment:{made.payment_id}"], by=by, at=at, detail={"mode": paid.mode})
    return made, True


@transaction.atomic
def reverse(*, receipt: int, why: str, at: datetime, by: str) -> None:
    """
    Reverse a wrong receipt on its day, before its till is closed: the amount is owed again, and the consumer is told.

    :raises SaysNotWhy: if no reason is given
    :raises OwnReceipt: if the officer took the money themselves
    :raises NotToBeReversed: if it is of another day, its till is closed, or there is none
    """
    if not why.strip():
        raise SaysNotWhy("say what is wrong with the receipt")
    till = Till.objects.select_for_update().filter(receipts=receipt).first()
    if till is None or till.closed_at or till.day != day_in_india(at):
        raise NotToBeReversed("only a receipt of today, whose till is open, is reversed")
    if till.clerk == by:
        raise OwnReceipt("another officer reverses what you took")
    wrong = Receipt.objects.get(pk=receipt)
    if wrong.reversed_at:
        return
    paid = Paid(consumer=wrong.consumer_id, amount=wrong.amount, mode=Mode(wrong.mode))
    number = receipt_number(till.pk, wrong.number)
    stage([_told(paid, wrong.key, number, Status.CANCELLED, day=till.day)])
    settle(at=at, by=by)
    wrong.reversed_at, wrong.reversed_by, wrong.reversed_why = at, by, why.strip()
    wrong.save(update_fields=["reversed_at", "reversed_by", "reversed_why"])
    audit.note(deed="till.reversed", records=[f"payment:{wrong.payment_id}"], by=by, at=at, detail={"why": why.strip()})


@transaction.atomic
def close(*, counted: Decimal, why: str = "", at: datetime, by: str) -> Till:
    """
    Close the clerk's till with the cash that is in it; a difference stands there with their words, for good.

    :raises NoTill: if they have none open
    :raises SaysNotWhy: if it differs from the receipts, and they say nothing of it
    """
    till = Till.objects.select_for_update().filter(clerk=by, closed_at=None).first()
    if till is None:
        raise NoTill("no till is open")
    till.expected = till.opening + cash_in(till.pk)
    till.counted, till.closed_at = counted, at
    till.why = why.strip() if counted != till.expected else ""
    if counted != till.expected and not till.why:
        raise SaysNotWhy("the cash is not what the receipts come to: say why")
    till.save()
    difference = str(till.counted - till.expected)
    audit.note(deed="till.closed", records=[f"till:{till.pk}"], by=by, at=at, detail={"difference": difference})
    return till


def _told(paid: Paid, key: uuid.UUID, number: str, status: Status, *, day: date) -> Told:
    account = Consumer.objects.values_list("account", flat=True).get(pk=paid.consumer)
    rrn = paid.instrument if paid.mode == Mode.UPI else ""
    cheque = Cheque(paid.instrument, paid.amount) if paid.mode == Mode.CHEQUE else None
    names = names_of(namesake=NAMESAKE, receipt=number, rrn=rrn, cheque=cheque)
    return Told(
        key=f"{SOURCE}:{key}:{status}", source=SOURCE, names=names, amount=paid.amount, paid_on=day,
        status=status, mode=paid.mode, account=account, is_deposit=paid.is_deposit,
    )  # fmt: skip
