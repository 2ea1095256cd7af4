import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("staff", "0009_systems"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pace",
            fields=[
                (
                    "system",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="staff.system",
                    ),
                ),
                ("begins_at", models.DateTimeField(help_text="of the minute")),
                ("requests", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Answered",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.TextField(help_text="Idempotency-Key, as the system made it")),
                ("asked", models.TextField(help_text="digest of what was asked")),
                ("status", models.SmallIntegerField(null=True)),
                ("body", models.TextField(db_default="", default="", help_text="JSON, as it was sent")),
                ("location", models.TextField(db_default="", default="")),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "system",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="staff.system"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("system", "key"), name="answered_once_a_key")],
            },
        ),
    ]
