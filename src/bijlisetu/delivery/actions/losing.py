"""
Close the tries that a dead engine held and that no claim will find.

A claim closes such a try when the turn of its notice comes. A notice that another try reached has no turn any more.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bijlisetu.channels.letter import Reason
from bijlisetu.delivery.actions.claiming import ENGINE_DIED
from bijlisetu.outbox.engines import SILENT_AFTER
from bijlisetu.outbox.models import Attempt
from bijlisetu.plumbing.database.sql import execute

LOST_EVERY = timedelta(seconds=15)
#: So long after its last word a dead engine is still asked for: another one may be slow to look.
ASKED_FOR = timedelta(hours=1)

CLOSE = f"""
WITH closed AS (
    UPDATE outbox_attempt attempt
    SET state = {Attempt.State.UNSURE}, reason = '{Reason.NO_RECEIPT}', detail = '{ENGINE_DIED}'
    FROM outbox_engine engine
    WHERE engine.seen_at BETWEEN %(asked_since)s AND %(silent_since)s
      -- The table is found by time (BRIN): an engine's last claims lie about its last word.
      AND attempt.claimed_at BETWEEN engine.seen_at - %(lease)s AND engine.seen_at + %(slack)s
      AND attempt.engine = engine.name AND attempt.state = {Attempt.State.CLAIMED}
      AND NOT EXISTS (SELECT FROM outbox_turn turn WHERE turn.notice_id = attempt.notice_id)
    RETURNING attempt.notice_id
)
INSERT INTO outbox_change (notice_id) SELECT notice_id FROM closed
"""


def close_lost(*, at: datetime, lease: timedelta) -> int:
    """Mark as unsure what engines held that fell silent a lease ago, where no claim will find it; return how many."""
    silent_since = at - lease - SILENT_AFTER
    return execute(
        CLOSE, silent_since=silent_since, asked_since=silent_since - ASKED_FOR, lease=lease, slack=SILENT_AFTER
    )
