"""
What an office learns at its own desk of somebody whose door may be in a drive: it is told as a visit too.

So a number from the counter, a call or the list of an office closes the door, and stands beside what others brought.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

import bijlisetu.contact.actions as contact
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.lists import ClaimProof, ClaimRole
from bijlisetu.drives.hearing import WHOSE, follow, tell
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.fieldwork.models import Visit
from bijlisetu.fieldwork.queries.visits import ONE_VISIT
from bijlisetu.fieldwork.telling import Told
from bijlisetu.reach.queries.at_doors import FORM
from bijlisetu.values import Email, Mobile

#: In the words of the form, whose number it is.
WORDS = {role: word for word, role in WHOSE.items()}


def told_at_desk(
    *, consumer: int, address: Mobile | Email, at: datetime, by: str, role: ClaimRole = ClaimRole.UNKNOWN,
    is_proved: bool = False,
) -> int:  # fmt: skip
    """
    Take a number or mailbox that somebody told the office; return how many notices that were missed go there.

    :param is_proved: a code has claimed it already
    """
    whose = {"whose": WORDS[role]} if role in WORDS else {}
    answers = {**_answer(address), **whose}
    told = _told(consumer, "updated", at=at, by=by, entrance=Visit.Entrance.DESK, answers=answers)
    if is_proved:
        _let_know(told, at=at, by=by)
        return 0
    return tell(visits=[told], by=by, at=at).reopened


@transaction.atomic
def mend(*, account: str, address: Mobile | Email, proof: str, at: datetime, by: str, is_asked: bool = False) -> int:
    """
    Keep a better address as an office knows it, which says itself how it is proved; return how many notices follow.

    :raises UnknownAccount: if there is no such consumer
    :raises NumberWasDisowned: if its owner said no before, and nobody was asked, or no proof says otherwise
    """
    reopened = contact.repair(account=account, address=address, proof=proof, at=at, by=by, is_asked=is_asked)
    entrance = Visit.Entrance.CALL if proof == ClaimProof.CALL_BACK else Visit.Entrance.DESK
    consumer = Consumer.objects.values_list("pk", flat=True).get(account=account)
    _let_know(_told(consumer, "updated", at=at, by=by, entrance=entrance, answers=_answer(address)), at=at, by=by)
    return reopened


@transaction.atomic
def note(*, consumer: int, outcome: str, at: datetime, by: str) -> None:
    """Keep what somebody found at the consumer's door, as the office's list asks it."""
    Consumer.objects.select_for_update().get(pk=consumer)  # a second press waits for the first
    known = Visit.objects.filter(consumer=consumer, form=FORM, by=by, at__gt=at - ONE_VISIT)
    last = known.order_by("-at", "-received_at", "-id").first()
    if last and last.outcome == outcome:
        return
    tell(visits=[_told(consumer, outcome, at=at, by=by, entrance=Visit.Entrance.DESK, answers={})], by=by, at=at)


@transaction.atomic
def _let_know(told: Told, *, at: datetime, by: str) -> None:
    """Take the visit whose number is claimed already."""
    follow(fieldwork.take(visits=[told], by=by, at=at).taken, at=at)


def _told(
    consumer: int, outcome: str, *, at: datetime, by: str, entrance: Visit.Entrance, answers: dict[str, Any]
) -> Told:
    person = User.objects.filter(username=by).values_list("pk", flat=True).first()
    return Told(
        id=uuid.uuid4(), form=FORM, person=person, entrance=entrance, consumer=consumer, outcome=outcome,
        answers=answers, said_at=at,
    )  # fmt: skip


def _answer(address: Mobile | Email) -> dict[str, Any]:
    return {"number": address.digits} if isinstance(address, Mobile) else {"email": address.mailbox}
