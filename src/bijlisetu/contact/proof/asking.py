"""Ask a number or mailbox to prove itself: a code goes there, or a link, and nothing is known of it before."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

import bijlisetu.outbox.actions as outbox
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.actions.mending import value_of
from bijlisetu.contact.lists import ClaimRole, ClaimSource
from bijlisetu.contact.proof.allowances import give_back, spend
from bijlisetu.contact.proof.models import Challenge
from bijlisetu.contact.proof.rules import LIFE, PAUSE, RUPEES_A_DAY, Asker, uses_of_asking, uses_of_money
from bijlisetu.kinds.files import kinds
from bijlisetu.network.companies import company_of
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import Email, Mobile

#: The kinds that carry a code to a number and a link to a mailbox.
CODE, MAILBOX = "number_code", "mailbox_asked"
#: Where anybody may ask, without a name.
OPEN_WEB = frozenset({ClaimSource.HOME})


class Asked(NamedTuple):
    """That a number was asked to prove itself."""

    challenge: uuid.UUID
    until: datetime
    is_sent: bool  #: a code went out now; not, where one did a moment ago


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

    Without a consumer nothing goes out, and all else is the same: on the open web nobody learns which accounts there
    are. Whom is then the account as it was typed. Asked again within its life, the same code goes once more.

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
    if consumer is None:  # it was asked whether there is money left, as of everybody; but no code goes out
        give_back(uses_of_money(asker, rupees_a_day, at))
    challenge = known or Challenge(
        consumer_id=consumer, value=value, entrance=entrance, by=by, device=device, place=place, at=at, sendings=0
    )
    challenge.role, challenge.until, challenge.sent_at = role, at + LIFE, at
    challenge.sendings += 1
    challenge.save()
    if consumer is not None:
        _send(challenge, consumer, address, at=at)
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


def _send(challenge: Challenge, consumer: int, address: Mobile | Email, *, at: datetime) -> None:
    is_mobile = isinstance(address, Mobile)
    kind = kinds()[CODE if is_mobile else MAILBOX]
    company = company_of(Consumer.objects.values_list("feeder_id", flat=True).get(pk=consumer))
    posting = Posting(
        key=f"{kind.name}:{day_in_india(at):%Y-%m}:{challenge.pk.hex}:{challenge.sendings}",
        consumer=consumer,
        to=challenge.value,
        facts={
            "utility_hi": company.short_hi,
            "utility_en": company.short_en,
            **({"code": challenge.pk.hex} if is_mobile else {}),
        },
        expires_at=challenge.until if is_mobile else None,
    )
    outbox.post(kind=kind, postings=[posting], at=at)
