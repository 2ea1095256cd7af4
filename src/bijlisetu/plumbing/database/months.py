"""
Large tables in a part for each month: made ahead, and dropped whole when their time is over.

The number of a row begins with its month: 2026110000000042 is row 42, of November 2026. So a row is found by its number
in one part alone, and whatever is known once within its month is known once for ever. Two parts are there beside the
months: `…_undated` for rows that name no month, those of before the parting among them, and `…_other` for months that
have no part: not made yet, or dropped but for the rows that a legal hold keeps.
"""

from __future__ import annotations

import enum
import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypedDict

import psycopg
from django.db import OperationalError, connection, transaction

from bijlisetu.plumbing.database import sql
from bijlisetu.plumbing.india import INDIA
from bijlisetu.plumbing.logs import event

logger = logging.getLogger(__name__)

#: Numbers of one month: ten digits of a counter that goes on from month to month. Sixteen digits are whole in JSON.
A_MONTH = 10**10
FIRST = 2000_01  #: rows below it name no month
#: So many months after the present one have their parts before anybody needs them.
AHEAD = 3
#: A part that cannot be had at once is made, or dropped, at the next look: nobody waits behind us for longer.
PATIENCE = "2s"
BATCH = 20_000
MAKING = 811_218  #: one at a time makes or drops a part

#: The month of the transaction, for rows that are of the time they were written.
THIS_MONTH = "to_char(now() AT TIME ZONE 'Asia/Kolkata', 'YYYYMM')::bigint"
THERE = """
SELECT right(part.relname, 6)::int FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid
WHERE inhparent = %(table)s::regclass AND part.relname ~ '_[0-9]{6}$' ORDER BY 1
"""
STORAGE = "SELECT reloptions FROM pg_class WHERE oid = %(part)s::regclass"


class By(enum.Enum):
    """What the column holds that tells the month of a row."""

    NUMBER = enum.auto()  #: a number that begins with it
    MONTH = enum.auto()  #: the month itself: 202611
    NAME = enum.auto()  #: a text that begins with it: 2026-11


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """
    A table in months. Its conditions speak of a row as `row`.

    One past its time was written before %(before)s; one held is evidence that somebody may still ask for.
    """

    table: str
    by: By = By.NUMBER
    column: str = "id"
    past: str
    held: str = "false"
    #: What leaves with a month: statements about {part}, with the names of it and of the next, %(month)s and %(after)s,
    #: and the moment, %(at)s.
    with_it: tuple[str, ...] = ()

    def part(self, month: int) -> str:
        """Return the name of the month's part."""
        return f"{self.table}_{month}"

    def bounds(self, month: int) -> str:
        """Return what the month's part holds, as PostgreSQL is told."""
        after = later(month, 1)
        match self.by:
            case By.NUMBER:
                return f"FOR VALUES FROM ({month * A_MONTH}) TO ({after * A_MONTH})"
            case By.MONTH:
                return f"FOR VALUES IN ({month})"
            case By.NAME:
                return f"FOR VALUES FROM ('{name(month)}') TO ('{name(after)}')"

    def of(self, month: int) -> str:
        """Return the condition by which a row is of the month."""
        match self.by:
            case By.NUMBER:
                return f"{self.column} >= {month * A_MONTH} AND {self.column} < {later(month, 1) * A_MONTH}"
            case By.MONTH:
                return f"{self.column} = {month}"
            case By.NAME:
                return f"{self.column} >= '{name(month)}' AND {self.column} < '{name(later(month, 1))}'"

    def months(self) -> list[int]:
        """Return the months that have parts."""
        return [month for (month,) in sql.rows(THERE, table=self.table)]


class Span(TypedDict):
    """The months that some numbers name, as values of a statement with `within`."""

    first: int
    last: int
    first_month: int
    last_month: int


def span(numbers: Collection[int]) -> Span:
    """Return the months from the first that the numbers name to the last."""
    named = [number // A_MONTH for number in numbers if number >= FIRST * A_MONTH]
    first, last = (min(named), max(named)) if named else (0, 0)
    return {"first": first * A_MONTH, "last": (last + 1) * A_MONTH - 1, "first_month": first, "last_month": last}


def within(number: str) -> str:
    """
    Return the condition that leaves out the parts of all months beyond the span; the undated are never left out.

    The server does so before it opens them. A condition by rows of the same statement comes too late for that.
    """
    return f"({number} < {FIRST * A_MONTH} OR {number} BETWEEN %(first)s AND %(last)s)"


def same(number: str, other: str) -> str:
    """
    Return the condition that two numbers are the same, for statements with `within` that lock or change rows.

    By "=" the server would choose parts a second time, while the statement runs. PostgreSQL 18 (seen with 18.6) loses
    count of the parts then, as soon as a row was changed by somebody else while it was waited for: it overlooks rows
    or writes into memory that is not its own.
    """
    return f"{number} = ANY(array_append('{{}}'::bigint[], {other}))"


def month_of(at: datetime) -> int:
    """Return the month of a moment in India: 202611."""
    there = at.astimezone(INDIA)
    return there.year * 100 + there.month


def later(month: int, months: int) -> int:
    """Return the month so many months later, or before."""
    years, rest = divmod(month // 100 * 12 + month % 100 - 1 + months, 12)
    return years * 100 + rest + 1


def name(month: int) -> str:
    """Return the month as it is written: 2026-11."""
    return f"{month // 100:04}-{month % 100:02}"


def make_ahead(tables: Sequence[Parted], *, at: datetime) -> list[str]:
    """Make the parts of this month, the one before and those to come, where they are missing; return their names."""
    wanted = [later(month_of(at), distance) for distance in range(-1, AHEAD + 1)]
    return [
        table.part(month)
        for table in tables
        for month in sorted({*wanted} - {*table.months()})
        if _patiently(table, month, make)
    ]


def make(table: Parted, month: int) -> None:
    """Make the month's part, and move into it what lies in `…_other` of that month."""
    part, other = table.part(month), f"{table.table}_other"
    sql.execute(f"LOCK TABLE {table.table} IN SHARE UPDATE EXCLUSIVE MODE")
    if month in table.months():
        return
    sql.execute(like(part, table))
    sql.execute(f"LOCK TABLE {other} IN ACCESS EXCLUSIVE MODE")
    sql.execute(f"INSERT INTO {part} SELECT * FROM {other} WHERE {table.of(month)}")
    with leaving():
        sql.execute(f"DELETE FROM {other} WHERE {table.of(month)}")
    sql.execute(f"ALTER TABLE {table.table} ATTACH PARTITION {part} {table.bounds(month)}")


def like(part: str, table: Parted) -> str:
    """Return the statements that make an empty part with all that a part of the table has."""
    ((storage,),) = sql.rows(STORAGE, part=f"{table.table}_undated")
    kept = f" WITH ({', '.join(storage)})" if storage else ""
    return f"CREATE TABLE {part} (LIKE {table.table}_undated INCLUDING ALL){kept}"


def leave(tables: Sequence[Parted], *, at: datetime, keep: int, busy: str = "false") -> list[str]:
    """
    Drop the parts of months more than `keep` months ago, and rows without a month of that age; return the parts' names.

    Rows under a legal hold stay, in `…_other`. A month for which `busy` is true, of numbers from %(first)s to %(last)s,
    stays as a whole: something of it is still to be done.
    """
    oldest, before = later(month_of(at), -keep), kept_since(at=at, keep=keep)
    done = [part for month in _over(tables, oldest) for part in _drop(tables, month, at=at, busy=busy)]
    for table in tables:
        for part in ("undated", "other"):
            _forget(table, part, before=before, at=at)
    return done


def kept_since(*, at: datetime, keep: int) -> datetime:
    """Return when the oldest of the `keep` months before this one began, by India's clock."""
    oldest = later(month_of(at), -keep)
    return datetime(oldest // 100, oldest % 100, 1, tzinfo=INDIA)


def _over(tables: Sequence[Parted], oldest: int) -> list[int]:
    return sorted({month for table in tables for month in table.months() if month < oldest})


def _drop(tables: Sequence[Parted], month: int, *, at: datetime, busy: str) -> Iterator[str]:
    ((is_busy,),) = sql.rows(f"SELECT {busy}", first=month * A_MONTH, last=later(month, 1) * A_MONTH - 1)
    if is_busy:
        logger.warning("the month %s is over and not done with", name(month), extra=event("month.busy", month=month))
        return
    for table in tables:
        if month in table.months() and _patiently(table, month, partial(_take_out, at=at)):
            yield table.part(month)


def _take_out(table: Parted, month: int, *, at: datetime) -> None:
    part = table.part(month)
    sql.execute(f"CREATE TEMP TABLE held AS SELECT * FROM {part} AS row WHERE {table.held}", at=at)
    for statement in table.with_it:
        sql.execute(statement.format(part=part), month=name(month), after=name(later(month, 1)), at=at)
    # Last what all others wait for.
    sql.execute(f"ALTER TABLE {table.table} DETACH PARTITION {part}")
    sql.execute(f"INSERT INTO {table.table} SELECT * FROM held")
    sql.execute(f"DROP TABLE {part}, held")


def _patiently(table: Parted, month: int, deed: Callable[[Parted, int], None]) -> bool:
    """Do it unless somebody holds the table just now; return whether it was done."""
    try:
        with transaction.atomic():
            sql.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            sql.rows("SELECT pg_advisory_xact_lock(%(making)s)", making=MAKING)
            deed(table, month)
    except OperationalError as fault:
        if not isinstance(fault.__cause__, psycopg.errors.LockNotAvailable):
            raise
        told = event("month.later", part=table.part(month))
        logger.warning("%s is in use, so it must wait for the next look", table.part(month), extra=told)
        return False
    return True


def _forget(table: Parted, part: str, *, before: datetime, at: datetime) -> None:
    # By the name of the whole, on which the triggers stand.
    forget = f"""
    DELETE FROM {table.table} WHERE tableoid = '{table.table}_{part}'::regclass AND ctid = ANY(ARRAY(
        SELECT ctid FROM {table.table}_{part} AS row WHERE {table.past} AND NOT ({table.held}) LIMIT {BATCH}
    ))
    """
    gone = BATCH
    while gone == BATCH:
        with leaving():
            gone = sql.execute(forget, before=before, at=at)


@contextmanager
def leaving() -> Iterator[None]:
    """Let rows go of tables that refuse to be changed; outside of a transaction, in one of its own."""
    with transaction.atomic():
        sql.execute("SET LOCAL bijlisetu.leaving = 'on'")
        yield
        sql.execute("SET LOCAL bijlisetu.leaving = ''")


def analyze(tables: Sequence[Parted]) -> None:
    """Measure the tables as wholes: the server by itself measures their parts alone."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {table.table}")
