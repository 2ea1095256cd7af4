"""
How what is known of a person is taken out of a table: pure, and said once for all tables.

Each room lists its own. A statement is given the consumer, %(consumer)s; their addresses, %(values)s, with a mark for
each to stand in its place, %(tokens)s; %(own)s, of these what stands on no other account; and two patterns for texts,
%(written)s of all addresses and %(written_own)s of the own ones, in every way in which people write them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

#: What of a person can be erased, each by itself; the registry and the bills are nothing that a request takes away.
ADDRESSES, MESSAGES, VISITS, HISTORY = "addresses", "messages", "visits", "history"
PARTS = (ADDRESSES, MESSAGES, VISITS, HISTORY)
DEVANAGARI = ord("०")


@dataclass(frozen=True, slots=True)
class Swept:
    """What goes from some columns of a table with a part of what is held."""

    part: str
    table: str
    columns: tuple[str, ...]
    statement: str


def token(part: str, table: str, column: str, *, which: str = "true", also: str = "") -> Swept:
    """Put a mark in the place of an address."""
    return Swept(part, table, (column.strip('"'),), f"""
        UPDATE {table} AS row SET {column} = told.token{also}
        FROM unnest(%(values)s::text[], %(tokens)s::text[]) AS told (value, token)
        WHERE row.{column} = told.value AND {which}
    """)  # fmt: skip


def masked(part: str, table: str, *columns: str, which: str = "", pattern: str = "written_own") -> Swept:
    """Put a 0 wherever an address stands among other words or octets."""
    change = ", ".join(f"{column} = text_without({column}, %({pattern})s)" for column in columns)
    has = " OR ".join(f"text_has({column}, %({pattern})s)" for column in columns)
    where = f"({has}) AND {which}" if which else has
    return Swept(part, table, columns, f"UPDATE {table} SET {change} WHERE {where}")


def gone(part: str, table: str, *columns: str, which: str) -> Swept:
    """Remove the rows."""
    return Swept(part, table, columns, f"DELETE FROM {table} WHERE {which}")


def writings(values: Collection[str]) -> str | None:
    """Return the pattern by which the addresses are found, however they are written; none if there are none."""
    found = [_mailbox(value) if "@" in value else _number(value) for value in sorted(values)]
    return "|".join(found) or None


def _mailbox(value: str) -> str:
    return re.sub(r"([^a-z0-9@])", r"\\\1", value)


def _number(value: str) -> str:
    """Western or Devanagari digits, with or without 91 or 0 before, and blanks, dots or dashes between."""
    digits = value.removeprefix("91") if len(value) == 12 else value
    each = r"[\s.()-]{0,2}".join(f"[{digit}{chr(DEVANAGARI + int(digit))}]" for digit in digits if digit.isdigit())
    return rf"(?<![0-9])(?:\+?91[\s.-]?|0)?{each}(?![0-9])"
