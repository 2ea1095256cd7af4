"""
Plain statements: planned for the values at hand, as lists, pages and imports need it.

The busiest paths, which look things up by key a thousand times a second, use keyed.py.
"""

from __future__ import annotations

from typing import Any

from django.db import connection


def rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of one statement, in the transaction of the caller."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def execute(sql: str, **values: Any) -> int:
    """Execute one statement; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def numbers(sql: str, **values: Any) -> tuple[int, ...]:
    """Return the one row of whole numbers that the statement gives."""
    (row,) = rows(sql, **values)
    return tuple(int(number) for number in row)
