"""
The words that say whose a number is: "it is mine" proves it, "not my connection" strikes it out.

Where a doubted number was asked, a yes proves nothing yet: which account is meant shows only in the proof that follows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import bijlisetu.contact.actions as contact
import bijlisetu.outbox.actions as outbox
from bijlisetu.contact.actions.mending import QUESTION
from bijlisetu.contact.hygiene import asking
from bijlisetu.contact.hygiene.condition import IS_DOUBTED
from bijlisetu.contact.lists import ClaimProof, ClaimSource, ClaimWord
from bijlisetu.contact.models import Asking, Claim
from bijlisetu.outbox.models import Run
from bijlisetu.outbox.states import State
from bijlisetu.plumbing.database.keyed import execute, rows
from bijlisetu.tracking.replies.taking import Taker, Word

CONFIRM, NOT_MINE, IS_MINE = "confirm", "not_mine", "is_mine"
SAYS = {CONFIRM: ClaimWord.OWN, NOT_MINE: ClaimWord.NOT_OWN}
BY_LINK = "web"

#: A number new to WhatsApp is asked once, for all the accounts that it was named for; a doubted one, for all on which
#: it is not proved.
SENT_TO = f"""
WITH answered AS (
    SELECT attempt.id, notice.consumer_id, attempt.address, notice.kind FROM outbox_attempt attempt
    JOIN outbox_notice notice ON notice.id = attempt.notice_id WHERE attempt.id = ANY(%(attempts)s)
)
SELECT id, consumer_id, address FROM answered
UNION
SELECT answered.id, held.consumer_id, held.value
FROM answered JOIN contact_address held ON held.value = answered.address
WHERE answered.kind = '{QUESTION}' AND held.owner = 'unknown' AND held.source = 'carrier'
   OR answered.kind = '{asking.NUMBER_ASKED}'
      AND (held.owner = 'unknown' OR held.owner = 'proved' AND {IS_DOUBTED.format(address="held")})
ORDER BY 1, 2
"""
ASKED = f"""
SELECT attempt.id, attempt.address
FROM outbox_attempt attempt JOIN outbox_notice notice ON notice.id = attempt.notice_id
WHERE attempt.id = ANY(%(attempts)s) AND notice.kind = '{asking.NUMBER_ASKED}'
"""
TRY_ELSEWHERE = f"""
WITH denied AS (
    -- An answer does not open a stopped run: the notice waits at the gate of its run's canary, by which it went out.
    SELECT DISTINCT notice.id, notice.lane,
           CASE WHEN run.id IS NULL OR run.state = '{Run.State.FINISHED}' THEN 0 ELSE -run.id END AS gate
    FROM outbox_notice notice JOIN outbox_attempt attempt ON attempt.notice_id = notice.id
    LEFT JOIN outbox_run run ON run.id = notice.run_id
    WHERE attempt.id = ANY(%(attempts)s) AND notice.expires_at > %(at)s
      -- What was for this number alone is not said there once more on another channel.
      AND notice."to" = ''
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
    outbox.hold_runs(attempts=[attempt for word in words if word.meaning == NOT_MINE for attempt in word.attempts])
    outbox.hold(attempts=attempts)
    _hear_asked(words, attempts)
    sent_to: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for attempt, consumer, address in rows(SENT_TO, attempts=attempts):
        sent_to[attempt].append((consumer, address))
    for by in (ClaimProof.REPLY, ClaimProof.LINK):
        said = [word for word in words if (word.channel == BY_LINK) == (by == ClaimProof.LINK)]
        claims = [
            _claim(word, *pair)
            for word in said
            if word.meaning in SAYS
            for one in word.attempts
            for pair in sent_to.get(one, ())
        ]
        # Carriers repeat themselves, and an older answer may come after a newer one. Neither changes anything.
        changed = set(contact.take(claims=claims, at=at, by=str(by)).changed)
        denied = [one for word in said if word.meaning == NOT_MINE for one in word.attempts]
        denied = [one for one in denied if any(consumer in changed for consumer, _ in sent_to.get(one, ()))]
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


def _hear_asked(words: Sequence[Word], attempts: Sequence[int]) -> None:
    """Keep what numbers that were asked whose they are have said."""
    asked = dict(rows(ASKED, attempts=attempts))
    said = {IS_MINE: Asking.Said.MINE, NOT_MINE: Asking.Said.NOT_MINE}
    asking.hear(
        [
            asking.Answer(asked[one], said[word.meaning], word.at)
            for word in words
            if word.meaning in said
            for one in word.attempts
            if one in asked
        ]
    )


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


TAKER = Taker(room="contact", meanings=frozenset({*SAYS, IS_MINE}), take=take)
