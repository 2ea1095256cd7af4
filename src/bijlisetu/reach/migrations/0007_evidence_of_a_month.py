"""The evidence of a notice is looked for in its month alone, and among the undated."""

from __future__ import annotations

from django.db import migrations

from bijlisetu.plumbing.database.months import A_MONTH

#: The view as it is, with one condition more.
NARROWER = f"""
DO $$ BEGIN
    EXECUTE 'CREATE OR REPLACE VIEW reach_evidence AS ' || replace(
        pg_get_viewdef('reach_evidence'::regclass), 'attempt.notice_id = notice.id',
        'attempt.notice_id = notice.id AND attempt.month = ANY (ARRAY[0, (notice.id / {A_MONTH})::int])'
    );
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("reach", "0006_lines_of_runs"), ("outbox", "0013_months")]

    operations = [migrations.RunSQL(NARROWER, migrations.RunSQL.noop)]
