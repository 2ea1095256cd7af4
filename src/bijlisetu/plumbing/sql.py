"""
Statements of the busiest paths: parsed and planned once, their values sent beside them and not within the text.

Their faults are Django's, as everywhere else: whoever waits for a database that restarts need know one kind only.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connection


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
    return psycopg.Cursor(connection.connection)
