"""What happened to outages and complaints, in one row for all who follow: gathered by one hand, told to whom it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson
from django.db import transaction

from bijlisetu.outages.queries import OFFICES_OVER
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.staff.models import System
from bijlisetu.systems.models import Change, Subject

#: No transaction of ours lasts so long: what was numbered before has been seen, or never will be.
LONGEST_OPEN = timedelta(hours=1)
KEPT_FOR = timedelta(days=30)
TRY = "SELECT pg_try_advisory_xact_lock(1514, 2)"
#: The rooms' books, and what is said of each event: times and levels, no words of anybody.
BOOKS: Mapping[str, str] = {
    Subject.OUTAGE: """
        SELECT event.id, outage.number, event.what, event.said_at,
               jsonb_strip_nulls(jsonb_build_object('from_at', event.from_at, 'until_at', event.until_at))
        FROM outages_outageevent event JOIN outages_outage outage ON outage.id = event.outage_id
    """,
    Subject.COMPLAINT: """
        SELECT event.id, complaint.number, event.what, event.at,
               jsonb_strip_nulls(jsonb_build_object('level', event.level))
        FROM complaints_complaintevent event JOIN complaints_complaint complaint ON complaint.id = event.complaint_id
    """,
}
GATHER = """
INSERT INTO systems_change (subject, event, record, what, happened_at, facts, gathered_at)
SELECT %(subject)s, found.*, %(at)s FROM ({book}
    WHERE event.id > (SELECT from_event FROM systems_feed WHERE subject = %(subject)s)
) AS found
WHERE NOT EXISTS (SELECT FROM systems_change known WHERE known.subject = %(subject)s AND known.event = found.id)
ORDER BY found.id
"""
GO_ON = """
UPDATE systems_feed feed SET from_event = coalesce((
    SELECT max(event) FROM systems_change change
    WHERE change.subject = feed.subject AND change.event > feed.from_event AND change.gathered_at < %(before)s
), from_event)
"""
#: What happened before anybody follows is nobody's.
BEGIN = """
INSERT INTO systems_feed (subject, from_event)
SELECT %(subject)s, coalesce(max(id), 0) FROM {table} ON CONFLICT (subject) DO
"""
TABLES = {Subject.OUTAGE: "outages_outageevent", Subject.COMPLAINT: "complaints_complaintevent"}
#: An outage is whose office has a part of it; a complaint whose office answers for it.
SEEN = f"""
SELECT change.id, change.subject, change.record, change.what, change.facts, change.happened_at
FROM systems_change change
WHERE change.id > %(after)s AND change.subject = ANY(%(subjects)s) AND CASE change.subject
    WHEN 'outage' THEN EXISTS (
        SELECT FROM outages_outage outage JOIN outages_outagepart part ON part.outage_id = outage.id {OFFICES_OVER}
        WHERE outage.number = change.record AND tree.ancestor_id = %(office)s
    )
    ELSE EXISTS (
        SELECT FROM complaints_complaint complaint
        JOIN network_office_tree tree ON tree.descendant_id = complaint.office_id
        WHERE complaint.number = change.record AND tree.ancestor_id = %(office)s
    ) END
ORDER BY change.id LIMIT %(most)s
"""


class Told(NamedTuple):
    """A change, as a system is told it."""

    id: int
    subject: str
    record: str
    what: str
    facts: Mapping[str, Any]
    happened_at: datetime


@transaction.atomic
def gather(*, at: datetime) -> int:
    """Gather what has happened since; return how much it was: nought where another is at it."""
    if not rows(TRY)[0][0]:
        return 0
    is_followed = System.objects.filter(ended_at=None).exists()
    for subject, table in TABLES.items():
        known = "NOTHING" if is_followed else "UPDATE SET from_event = excluded.from_event"
        execute(BEGIN.format(table=table) + known, subject=subject)
    if not is_followed:
        return 0
    found = sum(execute(GATHER.format(book=book), subject=subject, at=at) for subject, book in BOOKS.items())
    execute(GO_ON, before=at - LONGEST_OPEN)
    return found


def changes(*, office: int, subjects: Collection[str], after: int, most: int) -> Sequence[Told]:
    """Return the changes after that number of what is the office's, in their order."""
    found = rows(SEEN, office=office, subjects=sorted(subjects), after=after, most=most)
    return [Told(*row)._replace(facts=_read(row[4])) for row in found]


def forget(*, at: datetime) -> int:
    """Forget changes that nobody comes for any more; return how many."""
    return Change.objects.filter(gathered_at__lt=at - KEPT_FOR).delete()[0]


def _read(facts: Any) -> Mapping[str, Any]:
    read: Mapping[str, Any] = orjson.loads(facts) if isinstance(facts, str) else facts
    return read
