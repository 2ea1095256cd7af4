"""What happened between us and one person: bills, tries with their evidence, answers, tasks and repairs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from bijlisetu.outbox.models import Attempt

#: Every source gives the same columns; what one does not have is empty.
TIMELINE = """
SELECT 'bill' AS kind, imported_at AS at, id AS record, '' AS said, cycle, amount_payable AS amount, due_date AS due_on,
       '' AS channel, '' AS address, '' AS word, '' AS detail, 0 AS state,
       NULL::timestamptz AS accepted_at, NULL::timestamptz AS sent_at, NULL::timestamptz AS delivered_at,
       NULL::timestamptz AS read_at, NULL::timestamptz AS failed_at
FROM billing_bill WHERE consumer_id = %(consumer)s
UNION ALL
SELECT 'attempt', attempt.claimed_at, attempt.id, notice.kind, NULL, NULL, NULL, attempt.channel, attempt.address,
       attempt.reason, attempt.detail, attempt.state, attempt.accepted_at, attempt.sent_at, attempt.delivered_at,
       attempt.read_at, attempt.failed_at
FROM outbox_attempt attempt JOIN outbox_notice notice ON notice.id = attempt.notice_id
WHERE notice.consumer_id = %(consumer)s
UNION ALL
SELECT 'reply', reply.at, reply.id, notice.kind, NULL, NULL, NULL, reply.channel, attempt.address, reply.meaning,
       reply.text, 0, NULL, NULL, NULL, NULL, NULL
FROM tracking_reply reply JOIN outbox_attempt attempt ON attempt.id = reply.attempt
JOIN outbox_notice notice ON notice.id = attempt.notice_id
WHERE notice.consumer_id = %(consumer)s
UNION ALL
SELECT 'task_opened', opened_at, id, ledger, NULL, NULL, NULL, '', '', reason, '', 0, NULL, NULL, NULL, NULL, NULL
FROM reach_task WHERE consumer_id = %(consumer)s
UNION ALL
SELECT 'task_closed', closed_at, id, ledger, NULL, NULL, NULL, '', '', reason, '', 0, NULL, NULL, NULL, NULL, NULL
FROM reach_task WHERE consumer_id = %(consumer)s AND closed_at IS NOT NULL
UNION ALL
SELECT 'deed', at, id, '', NULL, NULL, NULL, coalesce(detail ->> 'proof', ''), coalesce(detail ->> 'address', ''), deed,
       "by", 0, NULL, NULL, NULL, NULL, NULL
FROM audit_entry WHERE record = %(record)s AND "by" <> 'reply' -- the reply itself is told above
ORDER BY at DESC, kind DESC
"""
CLIMB = ("accepted", "sent", "delivered", "read", "failed")
#: States that have no time of their own.
TIMELESS = {Attempt.State.UNSURE: "unsure", Attempt.State.WITHHELD: "withheld", Attempt.State.EXPIRED: "expired"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a try."""

    word: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    One entry: kind is bill, attempt, reply, task_opened, task_closed or deed.

    `word` is the reason of a try or task, the meaning of a reply, the name of a deed; `detail` the carrier's words, the
    person's words, or who did the deed; `proof` how a number of a deed was proved.
    """

    kind: str
    at: datetime
    record: int
    said: str  #: the kind of the notice, or the ledger of the task
    cycle: date | None
    amount: Decimal | None
    due_on: date | None
    channel: str
    address: str
    word: str
    detail: str
    proof: str
    outcome: str  #: of a try: on_its_way, arrived, failed
    steps: tuple[Step, ...]


def timeline(consumer: int) -> tuple[Event, ...]:
    """Return everything between us and the consumer, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(TIMELINE, {"consumer": consumer, "record": f"consumer:{consumer}"})
        return tuple(_event(*row) for row in cursor.fetchall())


def _event(
    kind: str, at: datetime, record: int, said: str, cycle: date | None, amount: Decimal | None, due_on: date | None,
    channel: str, address: str, word: str, detail: str, state: int, *times: datetime | None,
) -> Event:  # fmt: skip
    is_try = kind == "attempt"
    return Event(
        kind=kind,
        at=at,
        record=record,
        said=said,
        cycle=cycle,
        amount=amount,
        due_on=due_on,
        channel="" if kind == "deed" else channel,
        address=address,
        word=word,
        detail=detail,
        proof=channel if kind == "deed" else "",
        outcome=_outcome(state) if is_try else "",
        steps=_steps(state, times) if is_try else (),
    )


def _steps(state: int, times: tuple[Any, ...]) -> tuple[Step, ...]:
    # A failure that evidence of arrival overtook was a carrier's mistake: it is not told.
    told = [
        Step(word, at)
        for word, at in zip(CLIMB, times, strict=True)
        if at and not (word == "failed" and state != Attempt.State.FAILED)
    ]
    if state in TIMELESS:
        told.append(Step(TIMELESS[Attempt.State(state)], None))
    return tuple(told)


def _outcome(state: int) -> str:
    if state >= Attempt.State.DELIVERED:
        return "arrived"
    if state == Attempt.State.FAILED:
        return "failed"
    return "on_its_way"
