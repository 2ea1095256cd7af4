"""Whom to visit next, in the order one walks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bijlisetu.billing.standing import STANDS
from bijlisetu.consumers.walking import WALK
from bijlisetu.kinds.kind import Lane
from bijlisetu.plumbing.database.keyset import Start, Stretch, stretch, way
from bijlisetu.plumbing.database.sql import numbers, rows
from bijlisetu.reach.queries import at_doors
from bijlisetu.reach.queries.people import PAGE
from bijlisetu.reach.queries.scope import Scope, scope_of
from bijlisetu.reach.queries.walking import Heaps, enough

REASONS = """
SELECT reason, sum(tasks)::bigint FROM ({added_up}) AS total WHERE subject = 'reach'
GROUP BY 1 HAVING sum(tasks) > 0 ORDER BY 2 DESC, 1
"""
#: A mended number is sent to at once, in the lane of single messages: few stand there, whatever run is going out.
UNDER_WAY = """
SELECT count(*)
FROM outbox_turn turn JOIN outbox_notice notice ON notice.id = turn.notice_id AND notice.lane > turn.lane
JOIN reach_task task
  ON task.consumer_id = notice.consumer_id AND task.subject = 'reach' AND task.closed_at IS NULL
 AND task.notice = notice.id
JOIN consumers_consumer consumer ON consumer.id = task.consumer_id
WHERE turn.lane = %(service)s AND turn.gate = 0 AND notice.state = 'open'
  AND {scope} AND %(reason)s IN ('', task.reason)
"""
LISTED = """
SELECT EXISTS (
    SELECT FROM reach_task task JOIN consumers_consumer consumer ON consumer.id = task.consumer_id
    JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
    WHERE task.consumer_id = %(consumer)s AND task.subject = 'reach' AND task.closed_at IS NULL
      AND place.section_id = ANY(%(sections)s)
)
"""
PLACE = "SELECT feeder_id FROM consumers_consumer WHERE id = %(consumer)s"
ROWS = """
WITH page AS (
    SELECT chosen.nth, found.*, feeder.name AS feeder
    FROM unnest(%(feeders)s::bigint[]) WITH ORDINALITY AS chosen (feeder, nth)
    JOIN network_feeder feeder ON feeder.id = chosen.feeder,
    LATERAL (
        SELECT consumer.id, consumer.account, consumer.name, consumer.address, consumer.book, consumer.pole,
               task.reason, task.ledger, task.occasion, task.opened_at, task.due_on, task.notice, ({walk}) AS walk
        FROM consumers_consumer consumer,
        LATERAL (
            SELECT * FROM reach_task
            WHERE consumer_id = consumer.id AND subject = 'reach' AND closed_at IS NULL OFFSET 0
        ) AS task
        WHERE consumer.feeder_id = chosen.feeder AND %(reason)s IN ('', task.reason)
          AND (%(to_visit_on)s::date IS NULL
               OR NOT EXISTS (SELECT FROM outbox_notice notice WHERE notice.id = task.notice AND notice.state = 'open')
               AND NOT EXISTS (
                   SELECT FROM fieldwork_visit visit WHERE visit.consumer_id = consumer.id AND visit.form = %(form)s
                     AND (visit.at AT TIME ZONE 'Asia/Kolkata')::date = %(to_visit_on)s
               )
               AND NOT EXISTS (
                   SELECT FROM (
                       SELECT outcome FROM fieldwork_visit visit
                       WHERE visit.consumer_id = consumer.id AND visit.form = %(form)s AND visit.at >= task.opened_at
                       ORDER BY at DESC, received_at DESC, id DESC LIMIT 1
                   ) AS latest WHERE outcome = ANY(%(for_office)s)
               ))
          AND (chosen.feeder IS DISTINCT FROM %(from_feeder)s OR ({walk}) {beyond} (
              SELECT {walk} FROM consumers_consumer consumer WHERE consumer.id = %(consumer)s
          ))
        ORDER BY walk {order} LIMIT %(limit)s
    ) AS found
    ORDER BY chosen.nth, found.walk {order} LIMIT %(limit)s
)
SELECT page.id, page.account, page.name, page.address, page.feeder, page.book, page.pole, page.reason, page.ledger,
       page.occasion, page.opened_at, page.due_on, bill.amount_payable, coalesce(number.value, ''),
       EXISTS (
           SELECT FROM outbox_notice notice
           WHERE notice.id = page.notice AND notice.state = 'open'
       )
FROM page
LEFT JOIN LATERAL (
    SELECT bill.amount_payable FROM billing_bill bill
    WHERE bill.consumer_id = page.id AND (page.ledger <> 'bills' OR to_char(bill.cycle, 'YYYY-MM') = page.occasion)
      AND {stands}
    ORDER BY bill.cycle DESC LIMIT 1
) bill ON true
LEFT JOIN LATERAL (
    SELECT value FROM contact_address WHERE consumer_id = page.id ORDER BY known_at DESC, id DESC LIMIT 1
) number ON true
ORDER BY page.nth, page.walk {order}
"""
#: A choice among more feeders than this helps nobody: whoever walks has one section's.
MOST_FEEDERS = 60


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
    """One page of doors, how many there are in all, and how many behind each choice of the filter."""

    page: Stretch[Doorstep]
    total: int
    under_way: int  #: of them, those whose number was mended and whose bill goes out again
    feeders: tuple[Pending, ...]  #: none where there are too many to choose from
    reasons: tuple[Pending, ...]

    @property
    def to_do(self) -> int:
        """How many doors somebody must still go to."""
        return self.total - self.under_way

    @property
    def doors(self) -> tuple[Doorstep, ...]:
        """The doors of the page."""
        return self.page.rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Which doors are asked for: of a feeder, for a reason, only those to be visited on a day; from where, how many."""

    feeder: int | None = None
    reason: str = ""
    to_visit_on: date | None = None
    start: Start | None = None  #: at a consumer
    size: int = PAGE


def worklist(offices: Sequence[int], walk: Walk = Walk()) -> Worklist:
    """
    Return one page of the open tasks of the offices' feeders, in walking order.

    To visit on a day are those doors alone to which nothing is under way, nobody went that day, and where the last
    visit did not hand it to the office; the total counts all of them.
    """
    scope = scope_of(offices)
    added_up = scope.added_up("subject, reason, tasks", sums="reach_tasks_of_offices", totals="reach_tasktotal")
    reasons = rows(REASONS.format(added_up=added_up), **scope.parameters)
    named = _heaps("").first(scope, MOST_FEEDERS + 1)
    chosen = scope if walk.feeder is None else scope.within(walk.feeder)
    page = stretch(_doors(chosen, walk), size=walk.size, start=walk.start)
    if walk.start and not page.rows:  # what lay there has been done meanwhile
        page = stretch(_doors(chosen, replace(walk, start=None)), size=walk.size, start=None)
    return Worklist(
        page=page,
        total=_total(chosen, walk, reasons),
        under_way=_under_way(chosen, walk),
        feeders=_pending((str(one.feeder), one.name, one.rows) for one in named) if len(named) <= MOST_FEEDERS else (),
        reasons=_pending((why, why, tasks) for why, tasks in reasons),
    )


def is_listed(consumer: int, *, sections: Sequence[int]) -> bool:
    """Return whether the consumer stands on the list of one of just these sections."""
    ((is_there,),) = rows(LISTED, consumer=consumer, sections=list(sections))
    return bool(is_there)


def _heaps(reason: str) -> Heaps:
    which = "standing.subject = 'reach' AND %(reason)s IN ('', standing.reason)"
    return Heaps(table="reach_tasktotal", number="tasks", which=which, values={"reason": reason})


def _total(scope: Scope, walk: Walk, reasons: Iterable[tuple[Any, ...]]) -> int:
    if walk.feeder is None:
        return sum(tasks for why, tasks in reasons if walk.reason in ("", why))
    return sum(one.rows for one in _heaps(walk.reason).first(scope, 1))


def _under_way(scope: Scope, walk: Walk) -> int:
    question = UNDER_WAY.format(scope=scope.condition("consumer.feeder_id"))
    (found,) = numbers(question, service=int(Lane.SERVICE), reason=walk.reason, **scope.parameters)
    return found


def _doors(scope: Scope, walk: Walk) -> list[Doorstep]:
    """Return up to one door more than a page has, in the direction of the walk."""
    is_back, wanted = bool(walk.start and walk.start.is_back), walk.size + 1
    ((begins,),) = (walk.start and rows(PLACE, consumer=walk.start.row)) or [(None,)]
    ahead = _heaps(walk.reason).ahead(scope, of=begins, is_back=is_back)
    found: list[Doorstep] = []
    # Doors that need no visit that day are counted with the rest, so a portion may bring fewer than it has.
    while len(found) < wanted and (chosen := enough(ahead, wanted=wanted - len(found))):
        portion = rows(
            ROWS.format(stands=STANDS, walk=WALK, **way(walk.start)),
            feeders=chosen, from_feeder=begins, consumer=walk.start and walk.start.row, reason=walk.reason,
            to_visit_on=walk.to_visit_on, form=at_doors.FORM, for_office=at_doors.where_no_visit_helps(),
            limit=wanted - len(found),
        )  # fmt: skip
        found.extend(Doorstep(*row) for row in portion)
    return found


def _pending(heaps: Iterable[tuple[str, str, int]]) -> tuple[Pending, ...]:
    return tuple(sorted((Pending(*heap) for heap in heaps), key=lambda heap: (-heap.tasks, heap.name)))
