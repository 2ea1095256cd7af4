"""Issue a notice of disconnection: what may be asked for, what may be deposited under protest, and to whom it goes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

import bijlisetu.audit.actions as audit
import bijlisetu.outbox.actions as outbox
from bijlisetu.arrears.cutting.rules import Claim, claim_of, to_deposit_under_protest
from bijlisetu.arrears.models import Demand
from bijlisetu.arrears.pausing import pauses
from bijlisetu.arrears.plans import keeping
from bijlisetu.arrears.policies.reading import Policy, policy_of
from bijlisetu.consumers.models import Consumer
from bijlisetu.kinds.files import kinds
from bijlisetu.ledger.queries import moves
from bijlisetu.ledger.rules import Moved, Sort, owed_of
from bijlisetu.ledger.surcharge.reading import settles_first
from bijlisetu.network.companies import company_of, utility_of_feeder
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal

KIND = "notice_of_cut"
HOLD = "SELECT receivable FROM ledger_balance WHERE consumer_id = %(consumer)s FOR NO KEY UPDATE"
#: Bills that stand and print arrears: what they show goes on being recoverable.
SHOWN = """
SELECT entry.day FROM ledger_entry entry JOIN ledger_line line ON line.entry_id = entry.id AND line.head = 'receivable'
WHERE line.consumer_id = %(consumer)s AND entry.sort = 'bill' AND (entry.evidence ->> 'arrears')::numeric > 0
  AND NOT EXISTS (SELECT FROM ledger_entry later WHERE later.reverses_id = entry.id)
"""


class NotToBeAsked(Refusal):
    """Nothing may be asked for by a notice; each reason is a kind of its own."""


class TooLittle(NotToBeAsked):
    """Less is overdue than a notice is issued for."""


class TooOld(NotToBeAsked):
    """Enough is overdue, and too much of it is older than two years."""


class Paused(NotToBeAsked):
    """A complaint, a dispute, a review or a deposit under protest pauses the consumer."""


class KeepsPlan(NotToBeAsked):
    """The consumer pays in instalments, and keeps to them."""


@transaction.atomic
def issue(*, consumer: int, at: datetime, by: str) -> Demand:
    """
    Issue the notice, and have it said on every channel; a second one while it is open is the same one.

    :raises NotToBeAsked: if there is nothing to ask for, or a pause or a kept plan stands in the way
    """
    held = rows(HOLD, consumer=consumer)
    if known := Demand.objects.filter(consumer=consumer, ended_at=None).first():
        return known
    of, on = Consumer.objects.get(pk=consumer), day_in_india(at)
    utility = utility_of_feeder(of.feeder_id)
    policy, moved = policy_of(utility, on=on), moves([consumer]).get(consumer, [])
    claim = _claim(consumer, moved, utility, on=on)
    _refuse(consumer, claim, policy, on=on)
    made = Demand.objects.create(
        consumer=of, amount=claim.amount, barred=claim.barred, leaves=held[0][0] - claim.amount,
        protest=_protest(claim, moved, on=on), asked_on=on, policy=policy.name, clear_days=policy.clear_days,
        notice=f"cut:{on:%Y-%m}:{consumer}:{at.timestamp():.0f}", issued_at=at, issued_by=by,
    )  # fmt: skip
    _tell(made, of, policy, at=at)
    audit.note(deed="arrears.demanded", records=[f"consumer:{consumer}"], by=by, at=at, detail={"demand": made.pk})
    return made


def _claim(consumer: int, moved: list[Moved], utility: str, *, on: date) -> Claim:
    late = [one for one in owed_of(moved, first=settles_first(utility, on=on)) if (one.of.due or one.of.day) < on]
    return claim_of(late, moved, shown=[day for (day,) in rows(SHOWN, consumer=consumer)], on=on)


def _refuse(consumer: int, claim: Claim, policy: Policy, *, on: date) -> None:
    if pauses([consumer]):
        raise Paused("a complaint, a dispute, a review or a deposit under protest pauses this consumer")
    if keeping([consumer], on=on):
        raise KeepsPlan("this consumer pays in instalments, and keeps to them")
    if claim.amount + claim.barred < policy.notice_least:
        raise TooLittle("less is overdue than a notice is issued for")
    if claim.amount < policy.notice_least:
        raise TooOld("what is not older than two years is less than a notice is issued for")


def _protest(claim: Claim, moved: list[Moved], *, on: date) -> Decimal:
    bills = sorted((one for one in moved if one.sort is Sort.BILL and one.day <= on), key=lambda one: one.day)
    return to_deposit_under_protest(claim.amount, [one.amount for one in bills])


def _tell(made: Demand, of: Consumer, policy: Policy, *, at: datetime) -> None:
    company = company_of(of.feeder_id)
    facts = {
        "utility_hi": company.short_hi, "utility_en": company.short_en, "account_end": of.account[-4:],
        "amount": str(made.amount), "days": str(policy.clear_days), "protest": str(made.protest),
        "issued": made.asked_on.isoformat(),
    }  # fmt: skip
    outbox.post(kind=kinds()[KIND], postings=[Posting(key=made.notice, consumer=of.pk, facts=facts)], at=at)
