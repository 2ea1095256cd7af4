"""One consumer: who, on which numbers, and how far the bills got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bijlisetu.billing.standing import STANDS
from bijlisetu.contact.lists import BRINGS_NONE, IN_HAND
from bijlisetu.contact.models import Address
from bijlisetu.contact.queries import Held, held_by
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.outbox.months import of_number
from bijlisetu.plumbing.database.months import A_MONTH
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach.queries.people import why_not

PERSON = f"""
SELECT consumer.id, consumer.account, consumer.name, consumer.address, consumer.feeder_id, feeder.name, consumer.book,
       consumer.pole, bill.id, bill.amount_payable, bill.due_date,
       coalesce(standing.ledger, ''), coalesce(standing.occasion, ''), coalesce(standing.degree, ''),
       coalesce(standing.proved, false), coalesce(standing.reason, ''),
       EXISTS (SELECT FROM reach_task task WHERE task.consumer_id = consumer.id AND task.subject = 'reach'
              AND task.closed_at IS NULL)
FROM consumers_consumer consumer JOIN network_feeder feeder ON feeder.id = consumer.feeder_id
LEFT JOIN LATERAL (
    -- What was taken back before it reached anybody, as a reminder is at payment, is on its way no more.
    SELECT * FROM reach_standing known WHERE known.consumer_id = consumer.id AND (known.reached OR NOT EXISTS (
        SELECT FROM outbox_notice notice WHERE notice.id = known.notice AND notice.state = 'withdrawn'
    ))
    ORDER BY mod(notice, {A_MONTH}) DESC LIMIT 1
) standing ON true
LEFT JOIN LATERAL (
    -- The bill that was told, for its page stands beside how far it got; else the latest.
    SELECT * FROM billing_bill bill WHERE bill.consumer_id = consumer.id AND {STANDS}
    ORDER BY standing.ledger = 'bills' AND to_char(bill.cycle, 'YYYY-MM') = standing.occasion DESC NULLS LAST,
             bill.cycle DESC LIMIT 1
) bill ON true
WHERE consumer.id = %(consumer)s
"""
Owner = Address.Owner
OWNER_OF = f"""
SELECT address.owner FROM outbox_attempt attempt
JOIN outbox_notice notice ON notice.id = attempt.notice_id
JOIN contact_address address ON address.consumer_id = notice.consumer_id AND address.value = attempt.address
WHERE attempt.id = %(attempt)s AND {of_number("attempt", "%(attempt)s")}
"""
#: A code said back from there, or a call; until something else was said of the number.
IS_IN_HAND = f"""
SELECT EXISTS (
    SELECT FROM outbox_attempt attempt
    JOIN outbox_notice notice ON notice.id = attempt.notice_id
    JOIN contact_address address ON address.consumer_id = notice.consumer_id AND address.value = attempt.address
    JOIN contact_claim claim ON claim.consumer_id = address.consumer_id AND claim.value = address.value
    WHERE attempt.id = %(attempt)s AND {of_number("attempt", "%(attempt)s")} AND address.owner = 'proved'
      AND claim.proof = ANY(%(proofs)s) AND NOT EXISTS (
        SELECT FROM contact_claim later
        WHERE later.consumer_id = claim.consumer_id AND later.value = claim.value AND later.word = ANY(%(against)s)
          AND later.at > claim.at
      )
)
"""


@dataclass(frozen=True, slots=True)
class Person:
    """A consumer with the latest bill and how far it got; bill and standing are empty where there is none."""

    id: int
    account: str
    name: str
    address: str
    feeder_id: int
    feeder: str
    book: str
    pole: str
    bill: int | None
    amount: Decimal | None
    due_on: date | None
    ledger: str
    occasion_name: str
    degree: str
    proved: bool
    reason: str
    is_on_worklist: bool
    held: tuple[Held, ...]

    @property
    def occasion(self) -> Occasion | None:
        """The latest occasion on which something was to reach the person."""
        return Occasion(self.ledger, self.occasion_name) if self.ledger else None

    @property
    def why(self) -> str:
        """Why the latest message that counts did not arrive."""
        return why_not(self.degree, self.reason)


def person(consumer: int) -> Person | None:
    """Return the consumer with the numbers on file, the proved ones first."""
    found = rows(PERSON, consumer=consumer)
    return Person(*(*found[0], held_by(consumer))) if found else None


def owner_of(attempt: int) -> Owner:
    """Return whether the person this attempt went to is the consumer, as far as that is known."""
    return next((Owner(owner) for (owner,) in rows(OWNER_OF, attempt=attempt)), Owner.UNKNOWN)


def is_in_hand(attempt: int) -> bool:
    """Return whether the phone this attempt went to has shown by a code or a call that the consumer holds it."""
    proofs, against = [str(one) for one in IN_HAND], [str(one) for one in BRINGS_NONE]
    return rows(IS_IN_HAND, attempt=attempt, proofs=proofs, against=against) == [(True,)]
