"""Who needs electricity most, kept like every fact; and the one statement that says whom a cut of an element touches."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations, models

BEFORE = import_module("bijlisetu.consumers.migrations.0007_history")
FUNCTION = BEFORE.KEEP.partition("CREATE TRIGGER")[0]
KEEP = FUNCTION.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
KEEP_NEEDS = KEEP.replace("('feeder',", "('need', was.need, became.need),\n        ('feeder',", 1)
#: Whoever hangs on a transformer that we know is touched with it, wherever it is switched; the others with their line.
TOUCHED = """
CREATE FUNCTION consumers_touched(substations bigint[], feeders bigint[], transformers bigint[], moment timestamptz)
RETURNS TABLE (consumer_id bigint) LANGUAGE sql STABLE AS $$
WITH below AS MATERIALIZED (SELECT * FROM network_below(substations, feeders, transformers, moment))
SELECT consumer.id FROM below JOIN consumers_consumer AS consumer ON consumer.transformer_id = below.transformer_id
UNION ALL
SELECT consumer.id FROM below JOIN consumers_consumer AS consumer ON consumer.feeder_id = below.feeder_id
WHERE consumer.transformer_id IS NULL
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consumers", "0009_spelt_by_more_customs"),
        ("network", "0005_switching"),
    ]

    operations = [
        migrations.AddField(
            model_name="consumer",
            name="need",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="life_support, hospital, water, police: for whom a cut is worse",
            ),
        ),
        migrations.AddIndex(
            model_name="consumer",
            index=models.Index(
                condition=models.Q(("need", ""), _negated=True),
                fields=["feeder", "transformer"],
                name="consumer_with_a_need",
            ),
        ),
        migrations.AddConstraint(
            model_name="consumer",
            constraint=models.CheckConstraint(
                condition=models.Q(("need__in", ["", "life_support", "hospital", "water", "police"])),
                name="consumer_need_is_listed",
            ),
        ),
        migrations.RunSQL(KEEP_NEEDS + TOUCHED, "DROP FUNCTION consumers_touched;" + KEEP),
    ]
