"""The accounts of one phone: those whose number it proved itself, shown to whoever holds the phone, own or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bijlisetu.contact.actions.taking import take
from bijlisetu.contact.hygiene.condition import IS_DOUBTED
from bijlisetu.contact.lists import IN_HAND, ClaimProof, ClaimRole, ClaimSource, ClaimWord
from bijlisetu.contact.models import Claim
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.refusal import Refusal

#: Proofs that nobody gives who does not hold the phone. What an office says of a number shows no bearer anything.
BY_PHONE = (ClaimProof.REPLY, ClaimProof.LINK, ClaimProof.OTP, ClaimProof.MISSED_CALL)
#: A link is handed on: whoever pressed it for one account does not see the others of the phone it was sent to.
HOLDS_THE_PHONE = (ClaimProof.REPLY, *IN_HAND)
MOST = 50  #: more are no family's

PROVED = f"""
SELECT address.consumer_id, consumer.account, consumer.name, EXISTS (
    SELECT FROM contact_claim claim
    WHERE claim.consumer_id = address.consumer_id AND claim.value = address.value
      AND claim.word = '{ClaimWord.OWN}' AND claim.role = '{ClaimRole.OWN}'
), address.proof
FROM contact_address address JOIN consumers_consumer consumer ON consumer.id = address.consumer_id
WHERE address.value = %(value)s AND address.owner = 'proved' AND address.proof = ANY(%(proofs)s)
  AND NOT {IS_DOUBTED.format(address="address")}
ORDER BY consumer.account LIMIT %(most)s
"""


class NotOfThisPhone(Refusal):
    """The number of this account was not proved by the phone."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Another account whose number the phone proved."""

    consumer: int
    account: str
    name: str
    is_own: bool  #: it was said of it that the phone is the consumer's own


def accounts_beside(consumer: int, value: str) -> list[Beside]:
    """Return the other accounts whose number was proved by the phone; none where a link alone proved this one."""
    found = rows(PROVED, value=value, proofs=[*map(str, BY_PHONE)], most=MOST)
    holds_it = any(one == consumer and proof in HOLDS_THE_PHONE for one, *_, proof in found)
    return [Beside(*row) for *row, _ in found if row[0] != consumer] if holds_it else []


def say_of(other: int, *, of: int, value: str, is_mine: bool, at: datetime, by: str) -> None:
    """
    Keep what the bearer of the phone, who showed it at hand for one account, says of another: it is mine, or it is not.

    :raises NotOfThisPhone: if the other's number was not proved by the phone, or a link alone proved this one
    """
    if other not in {one.consumer for one in accounts_beside(of, value)}:
        raise NotOfThisPhone("this account is none of those whose number the phone proved")
    claim = Claim(
        consumer_id=other, value=value, source=ClaimSource.OWN_PAGE, proof=ClaimProof.LINK, at=at,
        word=ClaimWord.OWN if is_mine else ClaimWord.NOT_OWN,
        role=ClaimRole.OWN if is_mine else ClaimRole.UNKNOWN,
    )  # fmt: skip
    take(claims=[claim], at=at, by=by)
