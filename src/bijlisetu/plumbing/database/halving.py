"""Find by time in a table that only grows: its ids climb with time, so halving the ids needs no index on the time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bijlisetu.plumbing.database.keyed import rows

FIRST_SINCE = """
WITH RECURSIVE halving (place, wanted, low, high) AS (
    SELECT asked.place, asked.wanted, ends.low, ends.high
    FROM unnest(%(moments)s::timestamptz[]) WITH ORDINALITY AS asked (wanted, place),
         (SELECT coalesce(min(id), 0) AS low, coalesce(max(id) + 1, 0) AS high FROM {table}) AS ends
    UNION ALL
    SELECT place, wanted, CASE WHEN probe.at < wanted THEN probe.id + 1 ELSE low END,
           CASE WHEN probe.at < wanted THEN high ELSE (low + high) / 2 END
    FROM halving,
         LATERAL (SELECT id, {column} AS at FROM {table} WHERE id >= (low + high) / 2 ORDER BY id LIMIT 1) AS probe
    WHERE low < high
)
SELECT low FROM halving WHERE low >= high ORDER BY place
"""


def first_since(moments: Sequence[datetime], *, table: str, column: str) -> list[int]:
    """
    Return for each moment the id of the first row since then, or one past the last row.

    Writers that commit out of order may be off by their own few seconds: ask for a little earlier.
    """
    found = rows(FIRST_SINCE.format(table=table, column=column), moments=list(moments))
    return [low for (low,) in found]
