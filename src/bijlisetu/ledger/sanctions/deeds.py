"""Ask for an adjustment or write-off; grant or refuse it. The database wants two different officers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.actions import enter
from bijlisetu.ledger.models import Sanction
from bijlisetu.ledger.rules import Entry, Head, Line, Sort
from bijlisetu.ledger.sanctions.limits import limit_of
from bijlisetu.network.companies import utility_over
from bijlisetu.network.models import FeederPlace, OfficeTree
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.queries import seats_named

HEADS = {Sanction.What.ADJUSTMENT: Head.ADJUSTMENT, Sanction.What.WRITE_OFF: Head.WRITE_OFF}


class NothingToDecide(Refusal):
    """There is no such request, or it is decided."""


class OwnRequest(Refusal):
    """Nobody sanctions what they asked for."""


class BeyondThePost(Refusal):
    """The amount is more than the officer's posts may sanction."""


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
    """
    told = {
        "what": what, "consumer_id": consumer, "amount": amount, "day": day, "why": why.strip(), "asked_by": by,
        "asked_at": at,
    }  # fmt: skip
    made, is_new = Sanction.objects.get_or_create(key=key or uuid4(), defaults=told)
    if not is_new:
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
    """
    asked = Sanction.objects.select_for_update().filter(pk=number, decided_at=None).first()
    if asked is None:
        raise NothingToDecide("this request is decided, or there is none")
    if asked.asked_by == by:
        raise OwnRequest("another officer decides what you asked for")
    if granted and abs(asked.amount) > _reach(asked, by, on=day_in_india(at)):
        raise BeyondThePost("your post does not sanction so much: the next higher one does")
    asked.decided_by, asked.decided_at, asked.is_granted = by, at, granted
    asked.save(update_fields=["decided_by", "decided_at", "is_granted"])
    if granted:
        enter([_entry(asked)], at=at, by=by)
    audit.note(
        deed="ledger.sanction_decided", records=[f"sanction:{number}"], by=by, at=at, detail={"granted": granted}
    )


def _reach(asked: Sanction, user: str, *, on: date) -> Decimal:
    """Return how much the officer may sanction by posts at offices over the consumer."""
    feeder = Consumer.objects.values_list("feeder_id", flat=True).get(pk=asked.consumer_id)
    section = FeederPlace.objects.filter(feeder=feeder, valid_to=None).values_list("section_id", flat=True).first()
    over = set(OfficeTree.objects.filter(descendant=section).values_list("ancestor_id", flat=True))
    roles = frozenset(seat.role for seat in seats_named(user, on=on).held if seat.office.id in over)
    return limit_of(utility_over(section), asked.what, roles=roles, on=on) if section else Decimal(0)


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
