"""
Totals that are kept as rows move: triggers add what came and what went, a job gathers it, and a check counts anew.

Nobody waits for a total's row: whoever moves rows adds a move beside it, and readers add up totals and moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from bijlisetu.plumbing.database.sql import execute, rows

GATHER = """
WITH taken AS (
    DELETE FROM {table} WHERE id = ANY(ARRAY(
        SELECT id FROM {table} WHERE NOT is_gathered ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    )) RETURNING *
),
gathered AS (
    INSERT INTO {table} AS known ({keys}, {number}, is_gathered)
    SELECT {gathered}, sum({number}), true FROM taken GROUP BY {places} HAVING sum({number}) <> 0
    ON CONFLICT ({keys}) WHERE is_gathered DO UPDATE SET {number} = known.{number} + excluded.{number}
)
SELECT count(*) FROM taken
"""
#: One statement, so that both are seen at one moment, whoever moves rows meanwhile.
DIFFERENCES = """
SELECT {compared}, sum(kept), sum(counted) FROM (
    SELECT {keys}, {number} AS kept, 0 AS counted FROM {table}
    UNION ALL
    SELECT {keys}, 0, {number} FROM {view}
) AS both_ways GROUP BY {places} HAVING sum(kept) <> sum(counted) ORDER BY {places} LIMIT %(most)s
"""
#: Gathered rows of a time that is long past become moves once more, to be gathered more coarsely.
COARSEN = "UPDATE {table} SET is_gathered = false WHERE is_gathered AND {key} < %(long_past)s AND {key} <> {coarse}"
DROP_EMPTY = "DELETE FROM {table} WHERE is_gathered AND {number} = 0"
COUNT_ANEW = "INSERT INTO {table} ({keys}, {number}, is_gathered) SELECT {keys}, {number}, true FROM {view}"
#: So many moves are gathered at once.
AT_ONCE = 20_000
MOST_TOLD = 20
#: So long a total is kept by its hour or minute.
FINE_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """A table of totals: what it counts by which keys, and the view that counts the same from the rows."""

    table: str
    keys: tuple[str, ...]
    number: str
    view: str
    by_time: str = ""  #: the key that is a time, and is kept by days once it is long past

    @property
    def coarse(self) -> str:
        """The time as the day it is in, as SQL."""
        return f"date_trunc('day', {self.by_time}, 'Asia/Kolkata')"

    def written(self, statement: str) -> str:
        """Return the statement about these totals."""
        return statement.format(
            table=self.table,
            view=self.view,
            number=self.number,
            keys=", ".join(self.keys),
            key=self.by_time,
            coarse=self.coarse,
            gathered=self._keys(f"CASE WHEN {self.by_time} < %(long_past)s THEN {self.coarse} ELSE {self.by_time} END"),
            compared=self._keys(self.coarse),
            places=", ".join(str(place) for place, _ in enumerate(self.keys, 1)),
        )

    def _keys(self, time: str) -> str:
        return ", ".join(time if key == self.by_time else key for key in self.keys)


@dataclass(frozen=True, slots=True)
class Difference:
    """A total that is not what a recount gives."""

    table: str
    key: Mapping[str, Any]
    kept: int
    counted: int

    def __str__(self) -> str:
        which = ", ".join(f"{name} {value}" for name, value in self.key.items())
        return f"{self.table}: {which}: kept {self.kept}, counted {self.counted}"


def gather(totals: Totals, *, at: datetime) -> int:
    """Add the moves that lie beside the totals to them; return how many there were."""
    ((taken,),) = rows(totals.written(GATHER), limit=AT_ONCE, long_past=at - FINE_FOR)
    return int(taken)


def tidy(totals: Totals, *, at: datetime) -> None:
    """Let times long past be gathered by days, and drop totals of nothing."""
    if totals.by_time:
        execute(totals.written(COARSEN), long_past=at - FINE_FOR)
    execute(totals.written(DROP_EMPTY))


def differences(totals: Totals) -> list[Difference]:
    """Return the first totals that are not what a recount gives."""
    found = rows(totals.written(DIFFERENCES), most=MOST_TOLD)
    return [
        Difference(totals.table, dict(zip(totals.keys, key, strict=True)), kept, counted)
        for *key, kept, counted in found
    ]


@transaction.atomic
def count_anew(totals: Totals) -> None:
    """Count the totals from the rows, where rows went unseen by triggers: a month was dropped, a copy was put back."""
    # Whoever is moving rows ends first, and whoever comes waits: so each move is counted once.
    execute(f"LOCK TABLE {totals.table} IN SHARE ROW EXCLUSIVE MODE")
    execute(f"DELETE FROM {totals.table}")
    execute(totals.written(COUNT_ANEW))
