"""
Statements of the busiest paths: planned once, always by keys, their values sent beside the text.

Their faults are raised as Django's, so whoever waits for a database that restarts need know one kind only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from django.db import connection, transaction

#: These statements touch some hundred rows of tables that may hold crores, or be new and not yet measured. A plan
#: that reads whole tables looks cheap while they are small, is kept, and is ruinous later: these settings forbid it.
#:
#: The settings alone do not suffice: to walk through a table that is thought empty by any index looks as cheap as to
#: look a row up by its key. So each table is reached in one of three ways that leave the planner no choice, and
#: tests/journeys/test_plans.py counts what is read:
#: OFFSET 0 ends a LATERAL or EXISTS that must be asked row by row; ANY(ARRAY(SELECT …)) fetches what a batch names;
#: ANY(ARRAY[batch.id]) joins a row that is to be changed, where "=" would also offer the index's order to the planner.
#:
#: One plan is made and kept. Left to itself the server plans anew as long as that looks cheaper by its estimate, and
#: over tables in months the planning costs more than the work.
BY_KEYS = """
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
       set_config('enable_mergejoin', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)
"""

IN_SETS = """
SELECT set_config(name, reset_val, true) FROM pg_settings
WHERE name = ANY(ARRAY['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'plan_cache_mode'])
"""

_is_said = ContextVar("is_said", default=False)


@contextmanager
def atomic() -> Iterator[None]:
    """Begin a transaction of many such statements: how they are to be planned is said once, and not before each."""
    with transaction.atomic():
        _say()
        token = _is_said.set(True)
        try:
            yield
        finally:
            _is_said.reset(token)


@contextmanager
def planned_in_sets() -> Iterator[None]:
    """Have such statements planned for the values at hand all the same, where each touches lakhs of rows."""
    with connection.cursor() as cursor:
        cursor.execute(IN_SETS)
        cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    token = _is_said.set(True)
    try:
        yield
    finally:
        _is_said.reset(token)


def in_sets() -> None:
    """Have what follows in the caller's transaction planned for lakhs of rows again, after statements of this sort."""
    with connection.cursor() as cursor:
        cursor.execute(IN_SETS)


def rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of one statement, in the transaction of the caller."""
    with connection.wrap_database_errors, _cursor() as cursor:
        cursor.execute(sql, values, prepare=True)
        return cursor.fetchall()


def execute(sql: str, **values: Any) -> int:
    """Execute one statement in the transaction of the caller; return how many rows it touched."""
    with connection.wrap_database_errors, _cursor() as cursor:
        cursor.execute(sql, values, prepare=True)
        return cursor.rowcount


def _cursor() -> psycopg.Cursor[tuple[Any, ...]]:
    if not _is_said.get():
        _say()
    # Django's own cursors write the values into the text, which the server then parses and plans anew each time.
    return psycopg.Cursor(connection.connection)


def _say() -> None:
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(BY_KEYS, prepare=True)
