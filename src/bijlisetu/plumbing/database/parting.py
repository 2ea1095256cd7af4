"""
Part a table that is there into months, within a migration.

Nothing is copied: the table itself becomes the part of the undated. What stands on the table (indexes, constraints)
stands on the whole afterwards, under the same names. A unique constraint without the column that tells the month
cannot; it stands on each part, and holds for the whole where the month follows from what is unique.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bijlisetu.plumbing.database import months, sql
from bijlisetu.plumbing.database.months import A_MONTH, FIRST, THIS_MONTH, By, Parted

CONSTRAINTS = """
SELECT conname, contype::text, pg_get_constraintdef(oid),
       %(column)s = ANY(SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY(conkey))
FROM pg_constraint WHERE conrelid = %(table)s::regclass AND contype IN ('p', 'u', 'f', 'c') ORDER BY conname
"""
INDEXES = """
SELECT index.relname, pg_get_indexdef(indexrelid)
FROM pg_index JOIN pg_class index ON index.oid = indexrelid
WHERE indrelid = %(table)s::regclass AND NOT indisunique ORDER BY 1
"""
NEXT = "SELECT coalesce(max(id), 0) + 1 FROM {table}"
STRATEGY = {By.NUMBER: "RANGE", By.MONTH: "LIST", By.NAME: "RANGE"}


def operation(table: Parted, *, dated: bool = True) -> Callable[[Any, Any], None]:
    """Return what a migration runs; dated: a row that is not given a number is of the month it is written in."""
    return lambda apps, schema_editor: part(table, dated=dated)


def part(table: Parted, *, dated: bool) -> None:
    """Part the table, and make the months that are near."""
    whole, undated = table.table, f"{table.table}_undated"
    constraints = sql.rows(CONSTRAINTS, table=whole, column=table.column)
    indexes = sql.rows(INDEXES, table=whole)
    sql.execute(f"ALTER TABLE {whole} RENAME TO {undated}")
    for name, kind, *_ in constraints:
        if kind in "pu":
            sql.execute(f"ALTER TABLE {undated} RENAME CONSTRAINT {name} TO {name}_undated")
    for name, _ in indexes:
        sql.execute(f"ALTER INDEX {name} RENAME TO {name}_undated")
    _number(whole, undated)
    sql.execute(
        f"CREATE TABLE {whole} (LIKE {undated} INCLUDING DEFAULTS INCLUDING COMMENTS)"
        f" PARTITION BY {STRATEGY[table.by]} ({table.column})"
    )
    month = f"{THIS_MONTH} * {A_MONTH} + " if dated else ""
    sql.execute(f"ALTER TABLE {whole} ALTER COLUMN id SET DEFAULT {month}nextval('{whole}_id_seq')")
    sql.execute(f"ALTER SEQUENCE {whole}_id_seq OWNED BY {whole}.id")
    for name, kind, told, has_column in constraints:
        if kind in "fc" or has_column:
            sql.execute(f"ALTER TABLE {whole} ADD CONSTRAINT {name} {told}")
    for _, told in indexes:
        sql.execute(re.sub(rf" ON (\w+\.)?{whole} ", f" ON {whole} ", told))
    sql.execute(f"ALTER TABLE {whole} ATTACH PARTITION {undated} {_undated(table)}")
    sql.execute(months.like(f"{whole}_other", table))
    sql.execute(f"ALTER TABLE {whole} ATTACH PARTITION {whole}_other DEFAULT")
    for month_ahead in range(-1, months.AHEAD + 1):
        months.make(table, months.later(months.month_of(datetime.now(UTC)), month_ahead))


def _number(whole: str, undated: str) -> None:
    """Take the counter from the table, for the whole to go on with; no month has more numbers than ten digits."""
    ((following,),) = sql.rows(NEXT.format(table=undated))
    ((counter,),) = sql.rows("SELECT pg_get_serial_sequence(%(table)s, 'id')", table=undated)
    ((counted,),) = sql.rows(f"SELECT last_value + is_called::int FROM {counter}")
    sql.execute(f"ALTER TABLE {undated} ALTER COLUMN id DROP IDENTITY")
    sql.execute(f"CREATE SEQUENCE {whole}_id_seq MAXVALUE {A_MONTH - 1} START {max(following, counted)}")


def _undated(table: Parted) -> str:
    match table.by:
        case By.NUMBER:
            return f"FOR VALUES FROM (MINVALUE) TO ({FIRST * A_MONTH})"
        case By.MONTH:
            return "FOR VALUES IN (0)"
        case By.NAME:
            return f"FOR VALUES FROM (MINVALUE) TO ('{months.name(FIRST)}')"
