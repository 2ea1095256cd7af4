import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0002_took"),
        ("staff", "0009_systems"),
        ("systems", "0001_answered"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "subject",
                    models.TextField(
                        choices=[("outage", "Outage"), ("complaint", "Complaint")], primary_key=True, serialize=False
                    ),
                ),
                ("from_event", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.TextField(choices=[("outage", "Outage"), ("complaint", "Complaint")])),
                ("event", models.BigIntegerField(help_text="id in the room's own book")),
                ("record", models.TextField(help_text="number of the outage or complaint")),
                ("what", models.TextField()),
                ("facts", models.JSONField(default=dict)),
                ("happened_at", models.DateTimeField()),
                ("gathered_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("subject", "event"), name="change_gathered_once")],
            },
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.TextField()),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="complaints.complaint"
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="staff.system"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("system", "reference"), name="reference_of_one_complaint")
                ],
            },
        ),
    ]
