"""Put a wrong run right: take back what has not left us, and tell exactly those whom the rest may have reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from django.db import transaction

import bijlisetu.audit.actions as audit
import bijlisetu.outbox.actions as outbox
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox import incidents
from bijlisetu.outbox.actions import STAGE
from bijlisetu.outbox.models import Run
from bijlisetu.outbox.months import named_in_sql, of_notice
from bijlisetu.outbox.states import LEFT_US, State
from bijlisetu.plumbing.database import sql
from bijlisetu.plumbing.database.keyed import execute, rows
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.runs import actions as runs
from bijlisetu.runs.actions import NotNow, WordsNeeded
from bijlisetu.runs.wording import Said, say
from bijlisetu.staff.deeds import Deed

KIND = runs.CORRECTION
#: A letter that an engine holds when its run is stopped has left it, or come back, after so long.
IN_HAND_FOR = timedelta(seconds=10)
LONGEST_WORDS = 40  #: of one variable on the DLT portal (channels reference 5.3)

IN_HAND = f"""
SELECT count(*) FROM outbox_notice notice JOIN outbox_attempt attempt
  ON attempt.notice_id = notice.id AND {of_notice("attempt", "notice.id")}
WHERE notice.run_id = %(run)s AND attempt.state = {State.CLAIMED}
"""
TOLD = f"""
SELECT notice.id, notice.consumer_id, notice.facts, min(attempt.claimed_at) AS told_at
FROM outbox_notice notice JOIN outbox_attempt attempt
  ON attempt.notice_id = notice.id AND {of_notice("attempt", "notice.id")}
WHERE notice.run_id = %(run)s
  AND {LEFT_US}
GROUP BY notice.id
"""
SAY = f"""
INSERT INTO posting (key, consumer_id, facts)
SELECT %(key)s || {named_in_sql("left_us.id")} || left_us.id, left_us.consumer_id,
       left_us.facts || %(facts)s::jsonb || jsonb_build_object(
    'told', to_char(left_us.told_at AT TIME ZONE 'Asia/Kolkata', 'YYYY-MM-DD')
)
FROM ({TOLD}) AS left_us ORDER BY left_us.id
"""
#: How many a correction tells, the words of one of their messages, and how many it takes back.
FORESEEN = f"""
SELECT (SELECT count(*) FROM ({TOLD}) AS left_us),
       (SELECT (facts || jsonb_build_object('told', to_char(told_at AT TIME ZONE 'Asia/Kolkata', 'YYYY-MM-DD')))::text
        FROM ({TOLD}) AS left_us ORDER BY id LIMIT 1),
       (SELECT count(*) FROM outbox_notice WHERE run_id = %(run)s AND state = 'open')
"""
WITHDRAW = """
WITH withdrawn AS (
    UPDATE outbox_notice SET state = 'withdrawn', reason = 'corrected', settled_at = %(at)s
    WHERE run_id = %(run)s AND state = 'open' RETURNING id
),
turns AS (DELETE FROM outbox_turn USING withdrawn WHERE notice_id = withdrawn.id)
INSERT INTO outbox_change (notice_id) SELECT id FROM withdrawn
"""


class StopItFirst(Refusal):
    """A run is corrected only when nothing of it can leave us any more."""


class LettersInHand(Refusal):
    """Engines still hold letters of the run: whether they leave us is known in a few seconds."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a correction would do: how many it tells, how many messages it takes back, and what it says."""

    told: int
    withdrawn: int
    message: tuple[Said, ...]
    goes_at_once: bool  #: without a second officer, where no gate finds a fault


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction did: the run that says what holds, how many it tells, how many letters were taken back."""

    run: int | None  #: none where nobody was told anything wrong
    state: str
    told: int
    withdrawn: int


def foresee(*, run: int, words: Mapping[str, str], at: datetime, by: str) -> Foreseen:
    """Return what a correction with these words would do; it is refused as `correct` refuses it."""
    wrong = Run.objects.get(pk=run)
    _check(wrong, words, at, by)
    ((told, facts, withdrawn),) = rows(FORESEEN, run=run)
    message = say(kinds()[KIND], {**orjson.loads(facts), **words}) if facts else ()
    correction = Run(key=f"{KIND}:{wrong.key}", kind=KIND, made=told, corrects=wrong)
    return Foreseen(told, withdrawn, message, runs.goes_at_once(correction))


@transaction.atomic
def correct(*, run: int, words: Mapping[str, str], at: datetime, by: str) -> Corrected:
    """
    Withdraw what has not left us of a stopped or finished run, and make a run of corrections to those it left for.

    The words are what_hi, what_en (which message was wrong) and holds_hi, holds_en (what holds instead). The
    corrections pass gates, and a second officer where the wrong run did or they are many.

    :raises StopItFirst: if more of it may go out
    :raises LettersInHand: if it was stopped a moment ago
    :raises WordsNeeded: if something is not said, or is too long for an SMS
    """
    wrong = Run.objects.select_for_update().get(pk=run)
    _check(wrong, words, at, by)
    kind = kinds()[KIND]
    correction = runs.begin(key=f"{KIND}:{wrong.key}", kind=kind, at=at, by=by, corrects=run)
    withdrawn = execute(WITHDRAW, run=run, at=at)
    sql.execute(STAGE)
    execute(SAY, run=run, key=f"{KIND}:", facts=orjson.dumps(dict(words)).decode())
    told = outbox.post_staged(kind=kind, at=at, run=correction)
    audit.note(
        deed="run.corrected", records=[f"run:{run}"], by=by, at=at,
        detail={"run": wrong.key, "told": told, "withdrawn": withdrawn, **words},
    )  # fmt: skip
    incidents.end(kind="run", subject=wrong.key, at=at)
    state = runs.close(run=correction, at=at, by=by)
    return Corrected(correction if state else None, state, told, withdrawn)


def _check(wrong: Run, words: Mapping[str, str], at: datetime, by: str) -> None:
    runs.check_officer(wrong, Deed.CORRECT_RUN, by=by, at=at)
    if wrong.state not in (Run.State.STOPPED, Run.State.FINISHED):
        raise StopItFirst(f"stop the run {wrong.key} first: it is {wrong.state}")
    if wrong.kind == KIND:
        raise NotNow("a correction is not corrected by another one")
    for name in ("what_hi", "what_en", "holds_hi", "holds_en"):
        if not 0 < len(words.get(name, "").strip()) <= LONGEST_WORDS:
            raise WordsNeeded(f"{name} needs 1 to {LONGEST_WORDS} characters")
    # One that an engine has held for longer than this died with it, and may have left.
    stopped_long_ago = wrong.stopped_at is None or at - wrong.stopped_at > IN_HAND_FOR
    if not stopped_long_ago and (in_hand := rows(IN_HAND, run=wrong.pk)[0][0]):
        raise LettersInHand(f"{in_hand} letters of {wrong.key} are in an engine's hands; try again in ten seconds")
