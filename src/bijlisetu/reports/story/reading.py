"""The story of a consumer, or of one message, as page and terminal tell it: what was to be said, tries, answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection

from bijlisetu.kinds.kind import Lane
from bijlisetu.outbox.doors import stopped_scopes
from bijlisetu.outbox.models import Attempt, Run
from bijlisetu.payments.telling import receipt_number
from bijlisetu.plumbing.logs import masked
from bijlisetu.reports.story import told
from bijlisetu.reports.story.twice import marked
from bijlisetu.values import mask

#: Of one consumer, the newest first: two years of bills. A message asked for by its id is told with its own notice.
MOST_NOTICES = 24
LANES = {int(lane): lane.name.lower() for lane in Lane}

CONSUMER = """
SELECT consumer.account, consumer.language, feeder.code AS feeder, coalesce(office.name, '') AS section
FROM consumers_consumer consumer JOIN network_feeder feeder ON feeder.id = consumer.feeder_id
LEFT JOIN network_feederplace place ON place.feeder_id = feeder.id AND place.valid_to IS NULL
LEFT JOIN network_office office ON office.id = place.section_id
WHERE consumer.id = %(consumer)s
"""
BILLS = """
SELECT id, cycle, amount_payable AS amount, due_date AS due_on, imported_at FROM billing_bill
WHERE consumer_id = %(consumer)s ORDER BY cycle DESC LIMIT %(most)s
"""
PAYMENTS = """
SELECT id, amount, paid_on, mode, is_deposit, credited_at, undone_at, undone_by FROM payments_payment
WHERE consumer_id = %(consumer)s AND credited_at IS NOT NULL ORDER BY paid_on DESC, id DESC LIMIT %(most)s
"""
TASKS = """
SELECT subject, ledger, occasion, reason, due_on, opened_at, closed_at, closed_by, evidence FROM reach_task
WHERE consumer_id = %(consumer)s ORDER BY opened_at DESC LIMIT %(most)s
"""
#: The book has a visit at the moment when it reached us; the person was met when the visit says.
DEEDS = """
(SELECT at, deed, "by", coalesce(detail ->> 'address', '') AS address, coalesce(detail ->> 'proof', '') AS proof
 FROM audit_entry WHERE record = %(record)s AND NOT starts_with(deed, 'visit.') ORDER BY at DESC LIMIT %(most)s)
UNION ALL
(SELECT at, 'visit.' || outcome, "by", '', ''
 FROM fieldwork_visit WHERE consumer_id = %(consumer)s ORDER BY at DESC LIMIT %(most)s)
ORDER BY at DESC LIMIT %(most)s
"""
NOTICES = """
SELECT notice.id, notice.kind, notice.key, notice.occasion, told.says, notice.lane, notice.state, notice.reason,
       notice.posted_at, notice.expires_at, notice.settled_at,
       run.id AS run_id, run.key AS run_key, run.state AS run_state,
       turn.at AS turn_at, turn.gate AS turn_gate, turn.channel AS turn_channel, turn.awaits AS turn_awaits,
       count(*) OVER () AS "all"
FROM outbox_notice notice JOIN reach_evidence told ON told.notice = notice.id
LEFT JOIN outbox_turn turn ON turn.notice_id = notice.id
LEFT JOIN outbox_run run ON run.id = notice.run_id
WHERE notice.consumer_id = %(consumer)s AND (%(notice)s::bigint IS NULL OR notice.id = %(notice)s)
ORDER BY notice.posted_at DESC, notice.id DESC LIMIT %(most)s
"""
ATTEMPTS = """
SELECT notice_id AS "of", id, channel, sender, address, state, tries, reason, detail, engine, carrier_id, billable,
       category, claimed_at, accepted_at, sent_at, delivered_at, read_at, failed_at
FROM outbox_attempt WHERE notice_id = ANY(%(notices)s) ORDER BY id
"""
REPLIES = """
SELECT attempt AS "of", channel, at, received_at, meaning, text, payload FROM tracking_reply
WHERE attempt = ANY(%(attempts)s) AND kind <> 'clerk' ORDER BY at, id
"""
UNCLEAR = """
SELECT reply.at, reply.channel, reply.kind AS sort, reply.text, coalesce(notice.kind, '') AS kind, unclear.attempt,
       coalesce(attempt.address, '') AS address, unclear.decision, unclear.decided_by, unclear.decided_at
FROM tracking_unclear unclear JOIN tracking_reply reply ON reply.id = unclear.reply
LEFT JOIN outbox_attempt attempt ON attempt.id = unclear.attempt
LEFT JOIN outbox_notice notice ON notice.id = attempt.notice_id
WHERE unclear.consumer_id = %(consumer)s ORDER BY unclear.id DESC LIMIT %(most)s
"""
Row = dict[str, Any]
Tries = dict[int, tuple[told.Attempt, ...]]  # by notice
Told = TypeVar("Told")


def story(consumer: int, *, notice: int | None = None, at: datetime) -> told.Story:
    """Return what happened between us and the consumer, or with the one notice of theirs; ids of carriers in clear."""
    notices = named_rows(NOTICES, consumer=consumer, notice=notice, most=MOST_NOTICES)
    attempts = _attempts([row["id"] for row in notices])
    scopes = stopped_scopes()
    return told.Story(
        consumer=_consumer(consumer),
        notices=tuple(_notice(row, attempts.get(row["id"], ()), scopes, at) for row in notices),
        older_notices=max(notices[0]["all"] - len(notices), 0) if notices else 0,
    )


def _attempts(notices: list[int]) -> Tries:
    tries = grouped(_attempt, ATTEMPTS, notices=notices)
    replies = grouped(_reply, REPLIES, attempts=[attempt.id for group in tries.values() for attempt in group])
    return {
        notice: marked([replace(attempt, replies=replies.get(attempt.id, ())) for attempt in group])
        for notice, group in tries.items()
    }


def _consumer(consumer: int) -> told.Consumer:
    (row,) = named_rows(CONSUMER, consumer=consumer)
    asked = {"consumer": consumer, "most": MOST_NOTICES, "record": f"consumer:{consumer}"}
    return told.Consumer(
        **row,
        bills=tuple(told.Bill(**one) for one in named_rows(BILLS, **asked)),
        payments=tuple(_payment(**one) for one in named_rows(PAYMENTS, **asked)),
        tasks=tuple(told.Task(**one) for one in named_rows(TASKS, **asked)),
        deeds=tuple(told.Deed(**one) for one in named_rows(DEEDS, **asked)),
        unclear=tuple(_unclear(**one) for one in named_rows(UNCLEAR, **asked)),
    )


def _payment(**row: Any) -> told.Payment:
    return told.Payment(number=receipt_number(row.pop("id")), **row)


def _notice(row: Row, attempts: tuple[told.Attempt, ...], scopes: frozenset[str], at: datetime) -> told.Notice:
    run = told.Run(id=row["run_id"], key=row["run_key"], state=row["run_state"]) if row["run_id"] else None
    plain = ("id", "kind", "key", "occasion", "says", "state", "reason", "posted_at", "expires_at", "settled_at")
    return told.Notice(
        **{name: row[name] for name in plain},
        lane=LANES[row["lane"]],
        run=run,
        turn=_turn(row, attempts, scopes, at) if row["turn_at"] else None,
        told_twice=any(attempt.told_twice for attempt in attempts),
        attempts=attempts,
    )


def _turn(row: Row, attempts: tuple[told.Attempt, ...], scopes: frozenset[str], at: datetime) -> told.Turn:
    return told.Turn(
        at=row["turn_at"],
        why=_why_then(row, attempts, scopes, at),
        gate=row["turn_gate"],
        channel=row["turn_channel"],
        awaits=row["turn_awaits"],
    )


def _why_then(row: Row, attempts: tuple[told.Attempt, ...], scopes: frozenset[str], at: datetime) -> str:
    """Return what holds a notice back, the strongest first."""
    ours = {"all", f"lane:{LANES[row['lane']]}", f"kind:{row['kind']}", f"channel:{row['turn_channel']}"}
    if not _is_out(row["turn_gate"], row["run_state"]):
        return "gate"
    if ours & scopes:
        return "stopped"
    if row["turn_channel"]:
        return "parked"
    if row["turn_awaits"] and row["turn_at"] > at:
        return "awaits_receipt"
    if row["turn_at"] <= at:
        return "due"
    return "retry" if attempts and attempts[-1].state == "queued" else "later"


def _is_out(gate: int, state: str | None) -> bool:
    """Return whether the gate of a run stands open: for its canary, or for all."""
    return gate == 0 or state == Run.State.RELEASED or (gate < 0 and state == Run.State.CANARY)


def _attempt(**row: Any) -> told.Attempt:
    hidden = {"address": mask(row["address"]), "detail": masked(row["detail"])}
    return told.Attempt(**{**row, **hidden, "state": word_of(row["state"])})


def _unclear(**row: Any) -> told.Unclear:
    hidden = {"text": masked(row["text"]), "address": mask(row["address"]) if row["address"] else ""}
    return told.Unclear(**{**row, **hidden})


def _reply(**row: Any) -> told.Reply:
    return told.Reply(**{**row, "text": masked(row["text"])})


def word_of(state: int) -> str:
    """Return the state in a word: queued, claimed, unsure, accepted, sent, withheld, expired, failed."""
    return Attempt.State(state).name.lower()


def named_rows(sql: str, **values: Any) -> list[Row]:
    """Return the rows of the question, each cell by the name of its column."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def grouped(make: Callable[..., Told], sql: str, **values: Any) -> dict[int, tuple[Told, ...]]:
    """Return what the rows tell, by what they are `of`."""
    groups: dict[int, list[Told]] = {}
    for row in named_rows(sql, **values):
        groups.setdefault(row.pop("of"), []).append(make(**row))
    return {key: tuple(group) for key, group in groups.items()}
