"""A better address for a consumer, from somebody of the office or from the carrier."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

import bijlisetu.outbox.actions as outbox
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.actions.consent import follow
from bijlisetu.contact.actions.taking import take
from bijlisetu.contact.lists import ClaimProof, ClaimSource, ClaimWord
from bijlisetu.contact.models import Address, Claim
from bijlisetu.kinds.files import kinds
from bijlisetu.network.companies import company_of
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import Email, Mobile

#: Those who said that the old number is not theirs need not be asked again on the new one.
HOLDERS = """
SELECT held.consumer_id, consumer.feeder_id FROM contact_address AS held
JOIN consumers_consumer consumer ON consumer.id = held.consumer_id
WHERE held.value = %(old)s AND held.owner <> 'not_owner' AND NOT EXISTS (
    SELECT FROM contact_address AS known
    WHERE known.consumer_id = held.consumer_id AND known.value = %(new)s OFFSET 0
)
ORDER BY held.consumer_id
"""

#: The kind that asks a new number whose it is.
QUESTION = "new_number"


class UnknownAccount(Refusal):
    """No consumer has this account number."""


class NumberWasDisowned(Refusal):
    """The person at this address said the connection is not theirs."""


def value_of(address: Mobile | Email) -> str:
    """Return the address as it is stored: 91 and ten digits, or a mailbox."""
    return address.e164 if isinstance(address, Mobile) else address.mailbox


@transaction.atomic
def repair(*, account: str, address: Mobile | Email, proof: str, at: datetime, by: str, is_asked: bool = False) -> int:
    """
    Keep a better address for the consumer and send the notice that did not arrive, at once.

    Return how many notices were taken up again; none if nothing was missed. Where somebody at the address said no
    before, whoever enters it must have been asked whether they are sure, and say how it is proved.

    :raises UnknownAccount: if there is no such consumer
    :raises NumberWasDisowned: if its owner said no before, and nobody was asked, or no proof says otherwise
    """
    consumer = Consumer.objects.filter(account=account).values_list("pk", flat=True).first()
    if consumer is None:
        raise UnknownAccount(f"no consumer has the account {account}")
    value = value_of(address)
    disowned = Address.objects.filter(consumer=consumer, value=value, owner=Address.Owner.NOT_OWNER)
    if not (proof and is_asked) and disowned.exists():
        raise NumberWasDisowned(
            "the person at this address said the connection is not theirs; "
            "ask the consumer, say how it was proved, and that you are sure"
        )
    claim = Claim(
        consumer_id=consumer,
        value=value,
        word=ClaimWord.OWN if proof else ClaimWord.REACHES,
        source=ClaimSource(proof or ClaimSource.OFFICE),  # each proof of the office's is had on a way of that name
        proof=ClaimProof(proof) if proof else "",
        at=at,
    )
    return take(claims=[claim], at=at, by=by).reopened


@transaction.atomic
def moved(*, old: str, new: str, told_at: datetime, at: datetime, by: str) -> int:
    """
    Keep the new number for all accounts of the old one, except those that disowned it; return how many.

    Numbers are given to strangers, so it is suspect: it is asked whose it is, once, and nothing else goes there before.
    """
    holders = rows(HOLDERS, old=old, new=new)
    claims = [
        Claim(consumer_id=consumer, value=new, word=ClaimWord.REACHES, source=ClaimSource.CARRIER, at=told_at)
        for consumer, _ in holders
    ]
    take(claims=claims, at=at, by=by)
    follow(old=old, new=new, consumers=[consumer for consumer, _ in holders], at=at, by=by)
    for consumer, feeder in holders[:1]:
        _ask(consumer, feeder, new, told_at=told_at, at=at)
    return len(holders)


def _ask(consumer: int, feeder: int, number: str, *, told_at: datetime, at: datetime) -> None:
    company = company_of(feeder)
    question = Posting(
        key=f"{QUESTION}:{consumer}:{told_at:%Y-%m-%dT%H:%M:%S}", consumer=consumer, to=number,
        facts={"utility_hi": company.short_hi, "utility_en": company.short_en},
    )  # fmt: skip
    outbox.post(kind=kinds()[QUESTION], postings=[question], at=at)
