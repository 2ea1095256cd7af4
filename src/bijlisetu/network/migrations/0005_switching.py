"""Transfers and back-feeds by dates, and the one statement that says what lies below an element at an instant."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

#: Substation, its feeders that hang on no other line, whatever hangs on those; then their transformers, less those
#: that hang elsewhere, and those that hang here. A ring ends where it began, for UNION takes nothing twice.
BELOW = """
CREATE FUNCTION network_below(substations bigint[], feeders bigint[], transformers bigint[], moment timestamptz)
RETURNS TABLE (feeder_id bigint, transformer_id bigint) LANGUAGE sql STABLE AS $$
WITH RECURSIVE switched AS MATERIALIZED (
    SELECT each.feeder_id, each.transformer_id, each.fed_by_id FROM network_switching AS each
    WHERE each.from_at <= moment AND (each.until_at IS NULL OR each.until_at > moment)
), line (id) AS (
    SELECT unnest(feeders)
    UNION
    SELECT place.feeder_id FROM network_feederplace AS place
    JOIN network_office_tree AS tree ON tree.descendant_id = place.section_id
    WHERE tree.ancestor_id = ANY(substations)
      AND place.valid_from <= (moment AT TIME ZONE 'Asia/Kolkata')::date
      AND (place.valid_to IS NULL OR place.valid_to > (moment AT TIME ZONE 'Asia/Kolkata')::date)
      AND NOT EXISTS (SELECT FROM switched WHERE switched.feeder_id = place.feeder_id)
    UNION
    SELECT switched.feeder_id FROM line JOIN switched ON switched.fed_by_id = line.id
    WHERE switched.feeder_id IS NOT NULL
), transformer (id) AS (
    SELECT own.id FROM line JOIN network_transformer AS own ON own.feeder_id = line.id
    WHERE NOT EXISTS (SELECT FROM switched WHERE switched.transformer_id = own.id)
    UNION
    SELECT switched.transformer_id FROM line JOIN switched ON switched.fed_by_id = line.id
    WHERE switched.transformer_id IS NOT NULL
    UNION
    SELECT unnest(transformers)
)
SELECT id, NULL::bigint FROM line UNION ALL SELECT NULL::bigint, id FROM transformer
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0004_feeders_by_name"),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Switching",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(help_text="none: still", null=True)),
                ("why", models.TextField(blank=True)),
                ("by", models.TextField()),
                ("at", models.DateTimeField(help_text="when we heard of it, or of its end")),
                (
                    "fed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="feeds", to="network.feeder"
                    ),
                ),
                (
                    "feeder",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="switchings",
                        to="network.feeder",
                    ),
                ),
                (
                    "transformer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="switchings",
                        to="network.transformer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("feeder__isnull", True), ("transformer__isnull", True), _connector="XOR"),
                        name="switching_of_one_element",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_at", None), ("until_at__gt", models.F("from_at")), _connector="OR"),
                        name="switching_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("feeder", models.F("fed_by")), _negated=True),
                        name="feeder_not_fed_by_itself",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("feeder__isnull", False)),
                        expressions=[
                            ("feeder", "="),
                            (
                                models.Func(
                                    models.F("from_at"),
                                    models.F("until_at"),
                                    function="tstzrange",
                                    output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="feeder_switched_to_one_line",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("transformer__isnull", False)),
                        expressions=[
                            ("transformer", "="),
                            (
                                models.Func(
                                    models.F("from_at"),
                                    models.F("until_at"),
                                    function="tstzrange",
                                    output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="transformer_switched_to_one_line",
                    ),
                ],
            },
        ),
        migrations.RunSQL(BELOW, "DROP FUNCTION network_below"),
    ]
