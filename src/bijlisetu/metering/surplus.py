"""What stood on a meter when its connection became postpaid: told to the office, and booked where it belongs, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
import bijlisetu.ledger.actions as ledger
import bijlisetu.outbox.actions as outbox
from bijlisetu.kinds.files import kinds
from bijlisetu.ledger.rules import Entry, Head, Line, Sort
from bijlisetu.metering.models import Surplus
from bijlisetu.metering.standing import whose
from bijlisetu.metering.states import How
from bijlisetu.network.companies import company_of
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.database.sql import execute, numbers
from bijlisetu.plumbing.india import day_in_india

KIND = "meter_surplus"
#: A change from prepaid to postpaid: what the file says was left, or else the last balance up to that day. Balances
#: come some days late, so changes of a month are looked at again.
FIND = """
INSERT INTO metering_surplus AS known (consumer_id, changed_on, amount, by_file)
SELECT mode.consumer_id, mode.begins_on, coalesce(mode.balance_left, last.closing), mode.balance_left IS NOT NULL
FROM metering_mode mode
CROSS JOIN LATERAL (
    SELECT is_prepaid FROM metering_mode WHERE consumer_id = mode.consumer_id AND begins_on < mode.begins_on
    ORDER BY begins_on DESC LIMIT 1
) AS before
LEFT JOIN LATERAL (
    SELECT closing FROM metering_day row WHERE row.consumer_id = mode.consumer_id AND row.day <= mode.begins_on
    ORDER BY day DESC LIMIT 1
) AS last ON true
WHERE NOT mode.is_prepaid AND before.is_prepaid AND mode.begins_on <= %(today)s
  AND (mode.consumer_id = ANY(%(consumers)s) OR %(everybody)s AND mode.begins_on > %(today)s - 31)
  AND coalesce(mode.balance_left, last.closing, 0) <> 0
ORDER BY 1, 2
ON CONFLICT (consumer_id, changed_on) DO UPDATE SET amount = excluded.amount, by_file = excluded.by_file
WHERE known.how = '' AND (known.amount, known.by_file) <> (excluded.amount, excluded.by_file)
"""
OF_OFFICE = """
SELECT count(*) FROM metering_surplus surplus JOIN consumers_consumer consumer ON consumer.id = surplus.consumer_id
JOIN network_feeder_over over ON over.feeder_id = consumer.feeder_id AND over.office_id = %(office)s
WHERE surplus.id = %(number)s
"""


class NotOpen(ValueError):
    """Somebody has said already where it went."""


class NoReason(ValueError):
    """Nobody says why."""


def is_of(number: int, *, office: int) -> bool:
    """Return whether it was left by somebody below the office."""
    return bool(numbers(OF_OFFICE, number=number, office=office)[0])


def find(consumers: Sequence[int] | None = None, *, at: datetime) -> None:
    """Note what was left on meters that became postpaid, of all of late if none are named; what is settled stays."""
    execute(FIND, **whose(consumers), today=day_in_india(at))


@transaction.atomic
def settle(number: int, *, how: How, why: str, at: datetime, by: str) -> Surplus:
    """
    Say where went what was left: into the consumer's account in the books, or elsewhere.

    :raises NotOpen: if that was said already
    :raises NoReason: without a reason
    """
    if not why.strip():
        raise NoReason
    left = Surplus.objects.select_for_update().filter(pk=number).first()
    if left is None or left.how:
        raise NotOpen
    left.how, left.why, left.settled_by, left.settled_at = how, why.strip(), by, at
    left.save(update_fields=["how", "why", "settled_by", "settled_at"])
    if how is How.BOOKED:
        ledger.enter([_entry(left, at=at)], at=at, by=by)
        _tell(left, at=at)
    audit.note(deed=f"meter.surplus_{how}", records=[f"surplus:{left.pk}"], by=by, at=at)
    return left


def _tell(left: Surplus, *, at: datetime) -> None:
    """Tell the consumer of what is now in their account; what they owe besides is told by their bill."""
    if left.amount <= 0:
        return
    of = left.consumer
    company = company_of(of.feeder_id)
    facts = {
        "utility_hi": company.short_hi, "utility_en": company.short_en, "account_end": of.account[-4:],
        "amount": str(left.amount),
    }  # fmt: skip
    posting = Posting(key=f"surplus:{left.changed_on:%Y-%m}:{left.pk}", consumer=of.pk, facts=facts)
    outbox.post(kind=kinds()[KIND], postings=[posting], at=at)


def _entry(left: Surplus, *, at: datetime) -> Entry:
    return Entry(
        reference=f"surplus:{left.pk}",
        sort=Sort.ADJUSTMENT,
        day=day_in_india(at),
        lines=(
            Line(head=Head.RECEIVABLE, amount=-left.amount, consumer=left.consumer_id),
            Line(head=Head.ADJUSTMENT, amount=left.amount),
        ),
        why=left.why,
        evidence={"changed_on": left.changed_on.isoformat()},
    )
