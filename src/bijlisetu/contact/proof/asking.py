"""Ask a number or mailbox to prove itself: a code goes there, or a link, and nothing is known of it before."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.actions.mending import value_of
from bijlisetu.contact.lists import ClaimRole, ClaimSource
from bijlisetu.contact.proof.allowances import give_back, spend
from bijlisetu.contact.proof.models import Challenge
from bijlisetu.contact.proof.rules import LIFE, PAUSE, RUPEES_A_DAY, Asker, uses_of_asking, uses_of_money
from bijlisetu.contact.proof.sending import send
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import Email, Mobile

#: Where anybody may ask, without a name.
OPEN_WEB = frozenset({ClaimSource.HOME})


class Asked(NamedTuple):
    """That a number was asked to prove itself."""

    challenge: uuid.UUID
    until: datetime
    is_sent: bool  #: a code goes out now; not, where one did a moment ago


class TooOften(Refusal):
    """So many codes were asked for already: for this number, this consumer, by this person, from this place, today."""

    def __init__(self, subject: str) -> None:
        super().__init__("codes were asked for too often")
        self.what = subject.partition(":")[0]  #: number, consumer, by, place, paise


@transaction.atomic
def ask(
    *,
    consumer: int | None,
    address: Mobile | Email,
    entrance: ClaimSource,
    by: str,
    at: datetime,
    device: str = "",
    place: str = "",
    role: ClaimRole = ClaimRole.UNKNOWN,
    whom: str = "",
    rupees_a_day: Decimal = RUPEES_A_DAY,
) -> Asked:
    """
    Send a code to the number, or a link to the mailbox, by which it proves itself for the consumer.

    On the open web nobody learns which accounts there are: without a consumer all is done the same, and what goes out
    for a right one goes behind the page, by send_waiting(). Whom stands there for what was typed. Asked again
    within its life by the same hand, the same code goes once more.

    :raises TooOften: if that was asked for too often, or the day's money is spent
    """
    value = value_of(address)
    known = _open(consumer, value, entrance, by, at=at)
    if known and at < known.sent_at + PAUSE:
        return Asked(known.pk, known.until, is_sent=False)
    asker = Asker.ANYBODY if entrance in OPEN_WEB else Asker.STAFF
    refused = spend(
        uses_of_asking(
            value=value, whom=whom or str(consumer), by=by, place=place, asker=asker, rupees_a_day=rupees_a_day, at=at
        )
    )
    if refused:
        raise TooOften(refused.subject)
    if asker is Asker.ANYBODY:
        # It was asked whether there is money left, as of everybody, and none is spent where no code goes out: the
        # database is asked the same either way.
        money = uses_of_money(asker, rupees_a_day, at)
        give_back([replace(one, much=one.much if consumer is None else 0) for one in money])
    challenge = known or Challenge(
        consumer_id=consumer, value=value, entrance=entrance, by=by, device=device, place=place, at=at, sendings=0
    )
    challenge.role, challenge.until, challenge.sent_at = role, at + LIFE, at
    if asker is Asker.STAFF:
        challenge.sendings += 1
    challenge.save()
    if asker is Asker.STAFF:
        send([challenge], at=at)
    return Asked(challenge.pk, challenge.until, is_sent=True)


def _open(consumer: int | None, value: str, entrance: ClaimSource, by: str, *, at: datetime) -> Challenge | None:
    """Return what the same hand asked of it and is still open; what has run out is closed."""
    if consumer is None:
        return None
    if entrance in OPEN_WEB:
        # Each asking there has a number of its own, as that for an account which is not there; the tries of one number
        # are counted together.
        return None
    # Two who ask for one consumer at once go one after the other.
    Consumer.objects.select_for_update(no_key=True).filter(pk=consumer).values_list("pk").first()
    asked = Challenge.objects.filter(
        consumer=consumer, value=value, entrance=entrance, by=by, state=Challenge.State.OPEN
    )
    asked.filter(until__lte=at).update(state=Challenge.State.OVER)
    return asked.select_for_update().first()
