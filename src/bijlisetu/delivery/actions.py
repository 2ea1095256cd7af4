"""
Claim, record, rescue: the database's side of delivery, each one short set-based transaction.

No connection is held between claiming and recording; a lease with an end stands in for it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

import bijlisetu.outbox.actions as outbox
from bijlisetu.channels.letter import Outcome, Reason, Verdict
from bijlisetu.delivery.rules import Wait, backoff
from bijlisetu.outbox.models import Attempt
from bijlisetu.values import ChannelKind, Language

#: Longer than a slow carrier takes for all that an engine may hold at once.
LEASE = timedelta(minutes=10)
#: After so many tries that never left us, the carrier counts as down for this letter and the ladder goes on.
MOST_TRIES = 8

CLAIM = """
WITH ladder (kind, step, channel) AS (
    SELECT * FROM unnest(%(kinds)s::text[], %(steps)s::int[], %(channels)s::text[])
),
due AS (
    SELECT notice.* FROM unnest(ARRAY[0, 1, 2, 3]) AS lanes (lane), LATERAL (
        SELECT id, kind, consumer_id, facts, expires_at, lane, next_at FROM outbox_notice
        WHERE outbox_notice.lane = lanes.lane AND next_at <= %(at)s
          -- A receipt that lies unread in our own inbox must not bring anybody a second message.
          AND (next_at <= %(heard_until)s OR NOT EXISTS (
            SELECT FROM outbox_attempt waiting
            WHERE waiting.notice_id = outbox_notice.id AND waiting.state BETWEEN 20 AND 40))
        ORDER BY next_at LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
    ) AS notice
    ORDER BY notice.lane, notice.next_at LIMIT %(limit)s
),
queued AS (
    SELECT attempt.id, attempt.notice_id FROM outbox_attempt attempt JOIN due ON due.id = attempt.notice_id
    WHERE attempt.state = 0 AND due.expires_at > %(at)s
),
choice AS (
    SELECT DISTINCT ON (due.id) due.id AS notice_id, ladder.channel, address.value
    FROM due
    JOIN ladder ON ladder.kind = due.kind
    JOIN contact_address address
      ON address.consumer_id = due.consumer_id
     AND ladder.channel = ANY(address.channels)
     AND address.owner <> 'not_owner'
    WHERE due.expires_at > %(at)s
      AND NOT EXISTS (SELECT FROM queued WHERE queued.notice_id = due.id)
      AND NOT EXISTS (
        SELECT FROM outbox_attempt tried
        WHERE tried.notice_id = due.id AND tried.channel = ladder.channel AND tried.address = address.value
      )
    ORDER BY due.id, ladder.step, (address.owner = 'proved') DESC, address.known_at DESC, address.id
),
again AS (
    UPDATE outbox_attempt attempt
    SET state = 10, engine = %(engine)s, claimed_at = %(at)s, claimed_until = %(until)s,
        tries = tries + (reason <> 'channel_stopped')::int
    FROM queued WHERE attempt.id = queued.id
    RETURNING attempt.id, attempt.notice_id, attempt.channel, attempt.address, attempt.tries
),
fresh AS (
    INSERT INTO outbox_attempt (notice_id, channel, address, state, engine, claimed_at, claimed_until, tries)
    SELECT notice_id, channel, value, 10, %(engine)s, %(at)s, %(until)s, 1 FROM choice
    RETURNING id, notice_id, channel, address, tries
),
claimed AS (SELECT * FROM again UNION ALL SELECT * FROM fresh),
settled AS (
    UPDATE outbox_notice notice
    SET next_at = NULL, unledgered = unledgered OR claimed.id IS NULL,
        state = CASE WHEN claimed.id IS NOT NULL THEN 'open'
                     WHEN due.expires_at <= %(at)s THEN 'expired' ELSE 'exhausted' END,
        settled_at = CASE WHEN claimed.id IS NULL THEN %(at)s::timestamptz END
    FROM due LEFT JOIN claimed ON claimed.notice_id = due.id
    WHERE notice.id = due.id
)
SELECT claimed.id, claimed.channel, claimed.address, claimed.tries, due.kind, due.facts, consumer.language
FROM claimed JOIN due ON due.id = claimed.notice_id JOIN consumers_consumer consumer ON consumer.id = due.consumer_id
ORDER BY due.lane, due.next_at, claimed.id
"""

RECORD = """
WITH verdict (id, state, carrier_id, reason, detail, wait) AS (
    SELECT * FROM unnest(%(ids)s::bigint[], %(states)s::smallint[], %(carrier_ids)s::text[],
                         %(reasons)s::text[], %(details)s::text[], %(waits)s::interval[])
),
moved AS (
    UPDATE outbox_attempt attempt
    -- A report may have come before the answer: the state only climbs, but for a letter that never left.
    SET state = CASE WHEN verdict.state = 0 AND attempt.state = 10 THEN 0
                     ELSE greatest(attempt.state, verdict.state) END,
        claimed_until = NULL,
        carrier_id = CASE WHEN verdict.carrier_id <> '' THEN verdict.carrier_id ELSE attempt.carrier_id END,
        reason = CASE WHEN verdict.state > attempt.state OR verdict.state = 0 THEN verdict.reason
                      ELSE attempt.reason END,
        detail = CASE WHEN verdict.state > attempt.state OR verdict.state = 0 THEN verdict.detail
                      ELSE attempt.detail END,
        accepted_at = CASE WHEN verdict.state = 30 THEN %(at)s ELSE attempt.accepted_at END,
        failed_at = CASE WHEN verdict.state = 50 THEN %(at)s ELSE attempt.failed_at END
    FROM verdict WHERE attempt.id = verdict.id AND attempt.engine = %(engine)s
    RETURNING attempt.notice_id, attempt.state, verdict.wait
)
UPDATE outbox_notice notice
SET -- Who is half-way up the ladder goes before those whose run has not come to them: every carrier has work.
    -- Delivered and still open: whoever has the phone said no before the answer came to us, so try elsewhere.
    next_at = CASE WHEN moved.state >= 60 THEN coalesce(notice.next_at, %(at)s)
                   WHEN moved.state = 50 THEN notice.posted_at - interval '1 minute'
                   ELSE %(at)s + moved.wait END
FROM moved WHERE notice.id = moved.notice_id AND notice.state = 'open'
"""

LOST = "SELECT id FROM outbox_attempt WHERE claimed_until < %(at)s"
RESCUE = """
WITH waits (kind, channel, wait) AS (
    SELECT * FROM unnest(%(kinds)s::text[], %(channels)s::text[], %(waits)s::interval[])
),
lost AS (
    UPDATE outbox_attempt
    SET state = greatest(state, 20), claimed_until = NULL,
        reason = CASE WHEN state = 10 THEN 'no_receipt' ELSE reason END,
        detail = CASE WHEN state = 10 THEN 'engine died while sending' ELSE detail END
    WHERE id = ANY(%(lost)s) AND claimed_until < %(at)s
    RETURNING id, notice_id, channel, state
),
pause AS (
    -- What a report has settled meanwhile needs no waiting.
    SELECT lost.notice_id, CASE WHEN max(lost.state) >= 50 THEN interval '0'
                                ELSE coalesce(max(waits.wait), interval '1 day') END AS length
    FROM lost JOIN outbox_notice notice ON notice.id = lost.notice_id
    LEFT JOIN waits ON waits.kind = notice.kind AND waits.channel = lost.channel
    GROUP BY lost.notice_id
),
woken AS (
    UPDATE outbox_notice notice SET next_at = %(at)s + pause.length
    FROM pause WHERE notice.id = pause.notice_id AND notice.state = 'open'
)
SELECT count(*) FROM lost
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """One try leased to an engine."""

    attempt: int
    channel: ChannelKind
    address: str
    tries: int
    kind: str
    facts: dict[str, str]
    language: Language


def claim(
    *, limit: int, engine: str, waits: Sequence[Wait], at: datetime, heard_until: datetime | None = None
) -> list[Claimed]:
    """
    Lease up to limit due tries to the engine, on the best address each consumer has at this moment.

    Who waits for a receipt is due only where all that came in until then is known: heard_until, by default all.
    A notice with nothing left to try is settled as exhausted, one past its time as expired.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            CLAIM,
            {
                **_columns(waits),
                "limit": limit,
                "engine": engine,
                "at": at,
                "until": at + LEASE,
                "heard_until": heard_until or at,
            },
        )
        return [_claimed(row) for row in cursor.fetchall()]


def record(
    *, verdicts: Sequence[tuple[Claimed, Verdict]], engine: str, waits: Sequence[Wait], at: datetime, factor: float
) -> None:
    """Write what the carriers answered, only where the lease is still the engine's, and when to look again."""
    wait_of = {(wait.kind, wait.channel): wait.length for wait in waits}
    rows = [_row(claimed, verdict, wait_of, factor) for claimed, verdict in verdicts]
    names = ("ids", "states", "carrier_ids", "reasons", "details", "waits")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    with transaction.atomic(), connection.cursor() as cursor:
        outbox.hold(attempts=columns["ids"])
        cursor.execute(RECORD, {**columns, "engine": engine, "at": at})


def rescue(*, waits: Sequence[Wait], at: datetime) -> int:
    """Mark what dead engines held as unsure: it may have left, so it waits for a report and is not sent again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOST, {"at": at})
        lost = [row[0] for row in cursor.fetchall()]
        outbox.hold(attempts=lost)
        cursor.execute(RESCUE, {**_columns(waits), "at": at, "lost": lost})
        return int(cursor.fetchone()[0])


def _columns(waits: Sequence[Wait]) -> dict[str, list[Any]]:
    return {
        "kinds": [wait.kind for wait in waits],
        "steps": [wait.step for wait in waits],
        "channels": [str(wait.channel) for wait in waits],
        "waits": [wait.length for wait in waits],
    }


def _claimed(row: tuple[Any, ...]) -> Claimed:
    attempt, channel, address, tries, kind, facts, language = row
    return Claimed(
        attempt=attempt,
        channel=ChannelKind(channel),
        address=address,
        tries=tries,
        kind=kind,
        facts=json.loads(facts),
        language=Language(language),
    )


def _row(
    claimed: Claimed, verdict: Verdict, wait_of: dict[tuple[str, ChannelKind], timedelta], factor: float
) -> tuple[int, int, str, str, str, timedelta]:
    state, reason, wait = _consequence(claimed, verdict, wait_of[claimed.kind, claimed.channel], factor)
    return claimed.attempt, state, verdict.carrier_id, reason, verdict.detail[:500], wait


def _consequence(
    claimed: Claimed, verdict: Verdict, wait: timedelta, factor: float
) -> tuple[Attempt.State, str, timedelta]:
    reason = str(verdict.reason or "")
    match verdict.outcome:
        case Outcome.ACCEPTED:
            return Attempt.State.ACCEPTED, "", wait
        case Outcome.UNSURE:
            return Attempt.State.UNSURE, reason or str(Reason.NO_RECEIPT), wait
        # While a whole channel is stopped no letter on it is spent: somebody is called, and then it goes on.
        case Outcome.TRY_LATER if claimed.tries < MOST_TRIES or verdict.reason is Reason.CHANNEL_STOPPED:
            return Attempt.State.QUEUED, reason, backoff(claimed.tries, asked=verdict.wait, factor=factor)
        case Outcome.TRY_LATER:
            return Attempt.State.FAILED, reason or str(Reason.CARRIER_DOWN), timedelta()
        case Outcome.REFUSED:
            return Attempt.State.FAILED, reason or str(Reason.OTHER), timedelta()
