"""
Order that a supply be cut, and cut it: after fifteen clear days, within an officer's power, in the hours for it.

Whoever credits withdraws the order in that moment (migration `arrears 0004`); a cut holds the balance meanwhile.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.arrears.cutting.rules import first_day_to_cut, may_cut_at, next_window
from bijlisetu.arrears.models import Demand, Order, Pause
from bijlisetu.arrears.policies.reading import Policy, policy_of
from bijlisetu.network.companies import utility_of_feeder
from bijlisetu.network.current import office_days
from bijlisetu.network.office_days import OfficeDays
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.levels import Level
from bijlisetu.staff.models import Role
from bijlisetu.staff.queries import POSTS, seats_named

#: Who pays waits a moment, and then finds the order; or we wait, and find it withdrawn.
HOLD = "SELECT FROM ledger_balance WHERE consumer_id = %(consumer)s FOR SHARE"
OVER = """
SELECT ancestor_id FROM network_office_tree tree
JOIN network_feederplace place ON place.section_id = tree.descendant_id AND place.valid_to IS NULL
WHERE place.feeder_id = %(feeder)s
"""


class NotToBeCut(Refusal):
    """The notice has ended or was not served, its days are not over, or something pauses the consumer."""


class BeyondThePost(Refusal):
    """The amount is more than the officer's posts reach."""


class OwnOrder(Refusal):
    """Nobody agrees to an order of their own."""


class SaysNotWhy(Refusal):
    """Whoever withdraws an order says why."""


class NotAtThisHour(Refusal):
    """Nobody is cut in the evening, at night, or on a day on which offices are closed."""


@transaction.atomic
def order(*, demand: int, at: datetime, by: str) -> Order:
    """
    Order the cut; ordered again, it is the same order.

    :raises NotToBeCut: if the notice has ended or was not served, or its clear days are not over
    :raises BeyondThePost: if no post of the officer reaches so far
    """
    held = _held(demand)
    if known := held.orders.filter(withdrawn_at=None).first():
        return known
    policy, days = _rules(held, at=at)
    assert held.served_on is not None  # noqa: S101 - _held() refuses what was not served
    first = first_day_to_cut(held.served_on, clear_days=held.clear_days)
    if day_in_india(at) < first:
        raise NotToBeCut(f"the clear days are not over: the first day to cut is {first:%d-%m-%Y}")
    _within_power(held, policy, by, at=at)
    made = Order.objects.create(
        demand=held, needs_second=held.amount > policy.two_officers_above, ordered_at=at, ordered_by=by,
        from_on=next_window(max(first, day_in_india(at)), days=days),
    )  # fmt: skip
    _note("arrears.cut_ordered", held, by=by, at=at)
    return made


@transaction.atomic
def second(*, order: int, at: datetime, by: str) -> None:
    """
    Agree to an order as a second officer; who agreed first stays.

    :raises OwnOrder: if the same officer ordered it
    :raises BeyondThePost: if no post of the officer reaches so far
    """
    held = _standing(order)
    if held.ordered_by == by:
        raise OwnOrder("another officer agrees to what you ordered")
    _within_power(held.demand, _rules(held.demand, at=at)[0], by, at=at)
    if held.seconded_by:
        return
    held.seconded_at, held.seconded_by = at, by
    held.save(update_fields=["seconded_at", "seconded_by"])
    _note("arrears.cut_seconded", held.demand, by=by, at=at)


@transaction.atomic
def carry_out(*, order: int, at: datetime, by: str) -> None:
    """
    Write down that the supply is cut now.

    :raises NotToBeCut: if the order was withdrawn, lacks a second officer, or its day has not come
    :raises NotAtThisHour: if nobody is cut at this moment
    """
    held = _standing(order)
    policy, days = _rules(held.demand, at=at)
    if held.needs_second and not held.seconded_by:
        raise NotToBeCut("a second officer has not agreed")
    if day_in_india(at) < held.from_on:
        raise NotToBeCut(f"not before {held.from_on:%d-%m-%Y}")
    if not may_cut_at(at, policy=policy, days=days):
        raise NotAtThisHour(
            f"cuts are made from {policy.cuts_from_hour} to {policy.cuts_until_hour}, on days on which offices are open"
        )
    held.cut_at, held.cut_by = at, by
    held.save(update_fields=["cut_at", "cut_by"])
    _note("arrears.cut", held.demand, by=by, at=at)


@transaction.atomic
def withdraw(*, order: int, why: str, at: datetime, by: str) -> None:
    """
    Withdraw an order that was not carried out, also one that a dispute stops.

    :raises SaysNotWhy: if no reason is given
    :raises NotToBeCut: if there is none
    """
    if not why.strip():
        raise SaysNotWhy("say why the order is withdrawn")
    held = _standing(order, is_stopped_too=True)
    held.withdrawn_at, held.withdrawn_why = at, "officer"
    held.save(update_fields=["withdrawn_at", "withdrawn_why"])
    _note("arrears.cut_withdrawn", held.demand, by=by, at=at, why=why.strip())


def _held(demand: int) -> Demand:
    """Return the notice, held against payments; refuse one by which nobody may be cut."""
    held = _open(demand)
    if Pause.objects.filter(consumer=held.consumer_id, ended_at=None).exists():
        raise NotToBeCut("a dispute, a review or a deposit under protest pauses this consumer")
    return held


def _open(demand: int) -> Demand:
    consumer = Demand.objects.filter(pk=demand).values_list("consumer_id", flat=True).first()
    rows(HOLD, consumer=consumer)
    held = Demand.objects.select_for_update().filter(pk=demand, ended_at=None).exclude(served_on=None).first()
    if held is None:
        raise NotToBeCut("this notice has ended, or was not served")
    return held


def _standing(order: int, *, is_stopped_too: bool = False) -> Order:
    demand = Order.objects.filter(pk=order).values_list("demand_id", flat=True).first()
    if demand is None:
        raise NotToBeCut("there is no such order")
    (_open if is_stopped_too else _held)(demand)
    held = Order.objects.select_for_update(of=("self",)).select_related("demand")
    found = held.filter(pk=order, withdrawn_at=None, cut_at=None).first()
    if found is None:
        raise NotToBeCut("the order was withdrawn, or carried out")
    return found


def _rules(demand: Demand, *, at: datetime) -> tuple[Policy, OfficeDays]:
    utility = utility_of_feeder(demand.consumer.feeder_id)
    return policy_of(utility, on=day_in_india(at)), office_days(utility)


def _within_power(demand: Demand, policy: Policy, by: str, *, at: datetime) -> None:
    """Refuse whose posts over the consumer reach less far than the amount's level."""
    over = {office for (office,) in rows(OVER, feeder=demand.consumer.feeder_id)}
    held = [seat for seat in seats_named(by, on=day_in_india(at)).held if seat.office.id in over]
    levels = [
        level
        for level, (role, kind) in POSTS.items()
        for seat in held
        if (seat.office.kind == kind if seat.role == Role.OFFICER else seat.role == role)
    ]
    needed = max(policy.level_for(demand.amount), Level.SDO)
    if max(levels, default=Level.JE) < needed:
        raise BeyondThePost(f"so much is the {needed.name}'s to order")


def _note(deed: str, demand: Demand, *, by: str, at: datetime, **detail: str) -> None:
    audit.note(
        deed=deed, records=[f"consumer:{demand.consumer_id}"], by=by, at=at, detail={"demand": demand.pk, **detail}
    )
