"""Two officers means two: whoever answered for a finding, or sent the trial, does not release the run either."""

import django.contrib.postgres.fields
from django.db import migrations, models

#: Runs that are out were released by the older rule, and stand as they are.
LAY_HANDS_ON = """
UPDATE outbox_run SET hands = ARRAY(
    SELECT DISTINCT hand FROM unnest(makers || made_by || CASE WHEN released_by = '' THEN canary_by || ARRAY(
        SELECT finding ->> 'waived_by' FROM jsonb_array_elements(findings) AS finding WHERE finding ? 'waived_by'
    ) ELSE '{}' END) AS hand
    WHERE hand <> '' AND hand <> released_by ORDER BY hand
)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0010_brought"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="hands",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(),
                default=list,
                help_text="all who made it, answered for a finding or sent its trial: none of them releases it",
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="run",
            name="makers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), default=list, help_text="all who put notices in", size=None
            ),
        ),
        migrations.RunSQL(LAY_HANDS_ON, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="run", name="run_released_by_a_second"),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("released_by", ""),
                    models.Q(
                        models.Q(("released_by", models.F("made_by")), _negated=True),
                        models.Q(("hands__contains", [models.F("released_by")]), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="run_released_by_a_second",
            ),
        ),
    ]
