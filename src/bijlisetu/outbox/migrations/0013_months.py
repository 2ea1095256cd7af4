"""Notices lie in the months that their keys name, their attempts and the parts of long SMS with them."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from bijlisetu.plumbing.database.months import A_MONTH, FIRST, By, Parted
from bijlisetu.plumbing.database.parting import operation

NOTICES = Parted(table="outbox_notice", past="true")
ATTEMPTS = Parted(table="outbox_attempt", by=By.MONTH, column="month", past="true")
PARTS = Parted(table="outbox_part", column="attempt_id", past="true")
#: bill:2026-11:3800360461 names November 2026, and so does answer:2026-11-28:17; a key that names none, 0.
MONTH_OF = """
CREATE FUNCTION outbox_month_of(key text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(
    replace(substring(key FROM ':(20[0-9][0-9]-(?:0[1-9]|1[0-2]))(?:[-:]|$)'), '-', '')::bigint, 0
);
"""
#: What makes a promise within a month one for ever: the same key, and the same notice, never lie in two.
ALWAYS_THERE = f"""
ALTER TABLE outbox_notice ADD CONSTRAINT notice_in_the_month_of_its_key
    CHECK (id < {FIRST * A_MONTH} OR id / {A_MONTH} = outbox_month_of(key));
ALTER TABLE outbox_attempt ADD CONSTRAINT attempt_in_its_month CHECK (month = id / {A_MONTH});
ALTER TABLE outbox_attempt ADD CONSTRAINT attempt_in_the_month_of_its_notice
    CHECK (month = 0 OR month = notice_id / {A_MONTH});
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0012_stops_of_companies"), ("audit", "0002_holds")]

    operations = [
        migrations.AddField(
            "attempt",
            "month",
            models.IntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="of the notice, as its number names it: 202611; 0: none",
            ),
        ),
        migrations.AlterField(
            "part",
            "attempt",
            models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parts",
                to="outbox.attempt",
            ),
        ),
        migrations.RunSQL(MONTH_OF, "DROP FUNCTION outbox_month_of"),
        *(
            migrations.RunPython(operation(table, dated=False), migrations.RunPython.noop)
            for table in (NOTICES, ATTEMPTS, PARTS)
        ),
        migrations.RunSQL(ALWAYS_THERE, migrations.RunSQL.noop),
    ]
