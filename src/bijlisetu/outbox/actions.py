"""Put notices in the outbox, take them back, ask for another try."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from django.db import IntegrityError, connection, transaction
from psycopg.types.json import Jsonb

from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.fill import fits
from bijlisetu.kinds.kind import Kind, Lane
from bijlisetu.outbox.months import IS_UNDATED, NUMBER, of_notice, tried_within
from bijlisetu.outbox.states import State
from bijlisetu.plumbing.database import sql
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.plumbing.database.months import A_MONTH, span, within
from bijlisetu.plumbing.refusal import Refusal

STAGE = """
CREATE TEMP TABLE posting (
    key text, consumer_id bigint, occasion text DEFAULT '', facts jsonb, "to" text DEFAULT '', expires_at timestamptz,
    place bigint, kind text, lane smallint
) ON COMMIT DROP
"""
COPY = (
    'COPY posting (key, consumer_id, occasion, facts, "to", expires_at, place, kind, lane) FROM STDIN (FORMAT BINARY)'
)
#: A run stays open while notices are put in, and nobody puts any in once it is closed.
GATHERING = "SELECT id FROM outbox_run WHERE id = %(run)s AND state = 'gathering' FOR SHARE"
#: Accounts end and are never deleted, so that they need not be locked.
STRANGERS = """
SELECT count(*) FROM posting WHERE NOT EXISTS (SELECT FROM consumers_consumer WHERE id = posting.consumer_id)
"""
#: Nothing of a run that is still being gathered has left us, so the facts said last hold.
RESTATE = f"""
UPDATE outbox_notice known SET facts = posting.facts FROM posting
WHERE known.key = posting.key AND known.run_id = %(run)s AND known.facts <> posting.facts
  AND (known.{IS_UNDATED} OR known.id >= outbox_month_of(posting.key) * {A_MONTH}
                             AND known.id < (outbox_month_of(posting.key) + 1) * {A_MONTH})
"""
POST = f"""
WITH posted AS (
    INSERT INTO outbox_notice (id, kind, key, consumer_id, run_id, occasion, facts, "to", lane, posted_at, expires_at)
    SELECT {NUMBER}, coalesce(kind, %(kind)s), key, consumer_id, %(run)s, occasion, facts, "to",
           coalesce(lane, %(lane)s), %(at)s,
           coalesce(expires_at, %(expires_at)s)
    FROM (
        SELECT * FROM posting
        -- Keys are unique within a month, and those from before there were months may name any.
        WHERE NOT EXISTS (SELECT FROM outbox_notice known WHERE known.key = posting.key AND known.{IS_UNDATED})
        ORDER BY place
    ) AS posting
    {{where_known}}
    RETURNING id, occasion, lane
),
turns AS (
    INSERT INTO outbox_turn (notice_id, lane, gate, at)
    SELECT id, lane, coalesce(%(run)s, 0), %(at)s FROM posted
),
-- The ledger asks who was reached on an occasion, so a notice without one is no news to it.
changes AS (INSERT INTO outbox_change (notice_id) SELECT id FROM posted WHERE occasion <> '')
SELECT count(*) FROM posted
"""
#: Most notices are new. To be ready for known ones costs a quarter more for each row, so that is the second try.
ALL_NEW, PARTLY_KNOWN = "", "ON CONFLICT DO NOTHING"
HOLD = f"""
SELECT id FROM (
    SELECT id, state FROM outbox_notice
    WHERE id = ANY(ARRAY(
        SELECT notice_id FROM outbox_attempt attempt WHERE id = ANY(%(attempts)s) AND {tried_within("attempt")}
    )) AND {within("id")}
    ORDER BY id OFFSET 0 FOR NO KEY UPDATE  -- else the condition below would go before the lock
) AS held WHERE state <> 'open'
"""
WITHDRAW = """
WITH withdrawn AS (
    UPDATE outbox_notice SET state = 'withdrawn', reason = %(reason)s, settled_at = %(at)s
    WHERE {which} AND state = 'open'
    RETURNING id
),
turns AS (DELETE FROM outbox_turn USING withdrawn WHERE notice_id = withdrawn.id),
changes AS (INSERT INTO outbox_change (notice_id) SELECT id FROM withdrawn)
SELECT count(*) FROM withdrawn
"""
#: What a person refused is not said to them at another address either, once they had it at one.
TAKE_BACK = """
WITH refused AS (
    SELECT * FROM unnest(%(consumers)s::bigint[], %(addresses)s::text[], %(kinds)s::text[])
    AS told (consumer_id, address, kind)
),
withdrawn AS (
    UPDATE outbox_notice SET state = 'withdrawn', reason = %(reason)s, settled_at = %(at)s
    WHERE id = ANY(ARRAY(
        SELECT notice.id FROM refused, LATERAL (
            SELECT id FROM outbox_notice
            WHERE consumer_id = refused.consumer_id AND kind = refused.kind AND state = 'open' OFFSET 0
        ) AS notice
        WHERE EXISTS (
            SELECT FROM outbox_attempt tried
            WHERE tried.notice_id = notice.id AND tried.address = refused.address OFFSET 0
        )
    )) AND state = 'open'
    RETURNING id
),
turns AS (DELETE FROM outbox_turn WHERE notice_id = ANY(ARRAY(SELECT id FROM withdrawn))),
changes AS (INSERT INTO outbox_change (notice_id) SELECT id FROM withdrawn)
SELECT count(*) FROM withdrawn
"""
#: Whoever stops a run, or finishes it, waits for a repair or an answer that is opening notices of it, and sees them.
GOING_OUT = "SELECT id FROM outbox_run WHERE id IN ({run_ids}) ORDER BY id FOR SHARE"
OF_CONSUMERS = GOING_OUT.format(run_ids="SELECT run_id FROM outbox_notice WHERE consumer_id = ANY(%(consumers)s)")
OF_ATTEMPTS = GOING_OUT.format(
    run_ids="""
    SELECT notice.run_id FROM outbox_attempt attempt JOIN outbox_notice notice ON notice.id = attempt.notice_id
    WHERE attempt.id = ANY(%(attempts)s)
"""
)
#: The latest notice of each kind is what the consumer missed. One past its time is told all the same where its kind
#: says for how long it may be; news of a light that is back is not.
REOPEN = f"""
WITH missed AS (
    SELECT notice.id, coalesce(turn.lane, notice.lane) AS lane,
           CASE WHEN still.missed_for > interval '0' THEN greatest(notice.expires_at, %(at)s + still.missed_for)
                ELSE notice.expires_at END AS expires_at
    FROM outbox_notice notice LEFT JOIN outbox_turn turn ON turn.notice_id = notice.id
    LEFT JOIN outbox_run run ON run.id = notice.run_id
    JOIN unnest(%(kinds)s::text[], %(missed)s::interval[]) AS still (kind, missed_for) ON still.kind = notice.kind
    WHERE notice.consumer_id = ANY(%(consumers)s)
      -- A notice that is still open finds the better address when its turn comes.
      AND (notice.state IN ('exhausted', 'expired') OR notice.state = 'open' AND %(hurry)s)
      AND (still.missed_for > interval '0' OR notice.expires_at > %(at)s)
      -- A better number does not open a gate: a run that no officer has let out, or that was stopped, stays in.
      AND (run.id IS NULL OR run.state IN ('released', 'finished') OR turn.gate = 0)
      AND NOT EXISTS (
        SELECT FROM outbox_attempt flying WHERE flying.notice_id = notice.id AND flying.state = {State.CLAIMED}
          AND {of_notice("flying", "notice.id")}
      )
      -- A notice for one address alone does not go to another.
      AND notice."to" = ''
      AND notice.id = (SELECT max(latest.id) FROM outbox_notice latest
                       WHERE latest.consumer_id = notice.consumer_id AND latest.kind = notice.kind)
    ORDER BY notice.id FOR NO KEY UPDATE OF notice
),
opened AS (
    UPDATE outbox_notice notice SET state = 'open', settled_at = NULL, expires_at = missed.expires_at
    FROM missed WHERE notice.id = missed.id
),
turns AS (
    INSERT INTO outbox_turn AS turn (notice_id, lane, gate, at)
    -- Somebody waits at the counter, so it does not go behind a bill run.
    SELECT id, CASE WHEN %(hurry)s THEN least(lane, %(service)s) ELSE lane END, 0, %(at)s FROM missed
    ON CONFLICT (notice_id) DO UPDATE
    SET lane = excluded.lane, gate = 0, channel = '', awaits = false, at = excluded.at
),
changes AS (INSERT INTO outbox_change (notice_id) SELECT id FROM missed)
SELECT count(*) FROM missed
"""
#: A delivery to an address that is struck out for the consumer reaches nobody, whichever word came first.
ARRIVED = f"""EXISTS (
    SELECT FROM outbox_attempt attempt
    WHERE attempt.notice_id = notice.id AND attempt.state >= {State.DELIVERED} AND {of_notice("attempt", "notice.id")}
      AND NOT EXISTS (
        SELECT FROM unnest(%(of)s::bigint[], %(struck)s::text[]) AS struck (consumer, address)
        WHERE struck.consumer = notice.consumer_id AND struck.address = attempt.address
      )
)"""
MISSED = f"""
UPDATE outbox_notice SET state = 'exhausted' WHERE id IN (
    SELECT id FROM outbox_notice notice
    WHERE notice.consumer_id = ANY(%(consumers)s) AND notice.state = 'reached' AND notice."to" = '' AND NOT {ARRIVED}
    ORDER BY id FOR NO KEY UPDATE
)
"""
REACHED = f"""
WITH reached AS (
    UPDATE outbox_notice SET state = 'reached', settled_at = coalesce(settled_at, %(at)s) WHERE id IN (
        SELECT id FROM outbox_notice notice
        WHERE notice.consumer_id = ANY(%(consumers)s) AND notice.state IN ('open', 'exhausted', 'expired')
          AND notice."to" = '' AND {ARRIVED}
        ORDER BY id FOR NO KEY UPDATE
    )
    RETURNING id
)
DELETE FROM outbox_turn WHERE notice_id IN (SELECT id FROM reached)
"""
REOPENED_AT_ONCE = 5000  #: consumers whose missed notices are sent again by one statement


#: Why a notice was taken back: the person wants no messages of its purpose.
REFUSED = "refused"


class Refused(NamedTuple):
    """That a consumer wants no messages of a purpose at an address."""

    consumer: int
    address: str
    purpose: str


class UnknownConsumers(Refusal):
    """Some of the notices are for consumers we do not have."""


class RunIsClosed(Refusal):
    """The run's notices are all there, or somebody has stopped it."""


class FactMissing(ValueError):
    """A room posts a notice without a fact that its kind says."""


class FactMisfit(ValueError):
    """A room posts a fact in another form than its type has: no text could be made of it."""


class Posting(NamedTuple):
    """
    What a room wants said to one consumer; the key makes it once-only.

    After its first word the key names the month of its subject, bill:2026-11:3800360461: there the notice is kept.
    """

    key: str
    consumer: int
    facts: Mapping[str, str]
    #: When its reason ends: the light is back. Else the kind says how long it is good.
    expires_at: datetime | None = None
    #: The one address it is for, where it answers what was written from there; else the best at the moment of sending.
    to: str = ""


#: What is to be posted with one question at the end of a deed for many people: kind, postings, the moment.
_gathered: ContextVar[list[tuple[Kind, Sequence[Posting], datetime]] | None] = ContextVar("gathered", default=None)


@contextmanager
def gathered() -> Iterator[None]:
    """
    Post at the end, with a few questions, all that is posted within: a deed for hundreds of people asks some for each.

    What is taken back within is posted before. What is wrong with a notice is raised at the end.
    """
    token = _gathered.set([])
    try:
        yield
        _post_gathered()
    finally:
        _gathered.reset(token)


def _post_gathered() -> None:
    waiting = _gathered.get()
    if not waiting:
        return
    for at in sorted({at for _, _, at in waiting}):
        post_each(said=[(kind, postings) for kind, postings, posted_at in waiting if posted_at == at], at=at)
    waiting.clear()


def post(*, kind: Kind, postings: Iterable[Posting], at: datetime, run: int | None = None) -> int:
    """
    Put the notices in the outbox, inside the caller's own transaction; return how many of them were new.

    Those of a run wait behind the run's gate; said twice, the later words hold.

    :raises FactMissing: if one of them lacks a fact that its kind says; then none is put in
    :raises FactMisfit: if a fact has another form than its type
    :raises UnknownConsumers: if one of them is for nobody; then none is put in
    :raises RunIsClosed: if the run takes nothing more
    """
    if run is None and (waiting := _gathered.get()) is not None:
        waiting.append((kind, told := list(postings), at))
        return len(told)
    with transaction.atomic():
        _stage([(kind, postings)], at=at)
        return post_staged(kind=kind, at=at, run=run)


@transaction.atomic
def post_each(*, said: Sequence[tuple[Kind, Sequence[Posting]]], at: datetime) -> int:
    """Put notices of several kinds in the outbox with as few questions as of one; refused as by post()."""
    kept = [(kind, postings) for kind, postings in said if postings]
    if not kept:
        return 0
    _stage(kept, at=at)
    return post_staged(kind=kept[0][0], at=at)


def _stage(said: Iterable[tuple[Kind, Iterable[Posting]]], *, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        with cursor.copy(COPY) as copy:
            copy.set_types(["text", "bigint", "text", "jsonb", "text", "timestamptz", "bigint", "text", "smallint"])
            place = 0
            for kind, postings in said:
                for item in postings:
                    copy.write_row(_row(kind, item, place, at=at))
                    place += 1


def _row(kind: Kind, item: Posting, place: int, *, at: datetime) -> tuple[object, ...]:
    if missing := kind.posted.keys() - item.facts.keys():
        raise FactMissing(f"a notice of {kind.name} lacks {', '.join(sorted(missing))}")
    for name, fact in kind.posted.items():
        if not isinstance(value := item.facts[name], str) or not fits(fact, value):
            raise FactMisfit(f"a notice of {kind.name} says {name} as {fact}, which FactType describes")
    facts = Jsonb(item.facts, dumps=orjson.dumps)
    expires_at = item.expires_at or at + kind.valid_for
    lane = int(kind.lane)
    return item.key, item.consumer, kind.occasion_of(item.facts), facts, item.to, expires_at, place, kind.name, lane


def post_staged(*, kind: Kind, at: datetime, run: int | None = None) -> int:
    """
    Put the notices that lie in the staging table in the outbox; return how many of them were new.

    The kind is that of all which do not say their own.
    """
    values = {"kind": kind.name, "run": run, "lane": int(kind.lane), "at": at, "expires_at": at + kind.valid_for}
    if run is not None:
        if not sql.rows(GATHERING, **values):
            raise RunIsClosed("the run takes no more notices: it is closed, or somebody has stopped it")
        sql.execute(RESTATE, **values)
    (strangers,) = sql.numbers(STRANGERS)
    if strangers:
        raise UnknownConsumers(f"{strangers} of the notices are for consumers we do not have")
    try:
        with transaction.atomic():
            (posted,) = sql.numbers(POST.format(where_known=ALL_NEW), **values)
    except IntegrityError:
        (posted,) = sql.numbers(POST.format(where_known=PARTLY_KNOWN), **values)
    sql.execute("DROP TABLE posting")
    return posted


def hold_runs(*, attempts: Sequence[int]) -> None:
    """Keep the runs of the attempts as they are until the transaction ends; before `hold`, and before notices open."""
    rows(OF_ATTEMPTS, attempts=list(attempts))


def hold(*, attempts: Sequence[int]) -> list[int]:
    """
    Lock the notices of the attempts until the transaction ends, in one order for everybody; return those settled.

    Whoever writes to attempts holds their notices first: so two writers wait for each other, and never in a ring.
    A claim alone does not wait: it passes over what is held.
    """
    return [notice for (notice,) in rows(HOLD, attempts=list(attempts), **span(attempts))]


def withdraw(*, keys: Sequence[str], at: datetime, reason: str) -> int:
    """Take back what need not be said any more, for the reason: paid, restored."""
    _post_gathered()
    (withdrawn,) = sql.numbers(WITHDRAW.format(which="key = ANY(%(keys)s)"), keys=list(keys), at=at, reason=reason)
    return withdrawn


def withdraw_notices(*, notices: Sequence[int], at: datetime, reason: str) -> int:
    """Take back those of the notices that are still open, for the reason."""
    _post_gathered()
    which = "id = ANY(%(notices)s)"
    (withdrawn,) = sql.numbers(WITHDRAW.format(which=which), notices=list(notices), at=at, reason=reason)
    return withdrawn


def take_back(*, refused: Iterable[Refused], at: datetime) -> int:
    """Take back what these people have had from us and want no more of, before it goes on to another address."""
    lines = [
        (one.consumer, one.address, kind.name)
        for one in refused
        for kind in kinds().values()
        if kind.may_be_refused and kind.purpose == one.purpose
    ]
    if not lines:
        return 0
    consumers, addresses, names = map(list, zip(*lines, strict=True))
    ((withdrawn,),) = rows(TAKE_BACK, consumers=consumers, addresses=addresses, kinds=names, at=at, reason=REFUSED)
    return int(withdrawn)


@transaction.atomic
def reopen(*, consumers: Sequence[int], at: datetime, hurry: bool = True) -> int:
    """
    Send the latest notice of each kind that did not reach the consumers once more, now: an address has changed.

    With hurry, for somebody waits to see it arrive, it goes before bulk, and what is still on its way goes too.
    """
    values: dict[str, Any] = {
        "at": at, "hurry": hurry, "service": int(Lane.SERVICE), "kinds": list(kinds()),
        "missed": [kind.missed_for for kind in kinds().values()],
    }  # fmt: skip
    reopened = 0
    for start in range(0, len(consumers), REOPENED_AT_ONCE):
        some = list(consumers[start : start + REOPENED_AT_ONCE])
        sql.rows(OF_CONSUMERS, **values, consumers=some)
        reopened += sum(sql.numbers(REOPEN, **values, consumers=some))
    return reopened


def weigh_again(*, consumers: Sequence[int], struck: Collection[tuple[int, str]], at: datetime) -> None:
    """
    Settle the consumers' notices anew: a number of theirs was struck out, or is theirs after all.

    What came to no other address was missed; what came to this one has reached them, and goes nowhere else.

    :param struck: all that is struck out for them now: consumer and address
    """
    if consumers:
        of, addresses = [consumer for consumer, _ in struck], [address for _, address in struck]
        told = {"consumers": list(consumers), "of": of, "struck": addresses, "at": at}
        sql.execute(MISSED, **told)
        sql.execute(REACHED, **told)


def note_change(*, consumers: Sequence[int]) -> None:
    """Have the ledger look again at all notices of the consumers."""
    sql.execute(
        "INSERT INTO outbox_change (notice_id) SELECT id FROM outbox_notice WHERE consumer_id = ANY(%(consumers)s)",
        consumers=list(consumers),
    )
