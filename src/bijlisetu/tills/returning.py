"""A cheque that the bank sends back: its amount is owed again, and the consumer is told why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.payments.models import Payment
from bijlisetu.payments.names import names_of
from bijlisetu.payments.settling import settle
from bijlisetu.payments.states import Mode, State, Status
from bijlisetu.payments.taking import Told, stage
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.tills.actions import NAMESAKE, SOURCE, SaysNotWhy
from bijlisetu.tills.models import Receipt
from bijlisetu.tills.rules import receipt_number


class NotACheque(Refusal):
    """The receipt is of no cheque."""


@transaction.atomic
def bounce(*, receipt: int, why: str, at: datetime, by: str) -> None:
    """
    Write down that the bank did not honour a cheque, on whatever day its memo comes; once more, nothing changes.

    The till stays as it was counted: the cheque was taken, and went to the bank.

    :raises SaysNotWhy: if the bank's reason is not given
    :raises NotACheque: if it was paid otherwise
    """
    if not why.strip():
        raise SaysNotWhy("say what the bank gives as its reason")
    held = Receipt.objects.select_related("till").get(pk=receipt)
    if held.mode != Mode.CHEQUE:
        raise NotACheque("only a cheque comes back from the bank")
    if Payment.objects.select_for_update().get(pk=held.payment_id).state == State.UNDONE:
        return
    stage([_told(held, why.strip())])
    settle(at=at, by=by)
    audit.note(deed="till.bounced", records=[f"payment:{held.payment_id}"], by=by, at=at, detail={"why": why.strip()})


def _told(held: Receipt, why: str) -> Told:
    number = receipt_number(held.till_id, held.number)
    return Told(
        key=f"{SOURCE}:{held.key}:{Status.BOUNCED}", source=SOURCE, names=names_of(namesake=NAMESAKE, receipt=number),
        amount=held.amount, paid_on=held.till.day, status=Status.BOUNCED, mode=Mode.CHEQUE, said=why,
    )  # fmt: skip
