"""What a person says is wrong, and what the office answers (DPDP Act 2023, section 12(1) and (2))."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

import bijlisetu.audit.actions as audit
from bijlisetu.contact.law.models import Correction
from bijlisetu.plumbing.refusal import Refusal

LONGEST = 500


class AlreadyAnswered(Refusal):
    """Somebody has answered this before."""


class AlreadyAsked(Refusal):
    """The same was asked before, and is not answered yet."""


@transaction.atomic
def ask(*, consumer: int, what: Correction.What, words: str, by: str, at: datetime) -> int:
    """
    Note what is wrong and what is right; return the number of the request.

    :raises AlreadyAsked: if the same of this consumer is not answered yet
    """
    try:
        with transaction.atomic():
            made = Correction.objects.create(consumer_id=consumer, what=what, words=words[:LONGEST], by=by, at=at)
    except IntegrityError:
        raise AlreadyAsked("the same was asked before, and is not answered yet") from None
    audit.note(
        deed="correction.asked", records=[f"consumer:{consumer}"], by=by, at=at, detail={"what": str(what)}
    )  # fmt: skip
    return made.pk


@transaction.atomic
def answer(*, number: int, words: str, by: str, at: datetime) -> None:
    """
    Answer what was asked; the person reads it on their page.

    :raises AlreadyAnswered: if somebody did before
    """
    held = Correction.objects.select_for_update().get(pk=number)
    if held.answered_at is not None:
        raise AlreadyAnswered("this is answered already")
    held.answer, held.answered_by, held.answered_at = words[:LONGEST], by, at
    held.save(update_fields=["answer", "answered_by", "answered_at"])
    detail = {"what": held.what}
    audit.note(deed="correction.answered", records=[f"consumer:{held.consumer_id}"], by=by, at=at, detail=detail)


def corrections_of(consumer: int, *, most: int = 20) -> list[Correction]:
    """Return what the consumer asked to have corrected, the latest first."""
    return list(Correction.objects.filter(consumer=consumer).order_by("-at", "-pk")[:most])
