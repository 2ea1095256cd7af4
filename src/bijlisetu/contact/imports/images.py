"""What a file changed, row by row: as each row was, and a mark by which it is known whether it is still as left."""

from __future__ import annotations

from bijlisetu.plumbing.database.sql import execute, numbers

#: A row is known by the digest of all its columns.
MARK = "md5(to_jsonb({row})::text)"
REMEMBER = "CREATE TEMP TABLE {table}_before ON COMMIT DROP AS SELECT known.* FROM {table} known {where}"
WRITE_DOWN = f"""
INSERT INTO contact_importedrow (of_id, name, key, before, after)
SELECT %(of)s, '{{table}}', coalesce(now.id, was.id), CASE WHEN was.id IS NOT NULL THEN to_jsonb(was) END,
       CASE WHEN now.id IS NOT NULL THEN {MARK.format(row="now")} END
FROM {{table}}_before was {{join}} JOIN {{table}} now ON now.id = was.id
WHERE {{where}} was.* IS DISTINCT FROM now.*
"""
#: A later file changed the row once more: if that one is undone too, what was before this one comes back.
HAND_ON = """
UPDATE contact_importedrow later SET before = mine.before
FROM contact_importedrow mine
WHERE mine.of_id = %(of)s AND later.name = mine.name AND later.key = mine.key AND later.of_id = (
    SELECT min(next.of_id) FROM contact_importedrow next
    WHERE next.name = mine.name AND next.key = mine.key AND next.of_id > mine.of_id
) AND md5(later.before::text) = mine.after
"""
TAKE_OUT = f"""
DELETE FROM {{table}} known USING contact_importedrow row
WHERE row.of_id = %(of)s AND row.name = '{{table}}' AND row.key = known.id AND row.before IS NULL
  AND row.after = {MARK.format(row="known")}
"""
PUT_BACK = f"""
UPDATE {{table}} known SET ({{columns}}) = (SELECT {{columns}} FROM jsonb_populate_record(NULL::{{table}}, row.before))
FROM contact_importedrow row
WHERE row.of_id = %(of)s AND row.name = '{{table}}' AND row.key = known.id AND row.before IS NOT NULL
  AND row.after = {MARK.format(row="known")}
"""
BRING_BACK = """
INSERT INTO {table} (id, {columns})
SELECT was.id, {was} FROM contact_importedrow row, jsonb_populate_record(NULL::{table}, row.before) AS was
WHERE row.of_id = %(of)s AND row.name = '{table}' AND row.after IS NULL
"""
CHANGED = "SELECT count(*) FROM contact_importedrow WHERE of_id = %(of)s AND name = %(table)s"


def remember(table: str, *, where: str = "", **values: object) -> None:
    """Keep the rows of the table as they are, those alone that the join or condition names."""
    execute(f"DROP TABLE IF EXISTS pg_temp.{table}_before")
    execute(REMEMBER.format(table=table, where=where), **values)
    execute(f"ANALYZE pg_temp.{table}_before")


def write_down(table: str, *, of: int, touched: str = "", **values: object) -> None:
    """
    Write down for the import what has become of the rows that were kept, and which are new.

    Touched is a condition on a row `now`, where only those are the file's; then none of them can be gone.
    """
    join, where = ("RIGHT", f"{touched} AND") if touched else ("FULL", "")
    execute(WRITE_DOWN.format(table=table, join=join, where=where), of=of, **values)
    execute(f"DROP TABLE pg_temp.{table}_before")


def changed(table: str, *, of: int) -> int:
    """Return how many rows of the table the file made, changed or ended."""
    (found,) = numbers(CHANGED, of=of, table=table)
    return found


def take_out(table: str, *, of: int) -> int:
    """Remove the rows that the file made and that are still as it left them; return how many."""
    return execute(TAKE_OUT.format(table=table), of=of)


def put_back(table: str, columns: tuple[str, ...], *, of: int) -> int:
    """Give the rows that the file changed what they had, where they are still as it left them; return how many."""
    return execute(PUT_BACK.format(table=table, columns=", ".join(columns)), of=of)


def bring_back(table: str, columns: tuple[str, ...], *, of: int) -> int:
    """Bring back the rows that the file removed; return how many."""
    was = ", ".join(f"was.{column}" for column in columns)
    return execute(BRING_BACK.format(table=table, columns=", ".join(columns), was=was), of=of)


def hand_on(*, of: int) -> None:
    """Leave to later files what this one found, where they changed the same rows."""
    execute(HAND_ON, of=of)
