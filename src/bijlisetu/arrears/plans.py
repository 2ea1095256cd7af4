"""Plans of instalments that were broken: told once, and routed to an officer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

import bijlisetu.outbox.actions as outbox
from bijlisetu.arrears.models import Recovery
from bijlisetu.arrears.visiting.opening import Unheard, open_these
from bijlisetu.kinds.files import kinds
from bijlisetu.ledger.models import Plan
from bijlisetu.ledger.plans.agreeing import states
from bijlisetu.ledger.plans.rules import State
from bijlisetu.ledger.queries import balances
from bijlisetu.ledger.rules import NOTHING
from bijlisetu.ledger.surcharge.rules import A_DAY
from bijlisetu.network.companies import companies_of_feeders
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.india import day_in_india

KIND = "plan_broken"
PORTION = 1_000
A_PAISA = Decimal("0.01")


def keeping(consumers: Collection[int], *, on: date) -> frozenset[int]:
    """Return who of these keeps a plan of instalments; one that is due today is not late before the day is over."""
    told = (states(consumers, on=day) for day in (on, on - A_DAY))
    return frozenset(one for found in told for one, state in found.items() if state is State.KEPT)


def look_at_plans(*, at: datetime) -> int:
    """Tell of each open plan that is broken by now, and open a visit, once a plan; return how many are broken."""
    found, after = 0, 0
    while plans := list(
        Plan.objects.filter(ended_on=None, pk__gt=after).select_related("consumer").order_by("pk")[:PORTION]
    ):
        after = plans[-1].pk
        found += _tell_broken(plans, at=at)
    return found


@transaction.atomic
def _tell_broken(plans: list[Plan], *, at: datetime) -> int:
    on = day_in_india(at) - A_DAY  # an instalment is late once its day is over
    stand = states([one.consumer_id for one in plans], on=on)
    made_good = [one.pk for one in plans if stand.get(one.consumer_id) not in (None, State.BROKEN)]
    Recovery.objects.filter(plan__in=made_good, ended_at=None).update(ended_at=at, ended=Recovery.Ended.SETTLED)
    broken = [one for one in plans if stand.get(one.consumer_id) is State.BROKEN]
    if not broken:
        return 0
    owed = balances([one.consumer_id for one in broken])
    owing = [one for one in broken if owed[one.consumer_id] > NOTHING]
    companies = companies_of_feeders()
    postings = []
    for one in owing:
        of, company = one.consumer, companies[one.consumer.feeder_id]
        facts = {
            "utility_hi": company.short_hi, "utility_en": company.short_en, "account_end": of.account[-4:],
            "amount": str(owed[of.pk]), "agreed": one.agreed_on.isoformat(),
        }  # fmt: skip
        postings.append(Posting(key=f"{KIND}:{one.agreed_on:%Y-%m}:{one.pk}", consumer=of.pk, facts=facts))
    outbox.post_each(said=[(kinds()[KIND], postings)], at=at)
    visits = [
        Unheard(None, one.consumer_id, one.consumer.feeder_id, owed[one.consumer_id], on, A_PAISA, one.pk)
        for one in owing
    ]
    open_these(visits, at=at)
    return len(broken)
