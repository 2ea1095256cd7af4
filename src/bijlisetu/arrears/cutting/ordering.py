"""
Order that a supply be cut, and cut it: after fifteen clear days, within an officer's power, in the hours for it.

Whoever credits withdraws the order in that moment (migration `arrears 0004`); a cut holds the balance meanwhile.
"""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction

import bijlisetu.audit.actions as audit
import bijlisetu.outbox.actions as outbox
from bijlisetu.arrears.cutting.hours import Hours, hours_of
from bijlisetu.arrears.cutting.rules import first_day_to_cut
from bijlisetu.arrears.models import Demand, Order
from bijlisetu.arrears.pausing import pauses
from bijlisetu.arrears.policies.reading import Policy, policy_of
from bijlisetu.metering.windows.rules import Closed
from bijlisetu.network.companies import utility_of_feeder
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import INDIA, day_in_india
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.levels import Level
from bijlisetu.staff.models import Role
from bijlisetu.staff.queries import POSTS, seats_named

#: Who pays waits a moment, and then finds the order; or we wait, and find it withdrawn.
HOLD = "SELECT FROM ledger_balance WHERE consumer_id = %(consumer)s FOR SHARE"
WITHDRAWN = "withdrawn"  #: why what waited to be said of a notice was taken back
IS_CUT = {"orders__cut_at__isnull": False}
OVER = """
SELECT ancestor_id FROM network_office_tree tree
JOIN network_feederplace place ON place.section_id = tree.descendant_id AND place.valid_to IS NULL
WHERE place.feeder_id = %(feeder)s
"""


class NotToBeCut(Refusal):
    """What stood has ended: the notice is paid or withdrawn, the order is withdrawn or carried out."""


class NotServed(NotToBeCut):
    """Nobody is cut by a notice that was neither handed over nor proved to arrive."""


class Paused(NotToBeCut):
    """A complaint, a dispute, a review or a deposit under protest pauses the consumer."""


class DaysNotOver(NotToBeCut):
    """The clear days after the service are not over."""


class NotOnThisDay(NotToBeCut):
    """The order stands from a later day on: holidays may have moved it beyond the clear days."""


class LacksSecond(NotToBeCut):
    """So much is cut only when a second officer has agreed."""


class BeyondThePost(Refusal):
    """The amount is more than the officer's posts reach."""


class SaysNotWhy(Refusal):
    """Whoever reads of a withdrawal later must know its reason."""


class OwnOrder(Refusal):
    """Nobody agrees to an order of their own."""


class NotAtThisHour(Refusal):
    """Nobody is cut in the evening, at night, on a day on which offices are closed, or soon after becoming prepaid."""


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
    policy, hours = _rules(held, at=at)
    assert held.served_on is not None  # noqa: S101 - _held() refuses what was not served
    first = first_day_to_cut(held.served_on, clear_days=held.clear_days)
    if day_in_india(at) < first:
        raise DaysNotOver(f"the clear days are not over: the first day to cut is {first:%d-%m-%Y}")
    _within_power(held, policy, by, at=at)
    cuts_at = hours.next_moment(max(at, datetime.combine(first, time(), tzinfo=INDIA)))
    if cuts_at is None:
        raise NotAtThisHour("no hours are left in which the supply may be cut: the office days and the rules say so")
    made = Order.objects.create(
        demand=held, needs_second=held.amount > policy.two_officers_above, ordered_at=at, ordered_by=by,
        from_on=day_in_india(cuts_at),
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
    _, hours = _rules(held.demand, at=at)
    if held.needs_second and not held.seconded_by:
        raise LacksSecond("a second officer has not agreed")
    if day_in_india(at) < held.from_on:
        raise NotOnThisDay(f"not before {held.from_on:%d-%m-%Y}")
    if why := hours.why_not(at):
        raise NotAtThisHour(f"nobody is cut now: {why}")
    held.cut_at, held.cut_by = at, by
    held.save(update_fields=["cut_at", "cut_by"])
    _note("arrears.cut", held.demand, by=by, at=at)


@transaction.atomic
def withdraw(*, order: int, why: str, at: datetime, by: str) -> None:
    """
    Withdraw an order that was not carried out, also of somebody whom something pauses.

    :raises SaysNotWhy: if no reason is given
    :raises NotToBeCut: if there is no such order
    """
    _withdraw(_not_done(order), _said(why), at=at, by=by)


@transaction.atomic
def withdraw_demand(*, demand: int, why: str, at: datetime, by: str) -> None:
    """
    Withdraw the notice: what waits to be said of it, and an order that stands on it, with it.

    :raises SaysNotWhy: if no reason is given
    :raises NotToBeCut: if the notice has ended, or the supply is cut on it
    """
    said = _said(why)
    held = Demand.objects.select_for_update().filter(pk=demand, ended_at=None).exclude(**IS_CUT).first()
    if held is None:
        raise NotToBeCut("this notice has ended, or the supply is cut")
    for standing in held.orders.select_for_update().filter(withdrawn_at=None):
        _withdraw(standing, said, at=at, by=by)
    held.ended_at, held.ended, held.ended_said = at, "withdrawn", said
    held.save(update_fields=["ended_at", "ended", "ended_said"])
    outbox.withdraw(keys=[held.notice], at=at, reason=WITHDRAWN)
    _note("arrears.demand_withdrawn", held, by=by, at=at, why=said)


def _withdraw(order: Order, said: str, *, at: datetime, by: str) -> None:
    order.withdrawn_at, order.withdrawn_why, order.withdrawn_said = at, "officer", said
    order.save(update_fields=["withdrawn_at", "withdrawn_why", "withdrawn_said"])
    _note("arrears.cut_withdrawn", order.demand, by=by, at=at, why=said)


def _said(why: str) -> str:
    if not why.strip():
        raise SaysNotWhy("say in words why it is withdrawn")
    return why.strip()


def hours_for(order: Order, *, at: datetime) -> tuple[datetime | None, Closed | None]:
    """Return the next moment at which the order may be carried out as far as hours go, and why it is not now."""
    hours = _rules(order.demand, at=at)[1]
    first = max(at, datetime.combine(order.from_on, time(), tzinfo=INDIA))
    return hours.next_moment(first), hours.why_not(at)


def _held(demand: int) -> Demand:
    """Return the notice, held against payments; refuse one by which nobody may be cut."""
    consumer = Demand.objects.filter(pk=demand).values_list("consumer_id", flat=True).first()
    rows(HOLD, consumer=consumer)
    held = Demand.objects.select_for_update().filter(pk=demand, ended_at=None).first()
    if held is None:
        raise NotToBeCut("this notice has ended")
    if held.served_on is None:
        raise NotServed("this notice was not served")
    if pauses([held.consumer_id]):
        raise Paused("a complaint, a dispute, a review or a deposit under protest pauses this consumer")
    return held


def _standing(order: int) -> Order:
    demand = Order.objects.filter(pk=order).values_list("demand_id", flat=True).first()
    if demand is None:
        raise NotToBeCut("there is no such order")
    _held(demand)
    return _not_done(order)


def _not_done(order: int) -> Order:
    held = Order.objects.select_for_update(of=("self",)).select_related("demand")
    found = held.filter(pk=order, withdrawn_at=None, cut_at=None).first()
    if found is None:
        raise NotToBeCut("the order was withdrawn, or carried out")
    return found


def _rules(demand: Demand, *, at: datetime) -> tuple[Policy, Hours]:
    utility, on = utility_of_feeder(demand.consumer.feeder_id), day_in_india(at)
    policy = policy_of(utility, on=on)
    return policy, hours_of(demand.consumer, utility=utility, policy=policy, on=on)


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
