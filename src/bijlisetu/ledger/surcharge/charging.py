"""
Charge the late surcharge of a month: once for a consumer and period, however often it is run or breaks down.

Whom the policy excuses is for the caller to say, with the evidence: who was reached is known above this room.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from psycopg.types.json import Jsonb

from bijlisetu.ledger.actions import enter
from bijlisetu.ledger.queries import moves
from bijlisetu.ledger.rules import Entry, Head, Line, Moved, Sort
from bijlisetu.ledger.surcharge.rules import A_DAY, By, Policy, month_later, surcharge_of
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.progress import OnProgress, unwatched

PORTION = 2_000
#: Those who owe something now or came to owe nothing since the month began, and for whom it was not worked out yet.
DUE = """
SELECT balance.consumer_id FROM ledger_balance balance
JOIN consumers_consumer consumer ON consumer.id = balance.consumer_id
JOIN network_feeder_over over ON over.feeder_id = consumer.feeder_id AND over.office_id = %(office)s
WHERE balance.consumer_id > %(after)s
  AND (balance.receivable > 0 OR EXISTS (
    SELECT FROM ledger_line line WHERE line.consumer_id = balance.consumer_id AND line.day >= %(period)s
  ))
  AND NOT EXISTS (
    SELECT FROM ledger_surcharged done WHERE done.consumer_id = balance.consumer_id AND done.period = %(period)s
  )
ORDER BY 1 LIMIT %(portion)s
"""
MARK = """
INSERT INTO ledger_surcharged (consumer_id, period, amount, rule, excused, at, by)
SELECT consumer, %(period)s, amount, %(rule)s, excused, %(at)s, %(by)s
FROM unnest(%(consumers)s::bigint[], %(amounts)s::numeric[], %(excused)s::jsonb[]) AS told (consumer, amount, excused)
ORDER BY consumer ON CONFLICT (consumer_id, period) DO NOTHING RETURNING consumer_id
"""

#: Of these numbers of bills, those that bear none, each with its evidence in words.
Excused = Callable[[Sequence[str]], Mapping[str, str]]


class NotOver(ValueError):
    """The month whose surcharge is asked for has not ended by India's clock."""


class BillsChargeIt(ValueError):
    """The utility's billing system charges the late surcharge itself, as a line of its bills."""


class NobodyAsked(ValueError):
    """The policy excuses bills that were not delivered, and the caller does not say which."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a run charged: consumers looked at, entries made, rupees."""

    looked_at: int
    entries: int
    amount: Decimal


def charge(
    period: date, *, office: int, policies: Sequence[Policy], at: datetime, by: str, excused: Excused | None = None,
    on_progress: OnProgress = unwatched,
) -> Done:  # fmt: skip
    """
    Charge everybody below the office for the month that begins with the day, in portions that hold each by itself.

    :raises NotOver: if the month has not ended in India
    :raises BillsChargeIt: if the policy leaves it to the billing system
    :raises NobodyAsked: if the policy excuses what was not delivered, and nobody is there to be asked
    """
    ends = month_later(period.replace(day=1), 1)
    if day_in_india(at) < ends:
        raise NotOver(f"{period:%m-%Y} has not ended")
    if any(policy.charged_by is not By.US for policy in policies):
        raise BillsChargeIt(f"by {policies[0].name} the bills bear the late surcharge")
    if excused is None and any(policy.excuses_undelivered for policy in policies):
        raise NobodyAsked(f"by {policies[0].name} a bill that was not delivered bears none: say which")
    looked_at, entries, amount, after = 0, 0, Decimal(0), 0
    while due := [one for (one,) in rows(DUE, office=office, period=period, after=after, portion=PORTION)]:
        made = _charge_these(due, period, ends, policies, excused, at=at, by=by)
        looked_at, entries, amount = looked_at + len(due), entries + len(made), amount + sum(made)
        after = due[-1]
        on_progress(looked_at, 0)
    return Done(looked_at, entries, amount)


@transaction.atomic
def _charge_these(
    consumers: Sequence[int],
    begins: date,
    ends: date,
    policies: Sequence[Policy],
    excused: Excused | None,
    *,
    at: datetime,
    by: str,
) -> list[Decimal]:
    """Work it out for these, mark that it was, and enter what is charged; return the amounts."""
    known = moves(consumers, on=ends - A_DAY)
    let_off = _let_off(known, excused)
    amounts = {
        one: surcharge_of(known.get(one, ()), policies=policies, begins=begins, ends=ends, excused=let_off.keys())
        for one in consumers
    }
    evidence = {
        one: {move.bill: let_off[move.bill] for move in known.get(one, ()) if move.bill in let_off} for one in consumers
    }
    marked = rows(
        MARK, period=begins, rule=policies[0].name, at=at, by=by, consumers=list(consumers),
        amounts=[amounts[one] for one in consumers], excused=[Jsonb(evidence[one]) for one in consumers],
    )  # fmt: skip
    charged = [one for (one,) in marked if amounts[one]]
    enter([_entry(one, amounts[one], begins, ends, policies[0], evidence[one]) for one in charged], at=at, by=by)
    return [amounts[one] for one in charged]


def _let_off(known: Mapping[int, Sequence[Moved]], excused: Excused | None) -> Mapping[str, str]:
    if excused is None:
        return {}
    bills = {move.bill for moved in known.values() for move in moved if move.sort is Sort.BILL and move.bill}
    return excused(sorted(bills)) if bills else {}


def _entry(
    consumer: int, amount: Decimal, begins: date, ends: date, policy: Policy, let_off: Mapping[str, str]
) -> Entry:
    """Return the entry of a month's surcharge, which is worth on its last day."""
    return Entry(
        reference=f"surcharge:{begins:%Y-%m}:{consumer}", sort=Sort.SURCHARGE, day=ends - A_DAY,
        lines=(
            Line(head=Head.RECEIVABLE, amount=amount, consumer=consumer),
            Line(head=Head.SURCHARGE, amount=-amount, consumer=consumer),
        ),
        evidence={"rule": policy.name, **{f"excused {bill}": said for bill, said in let_off.items()}},
    )  # fmt: skip
