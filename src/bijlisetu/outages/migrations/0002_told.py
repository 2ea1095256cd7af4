"""Who was to be told what of an outage, and by which notice."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consumers", "0010_needs_and_touched"),
        ("outages", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="outageevent",
            name="what",
            field=models.TextField(
                choices=[
                    ("entered", "Entered"),
                    ("announced", "Announced"),
                    ("reminded", "Reminded"),
                    ("began", "Began"),
                    ("promised", "Promised"),
                    ("passed", "Passed"),
                    ("partly", "Partly"),
                    ("back", "Back"),
                    ("cancelled", "Cancelled"),
                ]
            ),
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.TextField(
                        choices=[
                            ("cut", "that it is dark, or will be"),
                            ("soon", "that the planned hour comes"),
                            ("time", "another end, or that none is known"),
                            ("back", "Back"),
                            ("cancelled", "Cancelled"),
                        ]
                    ),
                ),
                ("notice", models.BigIntegerField(null=True)),
                (
                    "why",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("never_told", "no message of the cut left us: both are withdrawn"),
                            ("dark_by_another", "another outage holds them"),
                        ],
                    ),
                ),
                (
                    "consumer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="consumers.consumer",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="outages.outageevent",
                    ),
                ),
                (
                    "outage",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="outages.outage",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["consumer", "outage"], name="told_to_a_consumer")],
                "constraints": [
                    models.UniqueConstraint(fields=("outage", "consumer", "stage", "event"), name="told_once_an_event"),
                    models.CheckConstraint(
                        condition=models.Q(("notice", None), ("why", ""), _connector="XOR"), name="told_or_why_not"
                    ),
                ],
            },
        ),
    ]
