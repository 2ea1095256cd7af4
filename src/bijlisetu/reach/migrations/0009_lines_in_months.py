"""Lines of runs lie in the months of their notices."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from bijlisetu.plumbing.database import months, sql
from bijlisetu.plumbing.database.months import A_MONTH, FIRST, Parted
from bijlisetu.plumbing.database.parting import part

LINES = Parted(table="reach_runline", column="notice", past="true")
IN_MONTHS = f"FROM reach_runline WHERE notice >= {FIRST * A_MONTH}"


def into_months(apps: Any, schema_editor: Any) -> None:
    """Part the table; lines of notices that lie in months already go there, and the totals stay as they are."""
    sql.execute(f"CREATE TEMP TABLE dated AS SELECT * {IN_MONTHS}")
    sql.execute(f"DELETE {IN_MONTHS}")
    part(LINES, dated=False)
    for (month,) in sql.rows(f"SELECT DISTINCT (notice / {A_MONTH})::int FROM dated"):
        months.make(LINES, month)
    sql.execute("INSERT INTO reach_runline SELECT * FROM dated")
    sql.execute("DROP TABLE dated")


class Migration(migrations.Migration):
    dependencies = [("reach", "0008_sums_of_offices")]

    operations = [migrations.RunPython(into_months, migrations.RunPython.noop)]
