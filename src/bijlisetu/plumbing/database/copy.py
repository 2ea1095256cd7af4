"""Rows into PostgreSQL by COPY: into a table that lives until the transaction ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

#: Beside its own columns, every staged row has these: where it stood, why it is not taken, in short and in full, and
#: what it is taken without.
MARKS = {"line": "bigint NOT NULL", "reason": "text", "words": "text", "lacks": "jsonb"}


@dataclass(frozen=True, slots=True)
class Staging:
    """A table beside the real ones, seen by this transaction alone."""

    name: str
    columns: Mapping[str, str]  #: with their types

    def fill(self, rows: Iterable[Sequence[object]]) -> None:
        """Make the table anew and copy the rows into it: the marks, then the columns in order."""
        columns = {**MARKS, **self.columns}
        made = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{self.name}")
            cursor.execute(f"CREATE TEMP TABLE {self.name} ({made}) ON COMMIT DROP")
            with cursor.copy(f"COPY pg_temp.{self.name} FROM STDIN") as copy:
                write = copy.write_row
                for row in rows:
                    write(row)
            cursor.execute(f"ANALYZE pg_temp.{self.name}")
