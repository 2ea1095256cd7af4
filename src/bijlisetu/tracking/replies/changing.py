"""The word that stops a change of number: the old one goes on, whether the change still waits or was made already."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from bijlisetu.audit import machines
from bijlisetu.contact.changes.actions import NothingToUndo, undo
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.tracking.replies.taking import Taker, Word

STOP_CHANGE = "stop_change"
#: Whoever asked for one strange number may have asked for more: one word stops the change it is said of, all that still
#: wait for the account, all brought by one visit, and all asked for on the open web of which the same number was told.
CHANGES = """
WITH said_of AS (
    SELECT DISTINCT change.id, change.consumer_id, change.made_at, change.by, attempt.address
    FROM outbox_attempt attempt
    JOIN outbox_notice notice ON notice.id = attempt.notice_id
    JOIN contact_change change ON change.id = (notice.facts ->> 'change')::bigint
    WHERE attempt.id = ANY(%(attempts)s)
)
SELECT DISTINCT change.id FROM said_of JOIN contact_change change ON change.consumer_id = said_of.consumer_id
WHERE change.state <> 'undone' AND (
    change.id = said_of.id OR change.state = 'waiting'
    OR (change.made_at, change.by) = (said_of.made_at, said_of.by)  -- brought by one visit
    OR change.source = 'home' AND EXISTS (
        SELECT FROM outbox_notice told
        WHERE told.consumer_id = change.consumer_id AND told."to" = said_of.address
          AND (told.facts ->> 'change')::bigint = change.id
    )
)
ORDER BY change.id
"""


def take(words: Sequence[Word], at: datetime) -> None:
    """Undo the changes of which the words speak, with those beside them; each is undone once, however often said."""
    for (change,) in rows(CHANGES, attempts=[attempt for word in words for attempt in word.attempts]):
        with suppress(NothingToUndo):
            undo(change=change, at=at, by=machines.REPLY)


TAKER = Taker(room="changes", meanings=frozenset({STOP_CHANGE}), take=take)
