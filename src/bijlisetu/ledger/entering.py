"""
The one statement that writes into the books, over entries and lines from wherever they come.

Told are two relations: entries (reference, sort, day, lines, why, evidence, reverses_id) and lines (reference, place,
head, amount, consumer_id). Of a reference that is known nothing is written, whoever entered it a moment ago.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bijlisetu.plumbing.database.sql import rows

WRITE = """
WITH told AS ({entries}),
new AS (
    INSERT INTO ledger_entry (reference, sort, day, lines, why, evidence, reverses_id, at, by)
    SELECT reference, sort, day, lines, why, evidence, reverses_id, %(at)s, %(by)s FROM told ORDER BY reference
    ON CONFLICT DO NOTHING RETURNING id, reference, day
),
written AS (
    INSERT INTO ledger_line (entry_id, place, day, head, amount, consumer_id)
    SELECT new.id, line.place, new.day, line.head, line.amount, line.consumer_id
    FROM ({lines}) AS line JOIN new USING (reference)
)
SELECT {answer} FROM new
"""


def write(*, entries: str, lines: str, at: datetime, by: str, **values: Any) -> frozenset[str]:
    """Enter what the two queries tell; return the references newly entered."""
    statement = WRITE.format(entries=entries, lines=lines, answer="reference")
    return frozenset(reference for (reference,) in rows(statement, at=at, by=by, **values))


def write_many(*, entries: str, lines: str, at: datetime, by: str, **values: Any) -> int:
    """Enter what the two queries tell; return how many entries are new."""
    ((many,),) = rows(WRITE.format(entries=entries, lines=lines, answer="count(*)"), at=at, by=by, **values)
    return int(many)
