"""The ledgers of outages in numbers, by section."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0005_switching"),
        ("outages", "0005_interruptions"),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "fate",
                    models.TextField(
                        help_text="told_before, told_late, no_receipt, waiting; or why not: no_address, failed …"
                    ),
                ),
                ("people", models.IntegerField()),
                (
                    "outage",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ledger_lines",
                        to="outages.outage",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="network.office"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("outage", "section", "fate"), name="ledger_line_once"),
                    models.CheckConstraint(condition=models.Q(("people__gt", 0)), name="ledger_line_counts_somebody"),
                ],
            },
        ),
    ]
