"""
What visits for a number found where none was to be had: facts that close no task, for the next who goes there.

Where the connection is cut or nobody is to be found, another visit helps nobody: the office sees to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from bijlisetu.fieldwork.forms.files import form_named
from bijlisetu.fieldwork.forms.form import Means
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach.queries.scope import scope_of

#: The form of visits for a number.
FORM = "contact"
#: Only of people whom nothing has reached since, the latest first.
FOR_OFFICE = """
SELECT consumer.id, consumer.account, consumer.name, consumer.address, visit.outcome, visit.at, visit."by"
FROM fieldwork_visit visit
JOIN reach_task task ON task.consumer_id = visit.consumer_id AND task.subject = 'reach' AND task.closed_at IS NULL
JOIN consumers_consumer consumer ON consumer.id = visit.consumer_id
WHERE visit.form = %(form)s AND visit.outcome = ANY(%(outcomes)s) AND visit.at >= task.opened_at AND {scope}
  AND NOT EXISTS (
    SELECT FROM fieldwork_visit later
    WHERE later.consumer_id = visit.consumer_id AND later.form = visit.form
      AND (later.at, later.received_at, later.id) > (visit.at, visit.received_at, visit.id)
  )
ORDER BY visit.at DESC, visit.id DESC LIMIT %(most)s
"""


class ForOffice(NamedTuple):
    """Somebody at whose door no visit helps any more, and who found that and when."""

    consumer: int
    account: str
    name: str
    address: str
    outcome: str
    at: datetime
    by: str


@cache
def where_no_visit_helps() -> list[str]:
    """Return the outcomes after which another visit helps nobody, so that the office sees to it."""
    return form_named(FORM).meaning(Means.BLOCKED)


@cache
def without_a_number() -> list[str]:
    """Return the outcomes of a visit that brought no number."""
    return [outcome.name for outcome in form_named(FORM).outcomes.values() if outcome.means is not Means.DONE]


def for_office(offices: Sequence[int], *, most: int) -> tuple[ForOffice, ...]:
    """Return the latest of those under the offices at whose doors no visit helps any more."""
    scope = scope_of(offices)
    question = FOR_OFFICE.format(scope=scope.condition("consumer.feeder_id"))
    found = rows(question, form=FORM, outcomes=where_no_visit_helps(), most=most, **scope.parameters)
    return tuple(ForOffice(*row) for row in found)
