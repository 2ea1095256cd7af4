"""Deeds on tasks: open them, give them to somebody, close them by evidence that their subject accepts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.reach.models import Task
from bijlisetu.reach.rules import Subject

OPEN = """
INSERT INTO reach_task (consumer_id, subject, ledger, occasion, reason, due_on, opened_at)
SELECT DISTINCT consumer, %(subject)s, '', '', %(reason)s, %(due_on)s::date, %(at)s::timestamptz
FROM unnest(%(consumers)s::bigint[]) AS consumer
ON CONFLICT (consumer_id, subject) WHERE closed_at IS NULL DO NOTHING
RETURNING id
"""
CLOSE = """
UPDATE reach_task task SET closed_at = %(at)s, closed_by = %(sort)s, evidence = found.record
FROM unnest(%(consumers)s::bigint[], %(records)s::bigint[]) AS found (consumer, record)
WHERE task.consumer_id = found.consumer AND task.subject = %(subject)s AND task.closed_at IS NULL
RETURNING task.id
"""
ASSIGN = """
UPDATE reach_task SET assignee_id = %(to)s WHERE id = ANY(%(tasks)s) AND closed_at IS NULL
  AND assignee_id IS DISTINCT FROM %(to)s::bigint RETURNING id
"""


class NotAccepted(Refusal):
    """This sort of evidence does not close a task of this subject."""


class WorkDone(NamedTuple):
    """A record that shows that the work on a consumer is done."""

    consumer: int
    record: int


def open_for(*, subject: Subject, consumers: Sequence[int], reason: str, at: datetime) -> list[int]:
    """Open a task for each of the consumers who has none of the subject; return those that are new."""
    found = rows(OPEN, subject=subject.name, consumers=list(consumers), reason=reason, due_on=subject.due(at), at=at)
    return [task for (task,) in found]


def close(*, subject: Subject, sort: Task.Evidence, evidence: Sequence[WorkDone], at: datetime) -> list[int]:
    """
    Close the tasks of the subject that the evidence is about; return them.

    :raises NotAccepted: if the subject is not closed by this sort
    """
    if sort not in subject.accepts:
        raise NotAccepted(f"a task of {subject.name} is closed by {', '.join(sorted(subject.accepts))}, not by {sort}")
    consumers, records = [one.consumer for one in evidence], [one.record for one in evidence]
    found = rows(CLOSE, subject=subject.name, sort=sort, consumers=consumers, records=records, at=at)
    return [task for (task,) in found]


@transaction.atomic
def assign(*, tasks: Sequence[int], to: int | None, at: datetime, by: str) -> list[int]:
    """Give the open tasks to a person, or back to the section; return those that changed hands."""
    given = [task for (task,) in rows(ASSIGN, tasks=list(tasks), to=to)]
    audit.note(deed="task.assigned", records=[f"task:{task}" for task in given], by=by, at=at, detail={"to": to})
    return given
