"""
Part a table that is there into months, within a migration.

The table itself becomes the part of the undated, so that nothing is copied; only where the month stands in a name that
the rows already have, each is moved into its month. What stands on the table (indexes, constraints, triggers, views)
stands on the whole afterwards, under the same names. A unique constraint without the column that tells the month
cannot; it stands on each part, and holds for the whole where the month follows from what is unique.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

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
TRIGGERS = """
SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger
WHERE tgrelid = %(table)s::regclass AND NOT tgisinternal ORDER BY 1
"""
#: Views on the table, and views on those, the lowest first.
VIEWS = """
WITH RECURSIVE upon (view, depth) AS (
    SELECT %(table)s::regclass::oid, 0
    UNION
    SELECT rule.ev_class, depth + 1
    FROM upon JOIN pg_depend ON refobjid = upon.view JOIN pg_rewrite rule ON rule.oid = objid
    WHERE rule.ev_class <> upon.view
)
SELECT relname, pg_get_viewdef(oid) FROM upon JOIN pg_class ON oid = view WHERE relkind = 'v'
GROUP BY oid, relname ORDER BY max(depth)
"""
HAS_COUNTER = """
SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = %(table)s::regclass AND attname = 'id' AND NOT attisdropped)
"""
NEXT = "SELECT coalesce(max(id), 0) + 1 FROM {table}"
NAMED = """
SELECT DISTINCT replace(left({column}, 7), '-', '')::int FROM {table}
WHERE {column} ~ '^20[0-9][0-9]-(0[1-9]|1[0-2])'
"""
STRATEGY = {By.NUMBER: "RANGE", By.MONTH: "LIST", By.NAME: "RANGE"}


class Constraint(NamedTuple):
    """A constraint of the table, and whether it holds the column that tells the month."""

    name: str
    kind: str
    told: str
    has_column: bool


def operation(table: Parted, *, dated: bool = True) -> Callable[[Any, Any], None]:
    """Return what a migration runs; dated: a row that is not given a number is of the month it is written in."""
    return lambda apps, schema_editor: part(table, dated=dated)


def part(table: Parted, *, dated: bool) -> None:
    """Part the table, and make the months that are near."""
    whole, undated = table.table, f"{table.table}_undated"
    before = f"{whole}_before" if table.by is By.NAME else undated
    constraints = [Constraint(*row) for row in sql.rows(CONSTRAINTS, table=whole, column=table.column)]
    indexes, triggers, views = (sql.rows(told, table=whole) for told in (INDEXES, TRIGGERS, VIEWS))
    _step_aside(whole, before, constraints, indexes=indexes, triggers=triggers, views=views)
    ((has_counter,),) = sql.rows(HAS_COUNTER, table=before)
    if has_counter:
        _number(whole, before)
    sql.execute(
        f"CREATE TABLE {whole} (LIKE {before} INCLUDING DEFAULTS INCLUDING COMMENTS)"
        f" PARTITION BY {STRATEGY[table.by]} ({table.column})"
    )
    if has_counter:
        month = f"{THIS_MONTH} * {A_MONTH} + " if dated else ""
        sql.execute(f"ALTER TABLE {whole} ALTER COLUMN id SET DEFAULT {month}nextval('{whole}_id_seq')")
        sql.execute(f"ALTER SEQUENCE {whole}_id_seq OWNED BY {whole}.id")
    for constraint in constraints:
        if constraint.kind in "fc" or constraint.has_column:
            sql.execute(f"ALTER TABLE {whole} ADD CONSTRAINT {constraint.name} {constraint.told}")
    for _, told in indexes:
        sql.execute(told)
    _attach(table, before)
    for _, told in triggers:
        sql.execute(told)
    for name, told in views:
        sql.execute(f"CREATE VIEW {name} AS {told}")


def _step_aside(
    whole: str, before: str, constraints: list[Constraint], *, indexes: Any, triggers: Any, views: Any
) -> None:
    """Free the names of the table and of what stands on it."""
    for name, _ in reversed(views):
        sql.execute(f"DROP VIEW {name}")
    for name, _ in triggers:
        sql.execute(f"DROP TRIGGER {name} ON {whole}")
    sql.execute(f"ALTER TABLE {whole} RENAME TO {before}")
    for constraint in constraints:
        if constraint.kind in "pu":
            sql.execute(f"ALTER TABLE {before} RENAME CONSTRAINT {constraint.name} TO {constraint.name}_undated")
    for name, _ in indexes:
        sql.execute(f"ALTER INDEX {name} RENAME TO {name}_undated")


def _number(whole: str, before: str) -> None:
    """Take the counter from the table, for the whole to go on with; no month has more numbers than ten digits."""
    ((following,),) = sql.rows(NEXT.format(table=before))
    ((counter,),) = sql.rows("SELECT pg_get_serial_sequence(%(table)s, 'id')", table=before)
    ((counted,),) = sql.rows(f"SELECT last_value + is_called::int FROM {counter}")
    sql.execute(f"ALTER TABLE {before} ALTER COLUMN id DROP IDENTITY")
    sql.execute(f"CREATE SEQUENCE {whole}_id_seq MAXVALUE {A_MONTH - 1} START {max(following, counted)}")


def _attach(table: Parted, before: str) -> None:
    whole, this_month = table.table, months.month_of(datetime.now(UTC))
    wanted = {months.later(this_month, distance) for distance in range(-1, months.AHEAD + 1)}
    if table.by is By.NAME:
        sql.execute(f"CREATE TABLE {whole}_undated (LIKE {before} INCLUDING ALL)")
        wanted |= {month for (month,) in sql.rows(NAMED.format(column=table.column, table=before))}
    sql.execute(f"ALTER TABLE {whole} ATTACH PARTITION {whole}_undated {_undated(table)}")
    sql.execute(months.like(f"{whole}_other", table))
    sql.execute(f"ALTER TABLE {whole} ATTACH PARTITION {whole}_other DEFAULT")
    for month in sorted(wanted):
        months.make(table, month)
    if table.by is By.NAME:
        sql.execute(f"INSERT INTO {whole} SELECT * FROM {before}")
        sql.execute(f"DROP TABLE {before}")


def _undated(table: Parted) -> str:
    match table.by:
        case By.NUMBER:
            return f"FOR VALUES FROM (MINVALUE) TO ({FIRST * A_MONTH})"
        case By.MONTH:
            return "FOR VALUES IN (0)"
        case By.NAME:
            return f"FOR VALUES FROM (MINVALUE) TO ('{months.name(FIRST)}')"
