"""What the receipt of a payment says, as far as the payment itself knows it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import bijlisetu.ledger.queries as ledger
from bijlisetu.network.companies import company_of
from bijlisetu.payments.books import reference_of
from bijlisetu.payments.models import Payment
from bijlisetu.payments.paper.facts import Pair, ReceiptFacts
from bijlisetu.payments.states import State
from bijlisetu.payments.telling import receipt_number
from bijlisetu.plumbing import links

PURPOSE = "receipt"
#: The seal of a receipt does not end: a law suit may ask for it years later.
LAST_DAY = links.EPOCH + timedelta(days=2**16 - 1)


def verify_link(payment: int, *, public_url: str, secret: str) -> str:
    """Return where everybody sees whether the receipt of the payment is genuine."""
    return f"{public_url}/receipt/{links.sign(payment, purpose=PURPOSE, last_day=LAST_DAY, secret=secret)}"


def credited(payment: int) -> Payment | None:
    """Return a payment that has, or had, a consumer: of others there is no receipt."""
    return Payment.objects.select_related("consumer").filter(pk=payment, consumer__isnull=False).first()


def receipt_facts(payment: Payment, *, verify: str) -> ReceiptFacts:
    """Return what the receipt of a credited payment says."""
    assert payment.consumer is not None  # noqa: S101 - the caller asked for it
    company = company_of(payment.consumer.feeder_id)
    return ReceiptFacts(
        utility=Pair(company.hi, company.en), helpline=company.helpline, number=receipt_number(payment.pk),
        day=payment.paid_on, account=payment.consumer.account, name=payment.consumer.name, amount=payment.amount,
        mode=payment.mode, is_deposit=payment.is_deposit, balance=_balance_after(payment),
        is_undone=payment.state == State.UNDONE, verify=verify,
    )  # fmt: skip


def _balance_after(payment: Payment) -> Decimal | None:
    """Return what was owed after it; nothing where it came to this account by another entry than its own."""
    if payment.consumer_id is None:
        return None
    rows = ledger.statement(payment.consumer_id, payment.paid_on, payment.paid_on + timedelta(days=1)).rows
    return next((row.balance for row in rows if row.reference == reference_of(payment.pk)), None)
