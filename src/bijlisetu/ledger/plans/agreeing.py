"""Agree a plan with a consumer, end it, and ask how plans stand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.models import Instalment, Plan
from bijlisetu.ledger.plans.rules import Part, Scheme, State, schedule, state_of
from bijlisetu.ledger.queries import moves
from bijlisetu.plumbing.refusal import Refusal


class HasAPlan(Refusal):
    """A consumer has one plan at a time."""


@transaction.atomic
def agree(
    *, consumer: int, amount: Decimal, scheme: Scheme, first_on: date, agreed_on: date, at: datetime, by: str
) -> int:
    """Agree that the amount is paid by the scheme; return the plan's number; :raises HasAPlan: if one is open."""
    Consumer.objects.select_for_update(no_key=True).get(pk=consumer)  # of two at once the second finds the first's plan
    if Plan.objects.filter(consumer=consumer, ended_on=None).exists():
        raise HasAPlan("this consumer has a plan: end it first")
    made = Plan.objects.create(
        consumer_id=consumer, scheme=f"{scheme.rule}/{scheme.name}", amount=amount, agreed_on=agreed_on, by=by,
        with_bills=scheme.with_bills,
    )  # fmt: skip
    Instalment.objects.bulk_create(
        Instalment(plan=made, number=part.number, due_on=part.due_on, amount=part.amount)
        for part in schedule(amount, scheme=scheme, first_on=first_on)
    )
    audit.note(deed="ledger.plan_agreed", records=[f"plan:{made.pk}"], by=by, at=at, detail={"scheme": made.scheme})
    return made.pk


@transaction.atomic
def end(plans: Collection[int], *, on: date, at: datetime, by: str) -> int:
    """End plans that are open; return how many."""
    ended = list(Plan.objects.select_for_update().filter(pk__in=plans, ended_on=None).values_list("pk", flat=True))
    Plan.objects.filter(pk__in=ended).update(ended_on=on)
    audit.note(deed="ledger.plan_ended", records=[f"plan:{one}" for one in ended], by=by, at=at)
    return len(ended)


def states(consumers: Collection[int], *, on: date) -> dict[int, State]:
    """Return by consumer how their open plan stood at the end of the day; those without one are left out."""
    plans = list(Plan.objects.filter(consumer__in=consumers, ended_on=None, agreed_on__lte=on))
    parts: dict[int, list[Part]] = {plan.pk: [] for plan in plans}
    for one in Instalment.objects.filter(plan__in=plans).order_by("plan", "number"):
        parts[one.plan_id].append(Part(one.number, one.due_on, one.amount))
    moved = moves([plan.consumer_id for plan in plans], on=on)
    return {
        plan.consumer_id: state_of(
            parts[plan.pk], moved.get(plan.consumer_id, ()), agreed_on=plan.agreed_on, on=on,
            with_bills=plan.with_bills,
        )
        for plan in plans
    }  # fmt: skip
