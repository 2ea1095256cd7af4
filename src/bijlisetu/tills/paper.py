"""The receipt of a till on paper."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from bijlisetu.payments.models import Payment
from bijlisetu.payments.paper.facts import ReceiptFacts
from bijlisetu.payments.paper.queries import receipt_facts
from bijlisetu.staff.called import name_on_paper
from bijlisetu.tills.models import Receipt
from bijlisetu.tills.queries import receipt_of_payment
from bijlisetu.tills.rules import receipt_number
from bijlisetu.values.dates import day_in_figures


def facts_of(payment: Payment, *, verify: str) -> ReceiptFacts:
    """Return what the receipt of a credited payment says, be it of a till or not."""
    facts, taken = receipt_facts(payment, verify=verify), receipt_of_payment(payment.pk)
    if taken is None or taken.consumer_id != payment.consumer_id:
        return facts
    return replace(
        facts, number=receipt_number(taken.till_id, taken.number), payment=facts.number,
        at=timezone.localtime(taken.at),
        office=taken.till.office.name, till=f"{taken.till_id} · {name_on_paper(taken.till.clerk)[0]}",
        instrument=_instrument(taken), balance=taken.balance,
    )  # fmt: skip


def _instrument(taken: Receipt) -> str:
    parts = (taken.instrument, taken.bank, day_in_figures(taken.dated) if taken.dated else "")
    return ", ".join(part for part in parts if part)
