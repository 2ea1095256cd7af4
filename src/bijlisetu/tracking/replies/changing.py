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
CHANGES = """
SELECT DISTINCT (notice.facts ->> 'change')::bigint FROM outbox_attempt attempt
JOIN outbox_notice notice ON notice.id = attempt.notice_id
WHERE attempt.id = ANY(%(attempts)s) AND notice.facts ? 'change' ORDER BY 1
"""


def take(words: Sequence[Word], at: datetime) -> None:
    """Undo the changes of which the words speak; carriers repeat themselves, and one is undone once."""
    for (change,) in rows(CHANGES, attempts=[attempt for word in words for attempt in word.attempts]):
        with suppress(NothingToUndo):
            undo(change=change, at=at, by=machines.REPLY)


TAKER = Taker(room="changes", meanings=frozenset({STOP_CHANGE}), take=take)
