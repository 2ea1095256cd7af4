"""Keep the ledger of people reached, and the work of reaching the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bijlisetu.channels.letter import Reason
from bijlisetu.contact.hygiene.condition import SUSPECT, is_suspect
from bijlisetu.kinds.files import kinds
from bijlisetu.plumbing.database import keyed
from bijlisetu.plumbing.database.keyed import execute, rows
from bijlisetu.plumbing.database.months import span, within
from bijlisetu.reach.rules import REACH

#: Two statements: REFRESH's snapshot must begin after TAKE, so that it sees whatever was committed before.
#: The changes come as an array and are looked up by key: their table is mostly empty when it is measured, and the
#: planner would join it row by row.
TAKE = """
DELETE FROM outbox_change WHERE id = ANY(ARRAY(
    SELECT id FROM outbox_change ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)) RETURNING notice_id
"""
REFRESH = f"""
WITH told AS MATERIALIZED (SELECT * FROM reach_evidence WHERE notice = ANY(%(notices)s) AND {within("notice")}),
standing AS (
    SELECT DISTINCT ON (told.consumer_id, counts.ledger, told.occasion)
           told.consumer_id, counts.ledger, told.occasion, told.notice, told.state AS notice_state, counts.task_after,
           CASE WHEN told.says IN ('read', 'delivered') THEN told.says::text
                WHEN told.state = 'open' THEN 'waiting'
                WHEN told.says = 'denied' THEN 'not_owner'
                WHEN told.says = 'taken' THEN 'accepted'
                WHEN told.says = 'failed' THEN 'failed'
                WHEN EXISTS (SELECT FROM contact_address struck
                             WHERE struck.consumer_id = told.consumer_id AND struck.owner = 'not_owner')
                THEN 'not_owner'
                WHEN shut.finding IS NOT NULL THEN 'failed' ELSE 'no_address' END AS degree,
           coalesce(told.says >= 'delivered', false) AS reached,
           coalesce(told.says >= 'delivered' AND told.proved, false) AS proved,
           CASE WHEN told.state = 'open' THEN '' WHEN told.says = 'failed' THEN told.reason
                ELSE coalesce(shut.finding, '') END AS reason,
           coalesce(told.channel, '') AS channel, told.attempt, coalesce(told.at, told.posted_at) AS at
    FROM told
    JOIN unnest(%(kinds)s::text[], %(ledgers)s::text[], %(task_afters)s::int[]) AS counts (kind, ledger, task_after)
      ON counts.kind = told.kind
    -- Nothing was tried, for no address on file is any good.
    LEFT JOIN LATERAL (
        SELECT health.finding
        FROM (
            SELECT value, known_at, {is_suspect("address")} AS is_suspect FROM contact_address AS address
            WHERE consumer_id = told.consumer_id AND owner <> 'not_owner' OFFSET 0
        ) AS held,
        LATERAL (
            SELECT finding FROM contact_health WHERE value = held.value AND until > %(at)s
            UNION ALL
            SELECT '{SUSPECT}' WHERE held.is_suspect
            OFFSET 0
        ) AS health
        WHERE told.attempt IS NULL AND told.state <> 'open'
        ORDER BY array_position(%(findings)s::text[], health.finding), held.known_at DESC LIMIT 1
    ) AS shut ON true
    -- What was taken back counts only where it had left us before and arrives all the same.
    WHERE told.occasion <> '' AND (told.state <> 'withdrawn' OR told.says >= 'delivered')
    ORDER BY told.consumer_id, counts.ledger, told.occasion, reached DESC, told.notice DESC
),
-- The latest notice of those looked at that reached the consumer in this ledger.
weighed AS (
    SELECT *, coalesce(max(notice) FILTER (WHERE reached) OVER (PARTITION BY consumer_id, ledger), 0) AS arrived
    FROM standing
),
ledger AS (
    INSERT INTO reach_standing AS known
           (consumer_id, ledger, occasion, notice, degree, reached, proved, reason, channel, attempt, at)
    SELECT consumer_id, ledger, occasion, notice, degree, reached, proved, reason, channel, attempt, at FROM standing
    ON CONFLICT (consumer_id, ledger, occasion) DO UPDATE
    SET notice = excluded.notice, degree = excluded.degree, reached = excluded.reached, proved = excluded.proved,
        reason = excluded.reason, channel = excluded.channel, attempt = excluded.attempt, at = excluded.at
    -- Whoever one notice of an occasion reached is reached, whatever becomes of another.
    -- But the notice that reached them may have been looked at now, and have reached a stranger.
    WHERE excluded.reached OR NOT known.reached OR known.notice = ANY(%(notices)s)
),
-- A message that was taken back in time stands nowhere: a reminder of what was paid waits for nothing.
taken_back AS (
    DELETE FROM reach_standing known
    USING told JOIN unnest(%(kinds)s::text[], %(ledgers)s::text[]) AS counts (kind, ledger) ON counts.kind = told.kind
    WHERE told.state = 'withdrawn' AND coalesce(told.says < 'delivered', true)
      AND known.consumer_id = told.consumer_id AND known.ledger = counts.ledger AND known.occasion = told.occasion
      AND known.notice = told.notice
      AND NOT EXISTS (
        SELECT FROM standing WHERE standing.consumer_id = known.consumer_id AND standing.ledger = known.ledger
          AND standing.occasion = known.occasion
      )
),
lines AS (
    INSERT INTO reach_runline AS known (notice, run, became, part)
    SELECT told.notice, told.run_id, coalesce(reach_became(
               told.state,
               CASE WHEN told.state = 'withdrawn' THEN (SELECT reason FROM outbox_notice WHERE id = told.notice) END,
               told.says, told.in_hand, told.reason,
               EXISTS (SELECT FROM contact_address struck
                       WHERE struck.consumer_id = told.consumer_id AND struck.owner = 'not_owner')
           ), 'unexplained/'), reach_part(told.state, told.says, told.proved)
    FROM told WHERE told.run_id IS NOT NULL AND told.state <> 'open'
    ON CONFLICT (notice) DO UPDATE SET became = excluded.became, part = excluded.part
    WHERE (known.became, known.part) <> (excluded.became, excluded.part)
),
-- A notice that was opened again has no end yet.
again AS (
    DELETE FROM reach_runline WHERE notice = ANY(ARRAY(
        SELECT notice FROM told WHERE run_id IS NOT NULL AND state = 'open'
    )) AND {within("notice")}
),
opened AS (
    INSERT INTO reach_task AS task (consumer_id, subject, ledger, occasion, notice, reason, due_on, opened_at)
    SELECT DISTINCT ON (consumer_id)
           consumer_id, %(subject)s, ledger, occasion, notice,
           CASE WHEN degree = 'failed' AND reason <> '' THEN reason ELSE degree END, %(due_on)s, %(at)s
    FROM weighed AS standing
    -- The evidence counts, and no notice's own state: a number may have been struck out after the receipt.
    WHERE NOT reached AND notice_state <> 'open' AND task_after > 0
      -- Whoever the same occasion reached by another notice, or a later one, is reached. What is looked at now counts
      -- as it is now.
      AND arrived < notice AND NOT EXISTS (
        SELECT FROM reach_standing other
        WHERE other.consumer_id = standing.consumer_id AND other.ledger = standing.ledger AND other.reached
          AND other.notice <> ALL(%(notices)s)
          AND (other.occasion = standing.occasion OR other.notice > standing.notice)
      )
      -- As many occasions before this as the kind says were missed too.
      AND task_after - 1 = (
        SELECT count(*) FILTER (WHERE NOT before.reached) FROM (
            SELECT earlier.reached FROM reach_standing earlier
            WHERE earlier.consumer_id = standing.consumer_id AND earlier.ledger = standing.ledger
              AND earlier.notice < standing.notice AND earlier.occasion <> standing.occasion
            ORDER BY earlier.notice DESC LIMIT standing.task_after - 1
        ) AS before
      )
    ORDER BY consumer_id, notice DESC
    ON CONFLICT (consumer_id, subject) WHERE closed_at IS NULL
    DO UPDATE SET reason = excluded.reason, occasion = excluded.occasion, notice = excluded.notice
    WHERE task.ledger = excluded.ledger AND coalesce(task.notice, 0) <= excluded.notice
),
-- Whoever a later notice of the same ledger reached is reached: the number works.
closed AS (
    UPDATE reach_task task SET closed_at = %(at)s, closed_by = 'receipt', evidence = standing.attempt
    FROM standing WHERE standing.reached AND task.consumer_id = ANY(ARRAY[standing.consumer_id])
      AND task.closed_at IS NULL AND task.subject = %(subject)s AND task.ledger = standing.ledger
      AND coalesce(task.notice, 0) <= standing.notice
    RETURNING task.consumer_id, task.ledger
)
-- The one task of such a person stood for all ledgers: what they missed of another is looked at once more.
INSERT INTO outbox_change (notice_id)
SELECT missed.notice FROM closed JOIN reach_standing missed ON missed.consumer_id = closed.consumer_id
WHERE missed.ledger <> closed.ledger AND NOT missed.reached
"""
#: Why nothing was tried; reasons that a visit can mend come first.
FINDINGS = [
    SUSPECT,
    *map(str, (Reason.NUMBER_DEAD, Reason.PHONE_ABSENT, Reason.MAILBOX_DEAD, Reason.NOT_ON_WHATSAPP)),
]


def refresh(*, at: datetime, limit: int = 2000) -> int:
    """Bring the ledger and the worklists up to date with what happened to notices; return how many were seen."""
    with keyed.atomic():
        notices = [notice for (notice,) in rows(TAKE, limit=limit)]
        if notices:
            execute(
                REFRESH,
                at=at,
                notices=notices,
                **span(notices),
                findings=FINDINGS,
                subject=REACH.name,
                due_on=REACH.due(at),
                **_counts(),
            )
    return len(notices)


def _counts() -> dict[str, list[Any]]:
    """Return the kinds that count somewhere, where, and after how many misses they are somebody's work."""
    counting = [kind for kind in kinds().values() if kind.ledger]
    return {
        "kinds": [kind.name for kind in counting],
        "ledgers": [kind.ledger for kind in counting],
        "task_afters": [kind.task_after for kind in counting],
    }
