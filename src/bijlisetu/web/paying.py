"""What is to be paid now, and the link by which UPI pays it: its reference is the bill's, so the payment finds it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

import bijlisetu.ledger.queries as ledger
from bijlisetu.billing.models import Bill
from bijlisetu.billing.page.facts import BillPage, Upi
from bijlisetu.billing.page.upi import NotPayable, upi_link
from bijlisetu.billing.queries import latest_bill, page_of
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.models import Balance
from bijlisetu.ledger.rules import Moved
from bijlisetu.network.companies import company_of
from bijlisetu.payments.dues.owing import Billed, amount_asked
from bijlisetu.payments.paper.facts import Pair, Paper, dues
from bijlisetu.plumbing.india import day_in_india


def owed_now(consumer: int) -> Decimal | None:
    """Return what the books say is owed; none where they have not been opened for the consumer."""
    if not Balance.objects.filter(pk=consumer).exists():
        return None
    return ledger.balances([consumer])[consumer]


def link_to_pay(upi: Upi | None, amount: Decimal) -> str:
    """Return the link that pays the amount; nothing where there is nothing to pay, or no address to pay to."""
    try:
        return upi_link(amount=amount, **upi._asdict()) if upi else ""
    except NotPayable:
        return ""


def amount_to_pay(bill: Bill, moved: Sequence[Moved] | None = None) -> Decimal:
    """
    Return what is asked today of whoever opens the bill; of a cancelled one, what stands on it.

    :param moved: what entries did to what the consumer owes, where the caller has read it already
    """
    if bill.is_cancelled:
        return bill.amount_payable
    if moved is None:
        moved = ledger.moves([bill.consumer_id]).get(bill.consumer_id, [])
    return amount_asked(Billed(bill.number, bill.amount_payable, bill.bill_date), moved)


def is_payable(consumer: int) -> bool:
    """Return whether something is owed now that UPI can pay."""
    try:
        dues_now(consumer, at=timezone.now())
    except NotPayable:
        return False
    return True


def dues_now(consumer: int, *, at: datetime) -> Paper:
    """Return the slip of what a consumer owes now; :raises NotPayable: if that is nothing, or nobody takes UPI."""
    person = Consumer.objects.get(pk=consumer)
    bill, company = latest_bill(person.account), company_of(person.feeder_id)
    page: BillPage | None = page_of(bill) if bill else None
    amount = amount_to_pay(bill) if bill else owed_now(consumer) or Decimal(0)
    link = link_to_pay(page.upi if page else None, amount)
    if not link:
        raise NotPayable("nothing is owed, or there is no UPI address to pay to")
    due: date | None = bill.due_date if bill else None
    return dues(
        utility=Pair(company.hi, company.en), helpline=company.helpline, account=person.account, name=person.name,
        amount=amount, due=due, day=day_in_india(at), link=link,
    )  # fmt: skip
