"""What an officer does about arrears that a bill prints otherwise than our books: book them, or say why not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.ledger.actions import enter
from bijlisetu.ledger.models import Mismatch, Sanction
from bijlisetu.ledger.rules import Entry, Head, Line, Sort
from bijlisetu.ledger.sanctions.reaching import refuse_beyond
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal


class NothingSaid(Refusal):
    """Whoever settles a mismatch says why."""


@transaction.atomic
def book(mismatches: Sequence[int], *, why: str, at: datetime, by: str) -> int:
    """
    Have our books take what the bills print, as adjustments under the officer's name; return how many were settled.

    The bill that prints otherwise stands for the officer who asks: so nobody books more than they may sanction.

    :raises NothingSaid: if no reason is given
    :raises BeyondThePost: if a difference is more than the officer may sanction; then nothing is settled
    """
    for one in Mismatch.objects.filter(pk__in=mismatches, how=""):
        what, on = Sanction.What.ADJUSTMENT, day_in_india(at)
        refuse_beyond(one.printed - one.ours, what, consumer=one.consumer_id, by=by, on=on)
    taken = _settle(mismatches, how=Mismatch.How.BOOKED, why=why, at=at, by=by)
    enter([_entry(one, why) for one in taken], at=at, by=by)
    return len(taken)


@transaction.atomic
def explain(mismatches: Sequence[int], *, why: str, at: datetime, by: str) -> int:
    """Leave our books as they are; return how many were settled; :raises NothingSaid: if no reason is given."""
    return len(_settle(mismatches, how=Mismatch.How.EXPLAINED, why=why, at=at, by=by))


def _settle(numbers: Sequence[int], *, how: Mismatch.How, why: str, at: datetime, by: str) -> list[Mismatch]:
    if not why.strip():
        raise NothingSaid("say why")
    held = list(Mismatch.objects.select_for_update().filter(pk__in=numbers, how="").order_by("pk"))
    told = {"how": how, "why": why.strip(), "settled_by": by, "settled_at": at}
    Mismatch.objects.filter(pk__in=[one.pk for one in held]).update(**told)
    audit.note(
        deed="ledger.mismatch_settled", records=[f"bill:{one.bill}" for one in held], by=by, at=at, detail={"how": how}
    )
    return held


def _entry(one: Mismatch, why: str) -> Entry:
    amount = one.printed - one.ours
    return Entry(
        reference=f"mismatch:{one.bill}", sort=Sort.ADJUSTMENT, day=one.day, why=why.strip(),
        lines=(
            Line(head=Head.RECEIVABLE, amount=amount, consumer=one.consumer_id),
            Line(head=Head.ADJUSTMENT, amount=-amount, consumer=one.consumer_id),
        ),
        evidence={"printed_on": one.bill},
    )  # fmt: skip
