"""Whom to visit next, in the order one walks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach.queries.people import PAGE
from bijlisetu.reach.queries.scope import scope_of

HEAPS = """
WITH heap AS (
    SELECT consumer.feeder_id, task.reason, count(*) AS tasks
    FROM reach_task task JOIN consumers_consumer consumer ON consumer.id = task.consumer_id
    WHERE task.closed_at IS NULL AND task.subject = 'reach' AND {scope}
    GROUP BY 1, 2
)
SELECT feeder.id, feeder.name, heap.reason, heap.tasks
FROM heap JOIN network_feeder feeder ON feeder.id = heap.feeder_id
"""
#: 'P-9' is walked before 'P-10': poles are ordered by the number in them.
WALK = """
ORDER BY feeder, book, substring(pole FROM '[0-9]+')::numeric NULLS LAST, pole, account"""
ROWS = """
WITH page AS (
    SELECT consumer.id, consumer.account, consumer.name, consumer.address, feeder.name AS feeder, consumer.book,
           consumer.pole, task.reason, task.ledger, task.occasion, task.opened_at, task.due_on, task.notice
    FROM reach_task task
    JOIN consumers_consumer consumer ON consumer.id = task.consumer_id
    JOIN network_feeder feeder ON feeder.id = consumer.feeder_id
    WHERE task.closed_at IS NULL AND task.subject = 'reach' AND {scope}
      AND (%(feeder)s::bigint IS NULL OR consumer.feeder_id = %(feeder)s)
      AND (%(reason)s = '' OR task.reason = %(reason)s)
      AND (%(to_visit_on)s::date IS NULL
           OR NOT EXISTS (SELECT FROM outbox_notice notice WHERE notice.id = task.notice AND notice.state = 'open')
           AND NOT EXISTS (
               SELECT FROM reach_visit visit WHERE visit.consumer_id = consumer.id
                 AND (visit.at AT TIME ZONE 'Asia/Kolkata')::date = %(to_visit_on)s
           ))
    {walk}
    LIMIT %(limit)s OFFSET %(skip)s
)
SELECT page.id, page.account, page.name, page.address, page.feeder, page.book, page.pole, page.reason, page.ledger,
       page.occasion, page.opened_at, page.due_on, bill.amount_payable, coalesce(number.value, ''),
       EXISTS (
           SELECT FROM outbox_notice notice
           WHERE notice.id = page.notice AND notice.state = 'open'
       )
FROM page
LEFT JOIN LATERAL (
    SELECT amount_payable FROM billing_bill WHERE consumer_id = page.id ORDER BY cycle DESC, id DESC LIMIT 1
) bill ON true
LEFT JOIN LATERAL (
    SELECT value FROM contact_address WHERE consumer_id = page.id ORDER BY known_at DESC, id DESC LIMIT 1
) number ON true
{walk}
"""


@dataclass(frozen=True, slots=True)
class Doorstep:
    """One consumer to be visited, and why."""

    consumer: int
    account: str
    name: str
    address: str
    feeder: str
    book: str
    pole: str
    reason: str
    ledger: str
    occasion: str
    opened_at: datetime
    due_on: date
    amount: Decimal | None
    number: str
    is_under_way: bool  #: a number was mended and the bill goes out again: nobody need go there before it is settled


@dataclass(frozen=True, slots=True)
class Pending:
    """How many open tasks a feeder or a reason has."""

    key: str
    name: str
    tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """One page of doors, and how many there are behind each choice of the filter."""

    doors: tuple[Doorstep, ...]
    number: int
    total: int
    feeders: tuple[Pending, ...]
    reasons: tuple[Pending, ...]


def worklist(
    offices: Sequence[int], *, feeder: int | None = None, reason: str = "", number: int = 1, size: int = PAGE,
    to_visit_on: date | None = None,
) -> Worklist:  # fmt: skip
    """
    Return one page of the open tasks of the offices' feeders, in walking order.

    To visit on a day are those doors alone to which nothing is under way and nobody went that day; the total counts
    all of them.
    """
    scope = scope_of(offices)
    condition = scope.condition("consumer.feeder_id")
    choice = {
        "feeder": feeder,
        "reason": reason,
        "to_visit_on": to_visit_on,
        "limit": size,
        "skip": (number - 1) * size,
    }
    heaps = rows(HEAPS.format(scope=condition), **scope.parameters)
    found = rows(ROWS.format(scope=condition, walk=WALK), **choice, **scope.parameters)
    return Worklist(
        doors=tuple(Doorstep(*row) for row in found),
        number=number,
        total=sum(tasks for id_, _, why, tasks in heaps if feeder in (None, id_) and reason in ("", why)),
        feeders=_heaps((str(id_), name, tasks) for id_, name, _, tasks in heaps),
        reasons=_heaps((why, why, tasks) for _, _, why, tasks in heaps),
    )


def _heaps(parts: Iterable[tuple[str, str, int]]) -> tuple[Pending, ...]:
    sums: dict[tuple[str, str], int] = {}
    for key, name, tasks in parts:
        sums[key, name] = sums.get((key, name), 0) + tasks
    return tuple(
        sorted((Pending(*who, tasks) for who, tasks in sums.items()), key=lambda heap: (-heap.tasks, heap.name))
    )
