"""
Statements of the busiest paths: planned once, always by keys, their values sent beside the text.

Their faults are Django's, as everywhere else: whoever waits for a database that restarts need know one kind only.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connection

#: These statements touch some hundred rows of tables that may hold crores, or be new and not yet measured. A plan
#: that reads whole tables looks cheap while they are small, is kept, and is ruinous later: it is not to be made.
#:
#: This alone does not do it: a table that is thought empty is as cheap to walk through by any index as to be looked up
#: by a key. So each is reached in one of three ways that leave no choice, and tests/journeys/test_plans.py counts:
#: OFFSET 0 ends a LATERAL or EXISTS that must be asked row by row; ANY(ARRAY(SELECT …)) fetches what a batch names;
#: ANY(ARRAY[batch.id]) joins a row that is to be changed, where "=" would also offer the index's order to the planner.
BY_KEYS = """
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
       set_config('enable_mergejoin', 'off', true)
"""


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
    connection.ensure_connection()
    # Django's own cursors write the values into the text, which the server then parses and plans anew each time.
    cursor = psycopg.Cursor(connection.connection)
    cursor.execute(BY_KEYS, prepare=True)
    return cursor
