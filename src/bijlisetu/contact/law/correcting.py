"""What a person says is wrong, and what the office answers (DPDP Act 2023, section 12(1) and (2))."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.contact.law.models import Correction
from bijlisetu.plumbing.refusal import Refusal

LONGEST = 500
BETWEEN = " | "


class AlreadyAnswered(Refusal):
    """Somebody has answered this before."""


@transaction.atomic
def ask(*, consumer: int, what: Correction.What, words: str, by: str, at: datetime) -> int:
    """
    Note what is wrong and what is right; return the number of the request.

    Asked again before it is answered, it is one piece of work still: it says what was said last, and waits since the
    first time. Other things than a name, an address, a number or a meter may be several, which stand together.
    """
    said = words[:LONGEST]
    made, is_new = Correction.objects.select_for_update().get_or_create(
        consumer_id=consumer, what=what, answered_at=None, defaults={"words": said, "by": by, "at": at}
    )
    if not is_new:
        if said in made.words.split(BETWEEN):
            return made.pk
        both = f"{made.words}{BETWEEN}{said}"
        made.words, made.by = both if what == Correction.What.OTHER and len(both) <= LONGEST else said, by
        made.save(update_fields=["words", "by"])
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
