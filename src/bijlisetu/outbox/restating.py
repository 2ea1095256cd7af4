"""News that came after a notice was made: what has not left us says the new, of the rest it is known when it left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson

from bijlisetu.outbox.states import LEFT_US
from bijlisetu.plumbing.database.keyed import execute, rows

#: A claim passes over what is held here, so a notice found not to have left us does so with the new facts alone.
HOLD_TURNS = "SELECT notice_id FROM outbox_turn WHERE notice_id = ANY(%(notices)s) ORDER BY notice_id FOR NO KEY UPDATE"
HOLD = "SELECT id FROM outbox_notice WHERE id = ANY(%(notices)s) ORDER BY id FOR NO KEY UPDATE"
LEFT = f"""
SELECT notice_id, min(claimed_at) FROM outbox_attempt attempt WHERE notice_id = ANY(%(notices)s) AND {LEFT_US}
GROUP BY notice_id
"""
RESTATE = """
UPDATE outbox_notice notice SET facts = notice.facts || said.facts
FROM unnest(%(notices)s::bigint[], %(facts)s::jsonb[]) AS said (id, facts) WHERE notice.id = said.id
"""
#: The key is free again: what is said of the subject later is a notice of its own.
UNSAY = """
WITH unsaid AS (
    UPDATE outbox_notice SET state = 'withdrawn', reason = %(reason)s, settled_at = %(at)s,
                             key = key || ':' || %(reason)s || ':' || id
    WHERE id = ANY(%(notices)s)
    RETURNING id
),
turns AS (DELETE FROM outbox_turn WHERE notice_id = ANY(ARRAY(SELECT id FROM unsaid)))
INSERT INTO outbox_change (notice_id) SELECT id FROM unsaid
"""
#: Why a notice was taken back: it had not left us, and there is nothing to say any more.
UNSAID = "unsaid"


def unsay(*, notices: Sequence[int], at: datetime) -> None:
    """Take back notices that have not left us, whatever has become of them: they are as if never posted."""
    if notices:
        execute(UNSAY, notices=list(notices), at=at, reason=UNSAID)


def restate(news: Mapping[int, Mapping[str, str]]) -> dict[int, datetime]:
    """
    Change the facts of the notices that have not left us, inside the caller's transaction.

    Return when each of the others left, which nobody can change any more.
    """
    notices = list(news)
    rows(HOLD_TURNS, notices=notices)
    rows(HOLD, notices=notices)
    left: dict[int, datetime] = dict(rows(LEFT, notices=notices))
    unsaid = [notice for notice in notices if notice not in left]
    if unsaid:
        facts = [orjson.dumps(dict(news[notice])).decode() for notice in unsaid]
        execute(RESTATE, notices=unsaid, facts=facts)
    return left
