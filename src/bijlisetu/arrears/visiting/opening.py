"""
Open a recovery for whoever was reminded in vain and not proved reached, and for whoever broke a plan.

Whose work it is follows from the amount. A home visit is made only where messages were not proved to arrive.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from bijlisetu.arrears.pausing import STANDING
from bijlisetu.arrears.policies.reading import Policy, policy_of
from bijlisetu.network.companies import utilities_of_feeders
from bijlisetu.network.utilities import COMMON
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.staff.levels import Level
from bijlisetu.staff.queries import POSTS

PORTION = 5_000
#: After the last step of a bill so many days are left for the money to come.
PATIENCE = timedelta(days=7)
#: The last step that was said of each bill, long enough ago and still asking; the ledger of reminders has nobody proved
#: reached.
UNHEARD = f"""
SELECT step.id, step.consumer_id, consumer.feeder_id, balance.receivable, step.bill_date, step.least
FROM (
    SELECT DISTINCT ON (consumer_id) * FROM arrears_step
    WHERE state = 'posted' AND settled_at IS NULL AND consumer_id > %(after)s
    ORDER BY consumer_id, at DESC, id DESC
) AS step
JOIN billing_bill bill ON bill.id = step.bill_id
JOIN ledger_balance balance ON balance.consumer_id = step.consumer_id
JOIN consumers_consumer consumer ON consumer.id = step.consumer_id
WHERE step.at <= %(before)s AND step.step = ANY(%(lasts)s) AND balance.receivable >= step.least
  AND NOT EXISTS (SELECT FROM arrears_recovery known WHERE known.step_id = step.id)
  AND NOT EXISTS (
    SELECT FROM arrears_recovery open WHERE open.consumer_id = step.consumer_id AND open.ended_at IS NULL
  )
  AND NOT EXISTS (SELECT FROM ({STANDING}) AS standing WHERE standing.consumer_id = step.consumer_id)
  AND NOT EXISTS (
    SELECT FROM reach_standing standing
    WHERE standing.consumer_id = step.consumer_id AND standing.ledger = 'dues'
      AND standing.occasion = to_char(bill.cycle, 'YYYY-MM') AND standing.reached AND standing.proved
  )
ORDER BY step.consumer_id LIMIT %(portion)s
"""
#: The office of the level over the feeder; the section itself where the tree has none of that kind.
OPEN = """
INSERT INTO arrears_recovery (
    consumer_id, step_id, plan_id, amount, level, office_id, bill_date, least, opened_at, due_on
)
SELECT told.consumer, told.step, told.plan, told.amount, told.level, office.id, told.bill_date, told.least, %(at)s,
       told.due_on
FROM unnest(%(consumers)s::bigint[], %(steps)s::bigint[], %(plans)s::bigint[], %(feeders)s::bigint[],
            %(amounts)s::numeric[], %(levels)s::smallint[], %(kinds)s::text[], %(bill_dates)s::date[],
            %(leasts)s::numeric[], %(due_ons)s::date[])
     AS told (consumer, step, plan, feeder, amount, level, kind, bill_date, least, due_on)
JOIN network_feederplace place ON place.feeder_id = told.feeder AND place.valid_to IS NULL
CROSS JOIN LATERAL (
    SELECT office.id FROM network_office_tree tree JOIN network_office office ON office.id = tree.ancestor_id
    WHERE tree.descendant_id = place.section_id AND (office.kind = told.kind OR tree.depth = 0)
    ORDER BY office.kind = told.kind DESC, tree.depth LIMIT 1
) AS office
ORDER BY told.consumer ON CONFLICT DO NOTHING RETURNING id
"""


class Unheard(NamedTuple):
    """Somebody to be seen, and why."""

    step: int | None
    consumer: int
    feeder: int
    amount: Decimal
    bill_date: date
    least: Decimal
    plan: int | None = None


def open_due(*, lasts: list[str], at: datetime) -> int:
    """Open what is due of reminders in vain; return how many. The names are those of ladders' last steps."""
    opened, after = 0, 0
    while found := rows(UNHEARD, after=after, before=at - PATIENCE, lasts=lasts, portion=PORTION):
        after = found[-1][1]
        opened += open_these([Unheard(*row) for row in found], at=at)
    return opened


@transaction.atomic
def open_these(people: list[Unheard], *, at: datetime) -> int:
    """Open a recovery for each who has none; return how many."""
    on, utilities = day_in_india(at), utilities_of_feeders()
    policies = {name: policy_of(name, on=on) for name in {COMMON, *utilities.values()}}
    return len(rows(OPEN, at=at, **_columns(people, utilities, policies, on=on))) if people else 0


def _columns(
    people: list[Unheard], utilities: Mapping[int, str], policies: Mapping[str, Policy], *, on: date
) -> dict[str, list[Any]]:
    by = [policies[utilities[one.feeder]] for one in people]
    levels = [policy.level_for(one.amount) for policy, one in zip(by, people, strict=True)]
    return {
        "consumers": [one.consumer for one in people],
        "steps": [one.step for one in people],
        "plans": [one.plan for one in people],
        "feeders": [one.feeder for one in people],
        "amounts": [one.amount for one in people],
        "levels": [int(level) for level in levels],
        "kinds": [_kind(level) for level in levels],
        "bill_dates": [one.bill_date for one in people],
        "leasts": [one.least for one in people],
        "due_ons": [on + timedelta(days=policy.visit_days) for policy in by],
    }


def _kind(level: Level) -> str:
    return str(POSTS[level][1])
