"""
Totals that are kept as rows move: triggers add what came and what went, a job gathers it, and a check counts anew.

Nobody waits for a total's row: whoever moves rows adds a move beside it, and readers add up totals and moves. Sums
stand above totals: what is gathered, added up by office, in the transaction that gathers it. So whoever asks about a
company reads one row where there are a thousand totals, and adds the moves that nobody has gathered yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
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
){summed}
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
COARSEN = """
WITH taken AS (
    UPDATE {table} SET is_gathered = false WHERE is_gathered AND {key} < %(long_past)s AND {key} <> {coarse} RETURNING *
){lowered}
SELECT count(*) FROM taken
"""
#: In one order, for two who gather at once would wait for each other.
SUMMED = """,
summed AS (
    INSERT INTO {sums} AS known ({sum_keys}, {number})
    SELECT {by}, {rest}, {sign}sum({number}) FROM taken JOIN {over} USING ({first}) GROUP BY {places}
    HAVING sum({number}) <> 0 ORDER BY {places}
    ON CONFLICT ({sum_keys}) DO UPDATE SET {number} = known.{number} + excluded.{number}
)"""
DROP_EMPTY = "DELETE FROM {table} WHERE is_gathered AND {number} = 0"
DROP_EMPTY_SUMS = "DELETE FROM {table} WHERE {number} = 0"
COUNT_ANEW = """
INSERT INTO {table} ({keys}, {number}, is_gathered)
SELECT {gathered}, sum({number}), true FROM {view} GROUP BY {places}
"""
SUM_ANEW = "INSERT INTO {table} ({keys}, {number}) SELECT {keys}, {number} FROM {view}"
#: So many moves are gathered at once.
AT_ONCE = 20_000
MOST_TOLD = 20
#: So long a total is kept by its hour or minute.
FINE_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """A table of sums: by what stands above the first key of some totals, in a table or view of the two."""

    table: str
    by: str
    over: str
    view: str  #: adds up the same from the totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """A table of totals: what it counts by which keys, and the view that counts the same from the rows."""

    table: str
    keys: tuple[str, ...]
    number: str
    view: str
    by_time: str = ""  #: the key that is a time, and is kept by days once it is long past
    sums: Sums | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The table itself, and that of the sums above it."""
        return (self.table, self.sums.table) if self.sums else (self.table,)

    @property
    def coarse(self) -> str:
        """The time as the day it is in, as SQL."""
        return f"date_trunc('day', {self.by_time}, 'Asia/Kolkata')"

    @property
    def as_gathered(self) -> tuple[str, ...]:
        """The keys as SQL: a time long past is that of its day."""
        coarse = f"CASE WHEN {self.by_time} < %(long_past)s THEN {self.coarse} ELSE {self.by_time} END"
        return tuple(coarse if key == self.by_time else key for key in self.keys)

    def written(self, statement: str) -> str:
        """Return the statement about these totals."""
        return statement.format(
            table=self.table,
            view=self.view,
            number=self.number,
            keys=", ".join(self.keys),
            key=self.by_time,
            coarse=self.coarse,
            gathered=", ".join(self.as_gathered),
            summed=self._summed("", self.as_gathered),
            lowered=self._summed("-", self.keys),
            compared=", ".join(self.coarse if key == self.by_time else key for key in self.keys),
            places=self._places,
        )

    def of_sums(self, statement: str) -> str:
        """Return the statement about the sums that stand above these totals; nothing where there are none."""
        if not self.sums:
            return ""
        keys = ", ".join((self.sums.by, *self.keys[1:]))
        return statement.format(
            table=self.sums.table, view=self.sums.view, number=self.number, keys=keys, compared=keys,
            places=self._places,
        )  # fmt: skip

    @property
    def _places(self) -> str:
        return ", ".join(str(place) for place, _ in enumerate(self.keys, 1))

    def _summed(self, sign: str, keys: tuple[str, ...]) -> str:
        if not self.sums:
            return ""
        return SUMMED.format(
            sums=self.sums.table,
            sum_keys=", ".join((self.sums.by, *self.keys[1:])),
            by=self.sums.by,
            over=self.sums.over,
            first=self.keys[0],
            rest=", ".join(keys[1:]),
            number=self.number,
            sign=sign,
            places=self._places,
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """A total that is not what a recount gives."""

    table: str
    key: Mapping[str, Any]
    kept: int | Decimal
    counted: int | Decimal

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
    if totals.sums:
        execute(totals.of_sums(DROP_EMPTY_SUMS))


def differences(totals: Totals) -> list[Difference]:
    """Return the first totals that are not what a recount gives, then the first sums that are not what totals give."""
    found = [_different(totals.table, totals.keys, *row) for row in rows(totals.written(DIFFERENCES), most=MOST_TOLD)]
    if not totals.sums:
        return found
    keys = (totals.sums.by, *totals.keys[1:])
    summed = rows(totals.of_sums(DIFFERENCES), most=MOST_TOLD)
    return [*found, *(_different(totals.sums.table, keys, *row) for row in summed)]


@transaction.atomic
def count_anew(totals: Totals, *, at: datetime) -> None:
    """Count the totals from the rows, where rows went unseen by triggers: a month was dropped, a copy was put back."""
    # Whoever is moving rows ends first, and whoever comes waits: so each move is counted once.
    execute(f"LOCK TABLE {totals.table} IN SHARE ROW EXCLUSIVE MODE")
    execute(f"DELETE FROM {totals.table}")
    execute(totals.written(COUNT_ANEW), long_past=at - FINE_FOR)
    if totals.sums:
        execute(f"LOCK TABLE {totals.sums.table} IN SHARE ROW EXCLUSIVE MODE")
        execute(f"DELETE FROM {totals.sums.table}")
        execute(totals.of_sums(SUM_ANEW))


def _different(table: str, keys: Sequence[str], *row: Any) -> Difference:
    *key, kept, counted = row
    return Difference(table, dict(zip(keys, key, strict=True)), kept, counted)
