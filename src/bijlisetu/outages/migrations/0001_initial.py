"""Outages, their parts, and their events, which stay as they were told."""

import django.db.models.deletion
from django.db import migrations, models

STAYS = """
CREATE FUNCTION outages_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what happened to an outage stays as it was told' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER outage_event_stays BEFORE UPDATE OR DELETE ON outages_outageevent
    FOR EACH ROW EXECUTE FUNCTION outages_event_stays();
"""
CHANGES = "DROP TRIGGER outage_event_stays ON outages_outageevent; DROP FUNCTION outages_event_stays;"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("network", "0005_switching"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.TextField(help_text="as people say it; its last digit shows a mistake", unique=True)),
                ("kind", models.TextField(choices=[("planned", "Planned"), ("breakdown", "Breakdown")])),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("entered", "nobody has been told"),
                            ("announced", "Announced"),
                            ("on", "On"),
                            ("unknown", "the promised time has passed"),
                            ("partly", "some are back"),
                            ("back", "Back"),
                            ("cancelled", "Cancelled"),
                        ]
                    ),
                ),
                ("reason", models.TextField(help_text="of reasons.toml")),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(help_text="as promised last; none: not known", null=True)),
                ("back_at", models.DateTimeField(null=True)),
                ("crew", models.TextField(blank=True, default="")),
                (
                    "words",
                    models.TextField(
                        blank=True, default="", help_text="where, in words, beside the names of its parts"
                    ),
                ),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "office",
                    models.ForeignKey(
                        help_text="the section that answers",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.office",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OutageEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.TextField(
                        choices=[
                            ("entered", "Entered"),
                            ("announced", "Announced"),
                            ("began", "Began"),
                            ("promised", "Promised"),
                            ("passed", "Passed"),
                            ("partly", "Partly"),
                            ("back", "Back"),
                            ("cancelled", "Cancelled"),
                        ]
                    ),
                ),
                ("from_at", models.DateTimeField(help_text="of the outage, where this tells it", null=True)),
                ("until_at", models.DateTimeField(help_text="of its return: promised, or as it came", null=True)),
                ("detail", models.JSONField(default=dict, help_text="which parts, how many were told, why")),
                ("said_at", models.DateTimeField(help_text="when it happened")),
                ("at", models.DateTimeField(help_text="when we heard of it")),
                ("by", models.TextField()),
                (
                    "outage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="outages.outage"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OutagePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("back_at", models.DateTimeField(null=True)),
                (
                    "feeder",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.feeder"
                    ),
                ),
                (
                    "outage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="outages.outage"
                    ),
                ),
                (
                    "substation",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.office"
                    ),
                ),
                (
                    "transformer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.transformer",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="outage",
            index=models.Index(
                condition=models.Q(("state__in", ["back", "cancelled"]), _negated=True),
                fields=["until_at"],
                name="outage_open",
            ),
        ),
        migrations.AddIndex(
            model_name="outage",
            index=models.Index(fields=["-from_at", "-id"], name="outage_by_time"),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_at", None), ("until_at__gt", models.F("from_at")), _connector="OR"),
                name="outage_returns_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.CheckConstraint(
                condition=models.Q(("back_at", None), ("back_at__gte", models.F("from_at")), _connector="OR"),
                name="outage_back_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "back"), ("back_at", None), _connector="XOR"),
                name="outage_back_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "breakdown"), ("until_at__isnull", False), _connector="OR"),
                name="planned_outage_has_an_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="outagepart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("feeder", None), ("substation__isnull", False), ("transformer", None)),
                    models.Q(("feeder__isnull", False), ("substation", None), ("transformer", None)),
                    models.Q(("feeder", None), ("substation", None), ("transformer__isnull", False)),
                    _connector="OR",
                ),
                name="outage_part_is_one_element",
            ),
        ),
        migrations.AddConstraint(
            model_name="outagepart",
            constraint=models.UniqueConstraint(
                fields=("outage", "substation", "feeder", "transformer"), name="outage_part_once", nulls_distinct=False
            ),
        ),
        migrations.RunSQL(STAYS, CHANGES),
    ]
