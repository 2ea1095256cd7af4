"""Which notices of disconnection an office has, at which step each stands, and which plans of instalments run."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from bijlisetu.arrears.pausing import STANDING
from bijlisetu.ledger.plans.agreeing import states
from bijlisetu.ledger.plans.rules import State
from bijlisetu.plumbing.database.sql import rows

#: What has ended is listed for so long.
LISTED_FOR = timedelta(days=90)
PORTION = 1_000


class Step(enum.StrEnum):
    """Where a notice stands; the first that fits, in this order."""

    PAID = "paid"
    WITHDRAWN = "withdrawn"
    CUT = "cut"
    PAUSED = "paused"
    TO_SERVE = "to_serve"  #: issued, and not proved to have arrived
    CLEAR_DAYS = "clear_days"  #: served, and its days are not over
    TO_ORDER = "to_order"  #: its days are over, and no order stands
    SECOND = "second"  #: its order waits for a second officer
    ORDERED = "ordered"  #: the supply may be cut


#: The section of a consumer, where it is the office's or below it.
BELOW = """
JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
JOIN network_office section ON section.id = place.section_id
JOIN network_office_tree tree ON tree.descendant_id = place.section_id AND tree.ancestor_id = %(office)s
"""
#: As `rules.first_day_to_cut` counts it.
FIRST_ON = "demand.served_on + demand.clear_days + 1"
NOTICES = f"""
SELECT demand.id, consumer.id AS consumer, consumer.account, consumer.name, section.id AS section,
       section.name AS office, demand.amount, demand.issued_at, demand.served_on,
       demand.served_how, {FIRST_ON} AS first_on,
       standing.from_on, demand.ended_at,
       CASE WHEN demand.ended = 'settled' THEN '{Step.PAID}'
            WHEN demand.ended = 'withdrawn' THEN '{Step.WITHDRAWN}'
            WHEN standing.cut_at IS NOT NULL THEN '{Step.CUT}'
            WHEN EXISTS (SELECT FROM ({STANDING}) AS pause WHERE pause.consumer_id = demand.consumer_id)
                 THEN '{Step.PAUSED}'
            WHEN demand.served_on IS NULL THEN '{Step.TO_SERVE}'
            WHEN {FIRST_ON} > %(today)s THEN '{Step.CLEAR_DAYS}'
            WHEN standing.id IS NULL THEN '{Step.TO_ORDER}'
            WHEN standing.needs_second AND standing.seconded_at IS NULL THEN '{Step.SECOND}'
            ELSE '{Step.ORDERED}' END AS step
FROM arrears_demand demand JOIN consumers_consumer consumer ON consumer.id = demand.consumer_id
{BELOW}
LEFT JOIN arrears_order standing ON standing.demand_id = demand.id AND standing.withdrawn_at IS NULL
WHERE demand.ended_at IS NULL OR demand.ended_at > %(since)s
"""
LISTED = f"""
SELECT * FROM ({NOTICES}) AS told
WHERE (%(step)s = '' OR step = %(step)s) AND id < %(before)s ORDER BY id DESC LIMIT %(most)s
"""
COUNTED = f"SELECT step, count(*), sum(amount) FROM ({NOTICES}) AS told GROUP BY step"
PLANS = f"""
SELECT plan.id, consumer.id, consumer.account, consumer.name, section.id, section.name, plan.amount, plan.agreed_on,
       (SELECT min(part.due_on) FROM ledger_instalment part WHERE part.plan_id = plan.id AND part.due_on >= %(today)s)
FROM ledger_plan plan JOIN consumers_consumer consumer ON consumer.id = plan.consumer_id
{BELOW}
WHERE plan.ended_on IS NULL AND plan.id < %(before)s ORDER BY plan.id DESC LIMIT %(most)s
"""
NEWEST = 2**63 - 1


class Listed(NamedTuple):
    """A notice and where it stands."""

    id: int
    consumer: int
    account: str
    name: str
    section: int
    office: str
    amount: Decimal
    issued_at: datetime
    served_on: date | None
    served_how: str
    first_on: date | None  #: the first day to cut
    from_on: date | None  #: the day from which the order that stands may be carried out
    ended_at: datetime | None
    step: Step


class Planned(NamedTuple):
    """A plan of instalments that runs."""

    id: int
    consumer: int
    account: str
    name: str
    section: int
    office: str
    amount: Decimal
    agreed_on: date
    next_on: date | None  #: of the instalments to come
    state: State | None


def listed(
    office: int, *, step: Step | None, at: datetime, today: date, before: int = NEWEST, most: int
) -> list[Listed]:
    """Return the notices of the office and below, of one step or all, the newest first, of before a number."""
    found = rows(LISTED, office=office, step=step or "", since=at - LISTED_FOR, today=today, before=before, most=most)
    return [Listed._make((*row[:-1], Step(row[-1]))) for row in found]


def everything(office: int, *, step: Step | None, at: datetime, today: date) -> Iterator[Listed]:
    """Yield all of them, portion by portion."""
    before = NEWEST
    while found := listed(office, step=step, at=at, today=today, before=before, most=PORTION):
        yield from found
        before = found[-1].id


def counted(office: int, *, at: datetime, today: date) -> dict[Step, tuple[int, Decimal]]:
    """Return by step how many notices stand there, and over how much."""
    found = rows(COUNTED, office=office, since=at - LISTED_FOR, today=today)
    return {Step(step): (many, amount) for step, many, amount in found}


def plans(office: int, *, today: date, before: int = NEWEST, most: int) -> list[Planned]:
    """Return the plans that run at the office and below, the newest first, of before a number."""
    found = rows(PLANS, office=office, today=today, before=before, most=most)
    stand = states([row[1] for row in found], on=today)
    return [Planned._make((*row, stand.get(row[1]))) for row in found]
