"""What people say of the light, and which part of the network seems to be dark by it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consumers", "0010_needs_and_touched"),
        ("network", "0005_switching"),
        ("outages", "0003_bulletins"),
    ]

    operations = [
        migrations.CreateModel(
            name="Suspicion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("open", "Open"),
                            ("confirmed", "an outage was entered"),
                            ("refused", "the desk says that it is none"),
                            ("replaced", "another part, larger or smaller, stands for it"),
                            ("lapsed", "nobody spoke of it any more"),
                        ],
                        default="open",
                    ),
                ),
                ("since", models.DateTimeField(help_text="when the first of its people spoke")),
                ("opened_at", models.DateTimeField()),
                ("probability", models.FloatField()),
                ("reports", models.PositiveIntegerField(help_text="people who say so")),
                ("heard_at", models.DateTimeField(help_text="when one was last heard")),
                ("ended_at", models.DateTimeField(null=True)),
                ("by", models.TextField(blank=True, default="", help_text="who confirmed or refused it")),
                (
                    "feeder",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="network.feeder"
                    ),
                ),
                (
                    "outage",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="suspicions",
                        to="outages.outage",
                    ),
                ),
                (
                    "substation",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="network.office"
                    ),
                ),
                (
                    "transformer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="network.transformer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NoLight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_dark", models.BooleanField(help_text="or the light is on")),
                (
                    "way",
                    models.TextField(
                        choices=[
                            ("chat", "Chat"),
                            ("sms", "Sms"),
                            ("web", "Web"),
                            ("desk", "Desk"),
                            ("missed_call", "Missed Call"),
                            ("api", "Api"),
                        ]
                    ),
                ),
                ("said_at", models.DateTimeField(help_text="when the person spoke")),
                ("received_at", models.DateTimeField(help_text="when it came to us")),
                ("reply", models.BigIntegerField(help_text="the message that brought it", null=True, unique=True)),
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
                    "feeder",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="network.feeder",
                    ),
                ),
                (
                    "outage",
                    models.ForeignKey(
                        help_text="that holds them",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="outages.outage",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="network.office",
                    ),
                ),
                (
                    "transformer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="network.transformer",
                    ),
                ),
                (
                    "suspicion",
                    models.ForeignKey(
                        help_text="that it is part of",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="told",
                        to="outages.suspicion",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="suspicion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("feeder", None), ("substation__isnull", False), ("transformer", None)),
                    models.Q(("feeder__isnull", False), ("substation", None), ("transformer", None)),
                    models.Q(("feeder", None), ("substation", None), ("transformer__isnull", False)),
                    _connector="OR",
                ),
                name="suspicion_of_one_element",
            ),
        ),
        migrations.AddConstraint(
            model_name="suspicion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("substation", "feeder", "transformer"),
                name="suspicion_open_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="suspicion",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "open"), ("ended_at__isnull", False), _connector="XOR"),
                name="suspicion_ends_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="suspicion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "confirmed"), _negated=True), ("outage__isnull", False), _connector="OR"
                ),
                name="suspicion_confirmed_by_an_outage",
            ),
        ),
        migrations.AddConstraint(
            model_name="suspicion",
            constraint=models.CheckConstraint(
                condition=models.Q(("probability__gte", 0), ("probability__lte", 1)), name="suspicion_has_a_probability"
            ),
        ),
        migrations.AddIndex(
            model_name="nolight",
            index=models.Index(fields=["said_at"], name="no_light_by_time"),
        ),
        migrations.AddIndex(
            model_name="nolight",
            index=models.Index(fields=["consumer", "-said_at"], name="no_light_of_a_consumer"),
        ),
        migrations.AddConstraint(
            model_name="nolight",
            constraint=models.CheckConstraint(
                condition=models.Q(("said_at__lte", models.F("received_at"))), name="no_light_said_before"
            ),
        ),
    ]
