"""Ask for an adjustment or write-off; grant or refuse it. The database wants two different officers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.ledger.actions import enter
from bijlisetu.ledger.models import Balance, Sanction
from bijlisetu.ledger.rules import Entry, Head, Line, Sort
from bijlisetu.ledger.sanctions.reaching import refuse_beyond
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal

HEADS = {Sanction.What.ADJUSTMENT: Head.ADJUSTMENT, Sanction.What.WRITE_OFF: Head.WRITE_OFF}


class NothingToDecide(Refusal):
    """There is no such request, or it is decided."""


class OwnRequest(Refusal):
    """Nobody sanctions what they asked for."""


class AskedOtherwise(Refusal):
    """With the key of this form something else was asked for before, and stands; the words are for its page."""

    def __init__(self, stands: Sanction) -> None:
        """Say what stands."""
        super().__init__("this form has asked for something else before")
        self.what, self.amount = stands.what, stands.amount


class MoreThanOwed(Refusal):
    """Less is owed by now than is to be written off: the rest would be a gift."""


@transaction.atomic
def ask(
    what: Sanction.What,
    *,
    consumer: int,
    amount: Decimal,
    day: date,
    why: str,
    at: datetime,
    by: str,
    key: UUID | None = None,
) -> int:
    """
    Ask that what a consumer owes be changed by the amount; return the request's number.

    :param key: of the form: asked again with it, it is the same request
    :raises AskedOtherwise: if with this key something else was asked for; that stands, and nothing is asked for now
    """
    told = {
        "what": what, "consumer_id": consumer, "amount": amount, "day": day, "why": why.strip(), "asked_by": by,
        "asked_at": at,
    }  # fmt: skip
    made, is_new = Sanction.objects.get_or_create(key=key or uuid4(), defaults=told)
    if not is_new:
        if (made.what, made.consumer_id, made.amount, made.why) != (what, consumer, amount, told["why"]):
            raise AskedOtherwise(made)
        return made.pk
    audit.note(deed="ledger.sanction_asked", records=[f"sanction:{made.pk}"], by=by, at=at, detail={"what": what})
    return made.pk


@transaction.atomic
def decide(number: int, *, granted: bool, at: datetime, by: str) -> None:
    """
    Grant the request and enter it, or refuse it.

    :raises NothingToDecide: if it is decided already
    :raises OwnRequest: if the same officer asked for it
    :raises BeyondThePost: if it is granted and no post of the officer reaches so far
    :raises MoreThanOwed: if more is to be written off than is owed now
    """
    asked = Sanction.objects.select_for_update().filter(pk=number, decided_at=None).first()
    if asked is None:
        raise NothingToDecide("this request is decided, or there is none")
    if asked.asked_by == by:
        raise OwnRequest("another officer decides what you asked for")
    what = Sanction.What(asked.what)
    if granted:
        refuse_beyond(asked.amount, what, consumer=asked.consumer_id, by=by, on=day_in_india(at))
    if granted and what is Sanction.What.WRITE_OFF and -asked.amount > _owed(asked.consumer_id):
        raise MoreThanOwed("not so much is owed any more")
    asked.decided_by, asked.decided_at, asked.is_granted = by, at, granted
    asked.save(update_fields=["decided_by", "decided_at", "is_granted"])
    if granted:
        enter([_entry(asked)], at=at, by=by)
    audit.note(
        deed="ledger.sanction_decided", records=[f"sanction:{number}"], by=by, at=at, detail={"granted": granted}
    )


def _owed(consumer: int) -> Decimal:
    """Return what is owed; whoever pays meanwhile waits until it is decided."""
    held = Balance.objects.select_for_update(no_key=True).filter(pk=consumer)
    return held.values_list("receivable", flat=True).first() or Decimal(0)


def _entry(asked: Sanction) -> Entry:
    what = Sanction.What(asked.what)
    return Entry(
        reference=f"sanction:{asked.pk}", sort=Sort(what), day=asked.day, why=asked.why,
        lines=(
            Line(head=Head.RECEIVABLE, amount=asked.amount, consumer=asked.consumer_id),
            Line(head=HEADS[what], amount=-asked.amount, consumer=asked.consumer_id),
        ),
        evidence={"asked_by": asked.asked_by, "decided_by": asked.decided_by},
    )  # fmt: skip
