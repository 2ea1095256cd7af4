import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0009_systems"),
        ("systems", "0002_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.TextField()),
                (
                    "subjects",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(choices=[("outage", "Outage"), ("complaint", "Complaint")]),
                        size=None,
                    ),
                ),
                ("generation", models.PositiveIntegerField(default=1, help_text="of the secret")),
                ("before_until", models.DateTimeField(help_text="until then the secret before signs too", null=True)),
                ("up_to", models.BigIntegerField(help_text="the last change that was looked at for it")),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="subscriptions", to="staff.system"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record", models.TextField(help_text="of one outage or complaint the news go in their order")),
                (
                    "state",
                    models.TextField(
                        choices=[("waiting", "Waiting"), ("taken", "Taken"), ("given_up", "Given Up")],
                        default="waiting",
                    ),
                ),
                ("tries", models.PositiveIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("why", models.TextField(db_default="", default="", help_text="it was not taken, the last time")),
                ("since", models.DateTimeField(help_text="it is tried")),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="systems.change"
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dispatches",
                        to="systems.subscription",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("subjects__len__gt", 0)), name="subscription_is_to_something"
            ),
        ),
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["subscription", "record", "change"],
                name="dispatch_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(
                condition=models.Q(("state", "given_up")), fields=["subscription", "-id"], name="dispatch_given_up"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.UniqueConstraint(fields=("subscription", "change"), name="dispatched_once"),
        ),
    ]
