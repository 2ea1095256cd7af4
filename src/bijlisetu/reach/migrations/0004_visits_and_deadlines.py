"""What visits without a number found, and by when an office is to have reached everybody."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consumers", "0001_initial"),
        ("network", "0002_office_tree"),
        ("reach", "0003_totals"),
    ]

    operations = [
        migrations.CreateModel(
            name="Deadline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ledger", models.TextField()),
                ("occasion", models.TextField()),
                ("on", models.DateField()),
                ("at", models.DateTimeField(help_text="when it was set")),
                ("by", models.TextField()),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deadlines",
                        to="network.office",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("office", "ledger", "occasion"), name="deadline_once_an_occasion")
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.TextField(
                        choices=[
                            ("locked", "nobody at home"),
                            ("refused", "they gave no number"),
                            ("no_phone", "they have no telephone"),
                            ("disconnected", "there is no supply any more"),
                            ("not_found", "no such house or person"),
                        ]
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.TextField(help_text="the user name of whoever was there")),
                (
                    "consumer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="consumers.consumer",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["consumer", "-at"], name="visit_of_a_consumer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["locked", "refused", "no_phone", "disconnected", "not_found"])
                        ),
                        name="visit_outcome_is_listed",
                    )
                ],
            },
        ),
    ]
