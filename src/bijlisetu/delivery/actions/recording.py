"""Write what the carriers answered, and when to look at the notice again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import orjson

import bijlisetu.contact.actions as contact
import bijlisetu.outbox.actions as outbox
from bijlisetu.channels.letter import Outcome, Reason, Verdict
from bijlisetu.contact.actions import SPEAKING, NamedTogether, Turned
from bijlisetu.delivery.actions.claiming import Claimed
from bijlisetu.delivery.rules import FIRST_PAUSE, LEASES, backoff
from bijlisetu.kinds.kind import Lane
from bijlisetu.outbox import engines
from bijlisetu.outbox.months import tried_within
from bijlisetu.outbox.states import HURRIED, State
from bijlisetu.plumbing.database import keyed
from bijlisetu.plumbing.database.keyed import execute
from bijlisetu.plumbing.database.months import same, span, within

#: After so many tries that never left us, the carrier counts as down for this letter and the ladder goes on.
MOST_TRIES = 8
#: While a whole sender is stopped, or a letter was only put off by us, no try is spent.
SPENDS_NO_TRY = frozenset({Reason.CHANNEL_STOPPED, Reason.HELD_BY_US})
#: After these answers the carrier has no letter.
NEVER_LEFT = frozenset({State.QUEUED, State.FAILED})


RECORD = f"""
WITH verdict AS (
    SELECT * FROM jsonb_to_recordset(%(verdicts)s::jsonb)
    AS told (id bigint, state smallint, sender text, carrier_id text, reason text, detail text, wait float, spent int,
             claimed_at timestamptz)
),
moved AS (
    UPDATE outbox_attempt attempt
    -- A report may have come before the answer: the state only climbs, but for a letter that never left.
    SET state = CASE WHEN verdict.state = {State.QUEUED} AND attempt.state = {State.CLAIMED} THEN {State.QUEUED}
                     ELSE greatest(attempt.state, verdict.state) END,
        tries = attempt.tries - 1 + verdict.spent,
        sender = verdict.sender,
        carrier_id = CASE WHEN verdict.carrier_id <> '' THEN verdict.carrier_id ELSE attempt.carrier_id END,
        reason = CASE WHEN verdict.state > attempt.state OR verdict.state = {State.QUEUED} THEN verdict.reason
                      ELSE attempt.reason END,
        detail = CASE WHEN verdict.state > attempt.state OR verdict.state = {State.QUEUED} THEN verdict.detail
                      ELSE attempt.detail END,
        accepted_at = CASE WHEN verdict.state = {State.ACCEPTED} THEN %(at)s ELSE attempt.accepted_at END,
        failed_at = CASE WHEN verdict.state = {State.FAILED} THEN %(at)s ELSE attempt.failed_at END
    FROM verdict
    -- A lease is known by its engine and its moment. An answer is written a second time where the database went away
    -- before it confirmed: it must not put back a letter that is on its way again.
    WHERE attempt.id = ANY(ARRAY[verdict.id]) AND {tried_within("attempt")} AND attempt.engine = %(engine)s
      AND attempt.claimed_at = verdict.claimed_at AND attempt.state <> {State.QUEUED}
    RETURNING attempt.id, attempt.notice_id, attempt.state, verdict.wait
),
-- A notice that was withdrawn while its letter was in our hands has its end only now.
changes AS (
    INSERT INTO outbox_change (notice_id)
    SELECT notice_id FROM moved WHERE notice_id = ANY(%(settled)s)
)
UPDATE outbox_turn turn
SET awaits = moved.state BETWEEN {State.UNSURE} AND {State.SENT}, channel = '',
    -- After a failure the next step goes before letters whose turn has not come yet, so that every carrier has work.
    -- A notice delivered and still open was disowned by whoever has the phone, before this answer came: try elsewhere.
    at = CASE WHEN moved.state >= {State.DELIVERED} THEN %(at)s
              WHEN moved.state = {State.FAILED} THEN {HURRIED}
              ELSE %(at)s + moved.wait * interval '1 second' END
FROM moved, LATERAL (
    SELECT posted_at FROM outbox_notice WHERE {same("id", "moved.notice_id")} AND {within("id")} OFFSET 0
) AS notice
WHERE turn.notice_id = ANY(ARRAY[moved.notice_id])
  -- Most are accepted, and their turn needs no change: the claim has put it off for as long as a receipt may take.
  AND (moved.state NOT BETWEEN {State.ACCEPTED} AND {State.SENT} OR moved.wait < %(longest_lease)s)
  -- Where a failure was reported before this answer, the ladder went on, and the turn is the next try's.
  AND NOT EXISTS (
    SELECT FROM outbox_attempt later WHERE later.notice_id = moved.notice_id AND later.id + 0 > moved.id
      AND {tried_within("later")} OFFSET 0
  )
"""
PARTS = f"""
INSERT INTO outbox_part (attempt_id, carrier_id, state)
SELECT attempt, carrier_id, {State.ACCEPTED}
FROM unnest(%(attempts)s::bigint[], %(carrier_ids)s::text[]) AS told (attempt, carrier_id)
ON CONFLICT DO NOTHING
"""


class Answered(NamedTuple):
    """A claimed try, what its carrier answered, and which sender of ours asked it."""

    claimed: Claimed
    verdict: Verdict
    sender: str = ""
    before: Answered | None = None  #: the same try in the person's own language, which was refused for its template


class Consequence(NamedTuple):
    """What an answer makes of a try: its state, why, when to look again, and whether a try is spent."""

    state: State
    reason: str
    wait: timedelta = timedelta()
    spent: bool = True


def record(*, answers: Sequence[Answered], engine: str, at: datetime, factor: float) -> None:
    """Write what the carriers answered, only where the lease is still the engine's, and when to look again."""
    longest = max(LEASES.values()).total_seconds()
    attempts = [answered.claimed.attempt for answered in answers]
    with keyed.atomic():
        settled = outbox.hold(attempts=attempts)
        means = [consequence(answered, factor, at=at) for answered in answers]
        rows_of = [_row(answered, each) for answered, each in zip(answers, means, strict=True)]
        _keep_parts(answers)
        execute(
            RECORD, verdicts=orjson.dumps(rows_of).decode(), engine=engine, at=at, longest_lease=longest,
            settled=settled, **span(attempts),
        )  # fmt: skip
        if settled and any(each.state in NEVER_LEFT for each in means):
            engines.tell_of_taken_back(settled, at=at)
        _hear_of_people(answers, at=at)


def _hear_of_people(answers: Sequence[Answered], *, at: datetime) -> None:
    """Take what the answers say of the people: their user ids, and what they do not want."""
    told = [(claimed.address, verdict) for claimed, verdict, *_ in answers]
    contact.learn_user_ids(
        [NamedTogether(verdict.user_id, address, at) for address, verdict in told if verdict.user_id], at=at
    )
    contact.heed(
        [
            Turned(address, verdict.reason, at, verdict.wait)
            for address, verdict in told
            if verdict.reason in SPEAKING and verdict.reason is not None
        ],
        at=at,
    )


def _keep_parts(answers: Sequence[Answered]) -> None:
    parts = [
        # A part that got no id counts too: without it the message is not whole.
        (answered.claimed.attempt, carrier_id or f"part {place} without an id")
        for answered in answers
        if answered.verdict.more_ids
        for place, carrier_id in enumerate((answered.verdict.carrier_id, *answered.verdict.more_ids), start=1)
    ]
    if parts:
        attempts, carrier_ids = map(list, zip(*parts, strict=True))
        execute(PARTS, attempts=attempts, carrier_ids=carrier_ids)


def consequence(answered: Answered, factor: float, *, at: datetime) -> Consequence:
    """Return what the answer leads to: no letter is tried later for ever, nor so late that nothing comes of it."""
    claimed, verdict = answered.claimed, answered.verdict
    reason = str(verdict.reason or "")
    match verdict.outcome:
        case Outcome.ACCEPTED:
            return Consequence(State.ACCEPTED, "", claimed.wait)
        case Outcome.UNSURE:
            return Consequence(State.UNSURE, reason or str(Reason.NO_RECEIPT), claimed.wait)
        case Outcome.TRY_LATER if verdict.reason in SPENDS_NO_TRY:
            pause = timedelta(seconds=verdict.wait)
            is_shut = verdict.reason is Reason.CHANNEL_STOPPED
            if (is_shut and claimed.lane < Lane.SERVICE) or pause >= claimed.expires_at - at:
                # Looked at again soon, it finds the channel shut and takes the next step.
                pause = min(pause, FIRST_PAUSE / factor)
            return Consequence(State.QUEUED, reason, pause, spent=False)
        case Outcome.TRY_LATER if claimed.tries < (verdict.most_tries or MOST_TRIES):
            pause = backoff(claimed.tries, asked=verdict.wait, factor=factor)
            if pause < _patience(claimed, at):
                return Consequence(State.QUEUED, reason, pause)
            return Consequence(State.FAILED, reason or str(Reason.OTHER))
        case Outcome.TRY_LATER:
            return Consequence(State.FAILED, reason or str(Reason.CARRIER_DOWN))
        case Outcome.REFUSED:
            return Consequence(State.FAILED, reason or str(Reason.OTHER))


def _patience(claimed: Claimed, at: datetime) -> timedelta:
    """Return how long the letter may wait for its next try: in a hurry no longer than it would for a receipt."""
    left = claimed.expires_at - at
    return min(left, claimed.wait) if claimed.lane < Lane.SERVICE else left


def _row(answered: Answered, means: Consequence) -> dict[str, object]:
    verdict = answered.verdict
    return {
        "id": answered.claimed.attempt, "state": int(means.state), "sender": answered.sender,
        "carrier_id": verdict.carrier_id, "reason": means.reason, "detail": verdict.detail[:500],
        "wait": means.wait.total_seconds(), "spent": int(means.spent), "claimed_at": answered.claimed.claimed_at,
    }  # fmt: skip
