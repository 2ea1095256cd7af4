"""Whoever is not reached is somebody's work, and whoever is reached nobody's: the consumers of whom that is not so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bijlisetu.kinds.files import kinds
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach.rules import REACH
from bijlisetu.reach.unanswered import NOT_PROVED, SILENT

MOST_TOLD = 20
#: What the ledger has not looked at yet contradicts nothing.
SEEN = """NOT EXISTS (
    SELECT FROM outbox_change change JOIN outbox_notice unseen ON unseen.id = change.notice_id
    WHERE unseen.consumer_id = standing.consumer_id
)"""
NOBODYS_WORK = f"""
SELECT DISTINCT standing.consumer_id FROM reach_standing standing
JOIN outbox_notice notice ON notice.id = standing.notice AND notice.state IN ('reached', 'exhausted', 'expired')
WHERE NOT standing.reached AND notice.kind = ANY(%(kinds)s) AND {SEEN}
  AND NOT EXISTS (
    SELECT FROM reach_standing later WHERE later.consumer_id = standing.consumer_id
      AND later.ledger = standing.ledger AND later.notice > standing.notice AND later.reached
  )
  AND NOT EXISTS (
    SELECT FROM reach_task WHERE consumer_id = standing.consumer_id AND subject = %(subject)s AND closed_at IS NULL
  )
ORDER BY 1 LIMIT %(most)s
"""
#: A number that kept silent when it was asked whose it is stays work, though a receipt came from it.
WORK_OF_REACHED = f"""
SELECT DISTINCT standing.consumer_id FROM reach_task task JOIN reach_standing standing
  ON standing.consumer_id = task.consumer_id AND standing.ledger = task.ledger
 AND standing.notice >= coalesce(task.notice, 0) AND standing.reached
WHERE task.subject = %(subject)s AND task.closed_at IS NULL AND task.reason <> ALL(%(asked)s) AND {SEEN}
ORDER BY 1 LIMIT %(most)s
"""
TOLD_OTHERWISE = f"""
SELECT DISTINCT standing.consumer_id FROM reach_standing standing
JOIN outbox_notice notice ON notice.id = standing.notice
WHERE notice."to" = '' AND {SEEN}
  AND (notice.state = 'reached' AND NOT standing.reached
       OR notice.state IN ('exhausted', 'expired') AND standing.reached)
ORDER BY 1 LIMIT %(most)s
"""
QUESTIONS = {
    "is not reached, and is nobody's work": NOBODYS_WORK,
    "is reached, and is somebody's work all the same": WORK_OF_REACHED,
    "is reached by the ledger or by the notice, and not by the other": TOLD_OTHERWISE,
}


class Contradiction(NamedTuple):
    """A consumer, by its id, and what does not hold."""

    consumer: int
    words: str


def contradictions(*, most: int = MOST_TOLD) -> Iterator[Contradiction]:
    """Yield the first consumers of each sort of contradiction."""
    told = {
        "kinds": [kind.name for kind in kinds().values() if kind.ledger and kind.task_after == 1],
        "subject": REACH.name, "asked": [SILENT, NOT_PROVED], "most": most,
    }  # fmt: skip
    for words, question in QUESTIONS.items():
        for (consumer,) in rows(question, **told):
            yield Contradiction(consumer, words)
