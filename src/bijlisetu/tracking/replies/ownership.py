"""The words that say whose a number is: "it is mine" proves it, "not my connection" strikes it out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import bijlisetu.contact.actions as contact
import bijlisetu.outbox.actions as outbox
from bijlisetu.contact.lists import ClaimProof, ClaimSource, ClaimWord
from bijlisetu.contact.models import Claim
from bijlisetu.outbox.models import Run
from bijlisetu.outbox.states import State
from bijlisetu.plumbing.database.keyed import execute, rows
from bijlisetu.tracking.replies.taking import Taker, Word

CONFIRM, NOT_MINE = "confirm", "not_mine"
SAYS = {CONFIRM: ClaimWord.OWN, NOT_MINE: ClaimWord.NOT_OWN}
BY_LINK = "web"

SENT_TO = """
SELECT attempt.id, notice.consumer_id, attempt.address FROM outbox_attempt attempt
JOIN outbox_notice notice ON notice.id = attempt.notice_id WHERE attempt.id = ANY(%(attempts)s)
"""
TRY_ELSEWHERE = f"""
WITH denied AS (
    -- An answer does not open a stopped run: the notice waits at the gate of its run's canary, by which it went out.
    SELECT DISTINCT notice.id, notice.lane,
           CASE WHEN run.id IS NULL OR run.state = '{Run.State.FINISHED}' THEN 0 ELSE -run.id END AS gate
    FROM outbox_notice notice JOIN outbox_attempt attempt ON attempt.notice_id = notice.id
    LEFT JOIN outbox_run run ON run.id = notice.run_id
    WHERE attempt.id = ANY(%(attempts)s) AND notice.expires_at > %(at)s
      AND notice.state IN ('open', 'reached', 'exhausted')
      AND NOT EXISTS (
        SELECT FROM outbox_attempt flying WHERE flying.notice_id = notice.id AND flying.state = {State.CLAIMED}
      )
      AND NOT EXISTS (
        SELECT FROM outbox_attempt other
        JOIN contact_address address ON address.consumer_id = notice.consumer_id AND address.value = other.address
        WHERE other.notice_id = notice.id AND other.state >= {State.DELIVERED} AND address.owner <> 'not_owner'
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
    attempts = [attempt for word in words for attempt in word.attempts]
    outbox.hold(attempts=attempts)
    sent_to = {attempt: (consumer, address) for attempt, consumer, address in rows(SENT_TO, attempts=attempts)}
    for by in (ClaimProof.REPLY, ClaimProof.LINK):
        said = [word for word in words if (word.channel == BY_LINK) == (by == ClaimProof.LINK)]
        claims = [_claim(word, *sent_to[one]) for word in said for one in word.attempts if one in sent_to]
        # Carriers repeat themselves, and an older answer may come after a newer one. Neither changes anything.
        changed = set(contact.take(claims=claims, at=at, by=str(by)).changed)
        denied = [one for word in said if word.meaning == NOT_MINE for one in word.attempts]
        denied = [one for one in denied if one in sent_to and sent_to[one][0] in changed]
        execute(TRY_ELSEWHERE, attempts=denied, at=at)


def take_back(*, attempts: Sequence[int], said_at: datetime, by: str, at: datetime) -> None:
    """Take back what somebody of the office took a reply to these attempts to say; words of before count again."""
    outbox.hold(attempts=attempts)
    claims = [
        Claim(
            consumer_id=consumer,
            value=address,
            word=ClaimWord.TAKEN_BACK,
            source=ClaimSource.REPLY,
            proof=ClaimProof.REPLY,
            at=said_at,
        )
        for _, consumer, address in rows(SENT_TO, attempts=list(attempts))
    ]
    contact.take(claims=claims, at=at, by=by)


def _claim(word: Word, consumer: int, address: str) -> Claim:
    is_press = word.channel == BY_LINK
    return Claim(
        consumer_id=consumer,
        value=address,
        word=SAYS[word.meaning],
        source=ClaimSource.OWN_PAGE if is_press else ClaimSource.REPLY,
        proof=ClaimProof.LINK if is_press else ClaimProof.REPLY,
        at=word.at,
    )


TAKER = Taker(room="contact", meanings=frozenset(SAYS), take=take)
