"""Put news in the outbox, take it back, ask for another try."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from bijlisetu.outbox.kinds import Kind, Lane
from bijlisetu.outbox.models import Notice

#: A notice taken up again after a repair stays good at least this long, however old it is.
SECOND_CHANCE = timedelta(days=3)

STAGE = """
CREATE TEMP TABLE news (key text, consumer_id bigint, cycle date, facts jsonb, place bigserial) ON COMMIT DROP
"""
POST = """
INSERT INTO outbox_notice (kind, key, consumer_id, cycle, facts, lane, next_at, posted_at, expires_at)
SELECT %(kind)s, key, consumer_id, cycle, facts, %(lane)s, %(at)s, %(at)s, %(expires_at)s FROM news ORDER BY place
ON CONFLICT (key) DO NOTHING
"""
HOLD = """
SELECT id FROM outbox_notice WHERE id IN (SELECT notice_id FROM outbox_attempt WHERE id = ANY(%(attempts)s))
ORDER BY id FOR NO KEY UPDATE
"""
REOPEN = """
UPDATE outbox_notice notice
SET state = 'open', next_at = %(at)s, settled_at = NULL, unledgered = true,
    lane = least(lane, %(service)s),  -- somebody waits at the counter: not behind a bill run
    expires_at = greatest(expires_at, %(good_until)s)
WHERE consumer_id = ANY(%(consumers)s)
  AND (state IN ('exhausted', 'expired') OR state = 'open' AND next_at IS NOT NULL)
  AND cycle = (SELECT max(cycle) FROM outbox_notice latest
               WHERE latest.consumer_id = notice.consumer_id AND latest.kind = notice.kind)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a room wants said to one consumer; the key makes it once-only."""

    key: str
    consumer: int
    facts: Mapping[str, str]
    cycle: date | None = None


@transaction.atomic
def post(*, kind: Kind, news: Iterable[News], at: datetime) -> int:
    """Put the news in the outbox, inside the caller's own transaction; return how much of it was new."""
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        with cursor.copy("COPY news (key, consumer_id, cycle, facts) FROM STDIN") as copy:
            for item in news:
                copy.write_row((item.key, item.consumer, item.cycle, json.dumps(dict(item.facts), ensure_ascii=False)))
        cursor.execute(POST, {"kind": kind.name, "lane": int(kind.lane), "at": at, "expires_at": at + kind.valid_for})
        posted = int(cursor.rowcount)
        cursor.execute("DROP TABLE news")
    return posted


def hold(*, attempts: Sequence[int]) -> None:
    """
    Lock the notices of the attempts until the transaction ends, in one order for everybody.

    Whoever writes to attempts holds their notices first: so two writers wait for each other, and never in a ring.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD, {"attempts": list(attempts)})


def withdraw(*, keys: Sequence[str], at: datetime) -> int:
    """Take back what need not be said any more: the reason has gone."""
    return Notice.objects.filter(key__in=keys, state=Notice.State.OPEN).update(
        state=Notice.State.WITHDRAWN, next_at=None, settled_at=at, unledgered=True
    )


def reopen(*, consumers: Sequence[int], at: datetime) -> int:
    """Send the latest notice of each kind that did not reach the consumers once more, now: an address has changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            REOPEN,
            {"consumers": list(consumers), "at": at, "good_until": at + SECOND_CHANCE, "service": int(Lane.SERVICE)},
        )
        return int(cursor.rowcount)
