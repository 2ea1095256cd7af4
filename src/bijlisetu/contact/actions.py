"""Deeds on addresses: add one, prove it, strike it out for an account that is not its owner's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

import bijlisetu.audit.actions as audit
from bijlisetu.contact.models import Address
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import ChannelKind, Email, Mobile

MOBILE_CHANNELS = [ChannelKind.WHATSAPP, ChannelKind.SMS, ChannelKind.CALL]

#: The latest word counts, whatever the order in which words arrive.
SET_OWNER = """
UPDATE contact_address address SET owner = %(owner)s, proof = %(proof)s, owner_at = named.at
FROM (SELECT consumer_id, value, max(at) AS at
      FROM unnest(%(consumers)s::bigint[], %(values)s::text[], %(ats)s::timestamptz[]) AS named (consumer_id, value, at)
      GROUP BY consumer_id, value) AS named
WHERE address.consumer_id = named.consumer_id AND address.value = named.value
  AND (address.owner_at IS NULL OR address.owner_at < named.at
       -- Carriers count in whole seconds: of two words in the same one, no is the safer.
       OR address.owner_at = named.at AND %(owner)s = 'not_owner' AND address.owner <> 'not_owner')
RETURNING address.consumer_id
"""

UNSUBSCRIBE = """
INSERT INTO contact_unsubscribed (consumer_id, value, purpose, at, how)
SELECT DISTINCT consumer_id, value, purpose, %(at)s::timestamptz, %(how)s
FROM unnest(%(consumers)s::bigint[], %(values)s::text[], %(purposes)s::text[]) AS wish (consumer_id, value, purpose)
ON CONFLICT ON CONSTRAINT unsubscribed_once_a_purpose DO NOTHING
RETURNING consumer_id, purpose
"""
RESUBSCRIBE = """
DELETE FROM contact_unsubscribed held
USING unnest(%(consumers)s::bigint[], %(values)s::text[], %(purposes)s::text[]) AS wish (consumer_id, value, purpose)
WHERE held.consumer_id = wish.consumer_id AND held.value = wish.value AND held.purpose = wish.purpose
  AND held.at <= %(at)s
RETURNING held.consumer_id, held.purpose
"""

#: It is no proof of whose the number is, and nobody who said no is asked again.
MOVED = """
INSERT INTO contact_address (consumer_id, value, channels, source, known_at)
SELECT consumer_id, %(new)s, channels, %(source)s, %(at)s FROM contact_address
WHERE value = %(old)s AND owner <> 'not_owner'
ON CONFLICT (consumer_id, value) DO NOTHING
"""
#: Whoever is there, something is wrong with what the carriers say.
PROVED_ALIVE = """
WITH lived AS (
    INSERT INTO contact_life AS known (value, channel, day)
    SELECT %(value)s, channel, %(day)s FROM unnest(%(channels)s::text[]) AS channel ORDER BY channel
    ON CONFLICT (value, channel) DO UPDATE SET day = greatest(known.day, excluded.day)
)
DELETE FROM contact_health WHERE value = %(value)s
"""
ACQUIT = "DELETE FROM contact_health WHERE value = ANY(%(values)s)"

#: Somebody's word on an address: the consumer, the address, and when it was said.
Claim = tuple[int, str, datetime]


class Wish(NamedTuple):
    """That an address takes, or takes no, messages of one purpose to one consumer."""

    consumer: int
    value: str
    purpose: str


class NumberWasDisowned(Refusal):
    """The person at this address said the connection is not theirs."""


def value_of(address: Mobile | Email) -> str:
    """Return the address as it is stored: 91 and ten digits, or a mailbox."""
    return address.e164 if isinstance(address, Mobile) else address.mailbox


@transaction.atomic
def add(*, consumer: int, address: Mobile | Email, source: str, proof: str, at: datetime) -> None:
    """
    Keep the address for the consumer, as the newest; with proof it counts as the consumer's own and as alive.

    :raises NumberWasDisowned: if its owner said no before, and no proof says otherwise
    """
    value = value_of(address)
    known = Address.objects.filter(consumer_id=consumer, value=value).first()
    if known and known.owner == Address.Owner.NOT_OWNER and not proof:
        raise NumberWasDisowned(
            "the person at this address said the connection is not theirs; "
            "check with the consumer and say how it was proved"
        )
    channels = MOBILE_CHANNELS if isinstance(address, Mobile) else [ChannelKind.EMAIL]
    ownership = {"owner": Address.Owner.PROVED, "proof": proof, "owner_at": at} if proof else {}
    Address.objects.update_or_create(
        consumer_id=consumer,
        value=value,
        defaults={"channels": channels, "source": source, "known_at": at, **ownership},
    )
    if proof:
        with connection.cursor() as cursor:
            cursor.execute(PROVED_ALIVE, {"value": value, "channels": channels, "day": day_in_india(at)})


def moved(*, old: str, new: str, source: str, at: datetime) -> int:
    """Keep the new number of a person who moved, for every account that knew the old one; return for how many."""
    with connection.cursor() as cursor:
        cursor.execute(MOVED, {"old": old, "new": new, "source": source, "at": at})
        return int(cursor.rowcount)


def prove(*, claims: Sequence[Claim], proof: str) -> list[int]:
    """Mark each address as its consumer's own, and alive; return the consumers for whom that was news."""
    with connection.cursor() as cursor:
        cursor.execute(ACQUIT, {"values": [value for _, value, _ in claims]})
    return _set_owner(Address.Owner.PROVED, claims, proof)


def disown(*, claims: Sequence[Claim], proof: str) -> list[int]:
    """Mark each address as not its consumer's: nothing goes there again. Return those for whom that was news."""
    return _set_owner(Address.Owner.NOT_OWNER, claims, proof)


def unsubscribe(*, wishes: Sequence[Wish], how: str, at: datetime, by: str) -> list[int]:
    """Send none of these any more; return the consumers for whom that was news."""
    return _change(UNSUBSCRIBE, "contact.unsubscribed", wishes, how=how, at=at, by=by)


def resubscribe(*, wishes: Sequence[Wish], how: str, at: datetime, by: str) -> list[int]:
    """Send these again; return the consumers for whom that was news."""
    return _change(RESUBSCRIBE, "contact.resubscribed", wishes, how=how, at=at, by=by)


@transaction.atomic
def _change(statement: str, deed: str, wishes: Sequence[Wish], *, how: str, at: datetime, by: str) -> list[int]:
    consumers, values, purposes = map(list, zip(*wishes, strict=True)) if wishes else ([], [], [])
    with connection.cursor() as cursor:
        cursor.execute(
            statement, {"consumers": consumers, "values": values, "purposes": purposes, "at": at, "how": how}
        )
        changed = cursor.fetchall()
    for purpose in sorted({purpose for _, purpose in changed}):
        records = [f"consumer:{consumer}" for consumer, one in changed if one == purpose]
        audit.note(deed=deed, records=records, by=by, at=at, detail={"purpose": purpose, "how": how})
    return [consumer for consumer, _ in changed]


def _set_owner(owner: Address.Owner, claims: Sequence[Claim], proof: str) -> list[int]:
    consumers, values, ats = map(list, zip(*claims, strict=True)) if claims else ([], [], [])
    with connection.cursor() as cursor:
        cursor.execute(
            SET_OWNER, {"owner": owner, "proof": proof, "consumers": consumers, "values": values, "ats": ats}
        )
        return [row[0] for row in cursor.fetchall()]
