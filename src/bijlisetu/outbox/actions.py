"""Put news in the outbox, take it back, ask for another try."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import orjson
from django.db import IntegrityError, connection, transaction
from psycopg.types.json import Jsonb

from bijlisetu.kinds.files import Kind, Lane
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.plumbing.refusal import Refusal

#: A notice taken up again after a repair stays good at least this long, however old it is.
SECOND_CHANCE = timedelta(days=3)

STAGE = """
CREATE TEMP TABLE news (key text, consumer_id bigint, cycle date, facts jsonb, expires_at timestamptz, place bigint)
ON COMMIT DROP
"""
COPY = "COPY news (key, consumer_id, cycle, facts, expires_at, place) FROM STDIN (FORMAT BINARY)"
#: A run stays open while news is put in, and nobody puts any in once it is closed.
GATHERING = "SELECT id FROM outbox_run WHERE id = %(run)s AND state = 'gathering' FOR SHARE"
#: Accounts end and are never deleted, so that they need not be locked.
STRANGERS = """
SELECT count(*) FROM news WHERE NOT EXISTS (SELECT FROM consumers_consumer WHERE id = news.consumer_id)
"""
#: Of a run that is still being gathered nothing has left us: what is said last holds.
RESTATE = """
UPDATE outbox_notice known SET facts = news.facts FROM news
WHERE known.key = news.key AND known.run_id = %(run)s AND known.facts <> news.facts
"""
POST = """
WITH posted AS (
    INSERT INTO outbox_notice (kind, key, consumer_id, run_id, cycle, facts, lane, posted_at, expires_at)
    SELECT %(kind)s, key, consumer_id, %(run)s, cycle, facts, %(lane)s, %(at)s, coalesce(expires_at, %(expires_at)s)
    FROM news ORDER BY place
    {where_known}
    RETURNING id, cycle
),
turns AS (
    INSERT INTO outbox_turn (notice_id, lane, gate, at)
    SELECT id, %(lane)s, coalesce(%(run)s, 0), %(at)s FROM posted
),
-- The ledger asks who was reached in a cycle: of an alert, which is of none, it need not hear.
changes AS (INSERT INTO outbox_change (notice_id) SELECT id FROM posted WHERE cycle IS NOT NULL)
SELECT count(*) FROM posted
"""
#: News is new, as a rule; to be ready for known news costs a quarter more for each row.
ALL_NEW, PARTLY_KNOWN = "", "ON CONFLICT (key) DO NOTHING"
HOLD = """
SELECT id FROM outbox_notice
WHERE id = ANY(ARRAY(SELECT notice_id FROM outbox_attempt WHERE id = ANY(%(attempts)s)))
ORDER BY id FOR NO KEY UPDATE
"""
WITHDRAW = """
WITH withdrawn AS (
    UPDATE outbox_notice SET state = 'withdrawn', reason = %(reason)s, settled_at = %(at)s
    WHERE key = ANY(%(keys)s) AND state = 'open'
    RETURNING id
),
turns AS (DELETE FROM outbox_turn USING withdrawn WHERE notice_id = withdrawn.id),
changes AS (INSERT INTO outbox_change (notice_id) SELECT id FROM withdrawn)
SELECT count(*) FROM withdrawn
"""
#: Whoever stops a run waits for a repair that is under way, and puts its letters behind the gate as well.
GOING_OUT = """
SELECT id FROM outbox_run WHERE id IN (SELECT run_id FROM outbox_notice WHERE consumer_id = ANY(%(consumers)s))
ORDER BY id FOR SHARE
"""
REOPEN = """
WITH missed AS (
    SELECT notice.id, coalesce(turn.lane, notice.lane) AS lane, coalesce(turn.gate, 0) AS gate
    FROM outbox_notice notice LEFT JOIN outbox_turn turn ON turn.notice_id = notice.id
    LEFT JOIN outbox_run run ON run.id = notice.run_id
    WHERE notice.consumer_id = ANY(%(consumers)s) AND notice.state IN ('open', 'exhausted', 'expired')
      -- A better number does not open a gate: what an officer has not let out, or has stopped, stays in.
      AND (run.id IS NULL OR run.state IN ('released', 'finished') OR turn.gate = 0)
      AND NOT EXISTS (SELECT FROM outbox_attempt flying WHERE flying.notice_id = notice.id AND flying.state = 10)
      AND cycle = (SELECT max(cycle) FROM outbox_notice latest
                   WHERE latest.consumer_id = notice.consumer_id AND latest.kind = notice.kind)
    ORDER BY notice.id FOR NO KEY UPDATE OF notice
),
opened AS (
    UPDATE outbox_notice notice
    SET state = 'open', settled_at = NULL, expires_at = greatest(expires_at, %(good_until)s)
    FROM missed WHERE notice.id = missed.id
),
turns AS (
    INSERT INTO outbox_turn AS turn (notice_id, lane, gate, at)
    -- Somebody waits at the counter: not behind a bill run.
    SELECT id, least(lane, %(service)s), 0, %(at)s FROM missed
    ON CONFLICT (notice_id) DO UPDATE
    SET lane = excluded.lane, gate = 0, channel = '', awaits = false, at = excluded.at
),
changes AS (INSERT INTO outbox_change (notice_id) SELECT id FROM missed)
SELECT count(*) FROM missed
"""


class UnknownConsumers(Refusal):
    """News is for consumers we do not have."""


class RunIsClosed(Refusal):
    """The run's notices are all there, or somebody has stopped it."""


class News(NamedTuple):
    """What a room wants said to one consumer; the key makes it once-only."""

    key: str
    consumer: int
    facts: Mapping[str, str]
    cycle: date | None = None
    #: When its reason ends: the light is back. Else the kind says how long it is good.
    expires_at: datetime | None = None


@transaction.atomic
def post(*, kind: Kind, news: Iterable[News], at: datetime, run: int | None = None) -> int:
    """
    Put the news in the outbox, inside the caller's own transaction; return how much of it was new.

    News of a run waits behind the run's gate; said twice, the later words hold.

    :raises UnknownConsumers: if one of them is for nobody; then none is put in
    :raises RunIsClosed: if the run takes nothing more
    """
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        with cursor.copy(COPY) as copy:
            copy.set_types(["text", "bigint", "date", "jsonb", "timestamptz", "bigint"])
            for place, item in enumerate(news):
                facts = Jsonb(item.facts, dumps=orjson.dumps)
                copy.write_row((item.key, item.consumer, item.cycle, facts, item.expires_at, place))
    return post_staged(kind=kind, at=at, run=run)


def post_staged(*, kind: Kind, at: datetime, run: int | None = None) -> int:
    """Put the news that lies in the staging table in the outbox; return how much of it was new."""
    values = {"kind": kind.name, "run": run, "lane": int(kind.lane), "at": at, "expires_at": at + kind.valid_for}
    with connection.cursor() as cursor:
        if run is not None:
            cursor.execute(GATHERING, values)
            if cursor.fetchone() is None:
                raise RunIsClosed("the run takes no more notices: it is closed, or somebody has stopped it")
            cursor.execute(RESTATE, values)
        cursor.execute(STRANGERS)
        if strangers := int(cursor.fetchone()[0]):
            raise UnknownConsumers(f"{strangers} of the news are for consumers we do not have")
        try:
            with transaction.atomic():
                cursor.execute(POST.format(where_known=ALL_NEW), values)
        except IntegrityError:
            cursor.execute(POST.format(where_known=PARTLY_KNOWN), values)
        posted = int(cursor.fetchone()[0])
        cursor.execute("DROP TABLE news")
    return posted


def hold(*, attempts: Sequence[int]) -> None:
    """
    Lock the notices of the attempts until the transaction ends, in one order for everybody.

    Whoever writes to attempts holds their notices first: so two writers wait for each other, and never in a ring.
    A claim alone does not wait: it passes over what is held.
    """
    rows(HOLD, attempts=list(attempts))


def withdraw(*, keys: Sequence[str], at: datetime, reason: str) -> int:
    """Take back what need not be said any more, for the reason: paid, restored …"""
    with connection.cursor() as cursor:
        cursor.execute(WITHDRAW, {"keys": list(keys), "at": at, "reason": reason})
        return int(cursor.fetchone()[0])


@transaction.atomic
def reopen(*, consumers: Sequence[int], at: datetime) -> int:
    """Send the latest notice of each kind that did not reach the consumers once more, now: an address has changed."""
    with connection.cursor() as cursor:
        cursor.execute(GOING_OUT, {"consumers": list(consumers)})
        cursor.execute(
            REOPEN,
            {"consumers": list(consumers), "at": at, "good_until": at + SECOND_CHANCE, "service": int(Lane.SERVICE)},
        )
        return int(cursor.fetchone()[0])


def note_change(*, consumers: Sequence[int]) -> None:
    """Have the ledger look again at all notices of the consumers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_change (notice_id) SELECT id FROM outbox_notice WHERE consumer_id = ANY(%s)",
            [list(consumers)],
        )
