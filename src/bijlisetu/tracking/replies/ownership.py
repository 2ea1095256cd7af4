"""The words that say whose a number is: "it is mine" proves it, "not my connection" strikes it out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import bijlisetu.audit.actions as audit
import bijlisetu.contact.actions as contact
import bijlisetu.outbox.actions as outbox
from bijlisetu.plumbing.database.keyed import execute, rows
from bijlisetu.tracking.replies.taking import Taker, Word

CONFIRM, NOT_MINE = "confirm", "not_mine"
ACTS = {CONFIRM: contact.prove, NOT_MINE: contact.disown}
BY_LINK = "web"

SENT_TO = """
SELECT attempt.id, notice.consumer_id, attempt.address FROM outbox_attempt attempt
JOIN outbox_notice notice ON notice.id = attempt.notice_id WHERE attempt.id = ANY(%(attempts)s)
"""
TRY_ELSEWHERE = """
WITH denied AS (
    -- What somebody answered does not open a stopped run: its gate is the canary's, which it went out by.
    SELECT DISTINCT notice.id, notice.lane,
           CASE WHEN run.id IS NULL OR run.state = 'finished' THEN 0 ELSE -run.id END AS gate
    FROM outbox_notice notice JOIN outbox_attempt attempt ON attempt.notice_id = notice.id
    LEFT JOIN outbox_run run ON run.id = notice.run_id
    WHERE attempt.id = ANY(%(attempts)s) AND notice.expires_at > %(at)s
      AND notice.state IN ('open', 'reached', 'exhausted')
      AND NOT EXISTS (SELECT FROM outbox_attempt flying WHERE flying.notice_id = notice.id AND flying.state = 10)
      AND NOT EXISTS (
        SELECT FROM outbox_attempt other
        JOIN contact_address address ON address.consumer_id = notice.consumer_id AND address.value = other.address
        WHERE other.notice_id = notice.id AND other.state >= 60 AND address.owner <> 'not_owner'
      )
),
opened AS (
    UPDATE outbox_notice notice SET state = 'open', settled_at = NULL FROM denied WHERE notice.id = denied.id
)
INSERT INTO outbox_turn AS turn (notice_id, lane, gate, at) SELECT id, lane, gate, %(at)s FROM denied
ON CONFLICT (notice_id) DO UPDATE SET at = excluded.at, awaits = false, channel = ''
"""


def take(words: Sequence[Word], at: datetime) -> None:
    """Do what the words mean for the addresses, the accounts and their notices."""
    for meaning, act in ACTS.items():
        for by in ("reply", "link"):
            said = {
                attempt: word.at
                for word in sorted(words, key=lambda word: word.at)
                if word.meaning == meaning and (word.channel == BY_LINK) == (by == "link")
                for attempt in word.attempts
            }
            if not said:
                continue
            outbox.hold(attempts=list(said))
            claims = [
                (consumer, address, said[attempt]) for attempt, consumer, address in rows(SENT_TO, attempts=list(said))
            ]
            changed = act(claims=claims, proof=by)
            if not changed:  # carriers repeat themselves, and an older answer may come after a newer one
                continue
            if meaning == NOT_MINE:
                execute(TRY_ELSEWHERE, attempts=list(said), at=at)
            outbox.note_change(consumers=changed)
            audit.note(deed=f"contact.{meaning}", records=[f"consumer:{one}" for one in changed], by=by, at=at)


TAKER = Taker(room="contact", meanings=frozenset(ACTS), take=take)
