"""Rounds, beats, doors, devices, visits, pictures and sheets."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("consumers", "0004_name_by_sound"),
        ("network", "0004_feeders_by_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField(help_text="the field of the form")),
                ("size", models.IntegerField()),
                ("sha256", models.TextField()),
                ("received", models.IntegerField(db_default=0, default=0, help_text="bytes so far")),
                ("completed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Beat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("name", models.TextField()),
                ("assigned_at", models.DateTimeField(null=True)),
                ("version", models.BigIntegerField(db_default=0, default=0)),
                (
                    "office",
                    models.ForeignKey(
                        help_text="the section",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="beats",
                        to="network.office",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        help_text="null: nobody",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="beats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.TextField(blank=True)),
                ("registered_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
                ("app", models.TextField(blank=True, help_text="the version of the page on it")),
                ("shut_at", models.DateTimeField(null=True)),
                ("shut_by", models.TextField(blank=True, db_default="", default="")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="devices", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Door",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.IntegerField(help_text="of walking, in its beat")),
                (
                    "state",
                    models.TextField(
                        choices=[("open", "Open"), ("blocked", "another visit helps nobody"), ("done", "Done")],
                        db_default="open",
                        default="open",
                    ),
                ),
                (
                    "why",
                    models.TextField(
                        blank=True, db_default="", default="", help_text="why on the list; once blocked, why that"
                    ),
                ),
                ("visited_at", models.DateTimeField(help_text="the last visit; null: nobody went yet", null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "version",
                    models.BigIntegerField(
                        db_default=0, default=0, help_text="the beat's, when this door last changed"
                    ),
                ),
                (
                    "beat",
                    models.ForeignKey(
                        db_index=False,
                        help_text="null: nobody's yet",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doors",
                        to="fieldwork.beat",
                    ),
                ),
                (
                    "consumer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="doors", to="consumers.consumer"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DoorTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_gathered", models.BooleanField(db_default=False, default=False)),
                ("round", models.BigIntegerField()),
                ("beat", models.BigIntegerField(help_text="0: nobody's yet")),
                ("state", models.TextField()),
                ("why", models.TextField()),
                ("is_begun", models.BooleanField(help_text="somebody went there")),
                ("doors", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["round", "beat"], name="door_total_of_a_beat"),
                    models.Index(
                        condition=models.Q(("is_gathered", False)), fields=["id"], name="door_total_to_gather"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_gathered", True)),
                        fields=("round", "beat", "state", "why", "is_begun"),
                        name="door_total_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Gone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.BigIntegerField(help_text="the beat's, when it left")),
                (
                    "beat",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="gone",
                        to="fieldwork.beat",
                    ),
                ),
                (
                    "door",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="left", to="fieldwork.door"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Holding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(help_text="exclusive; null: still", null=True)),
                (
                    "beat",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holdings",
                        to="fieldwork.beat",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holdings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PhotoPiece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("offset", models.IntegerField(help_text="of its first byte")),
                ("content", models.BinaryField()),
                (
                    "photo",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="fieldwork.photo",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.TextField(help_text="the name of a form's file")),
                ("title", models.TextField()),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField(help_text="exclusive")),
                ("made_by", models.TextField()),
                ("at", models.DateTimeField(help_text="when it was opened")),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("begins_on"))), name="round_ends_after_it_begins"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="door",
            name="round",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="doors", to="fieldwork.round"
            ),
        ),
        migrations.AddField(
            model_name="beat",
            name="round",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="beats", to="fieldwork.round"
            ),
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.TextField(unique=True)),
                ("printed_at", models.DateTimeField()),
                ("by", models.TextField()),
                (
                    "beat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="fieldwork.beat"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.TextField()),
                ("content", models.BinaryField()),
                ("media", models.TextField(help_text="application/pdf, image/jpeg …")),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                (
                    "sheet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scans",
                        to="fieldwork.sheet",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SheetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.IntegerField()),
                (
                    "door",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="fieldwork.door"
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="fieldwork.sheet",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        help_text="made on the telephone, so that it is taken once", primary_key=True, serialize=False
                    ),
                ),
                ("form", models.TextField(help_text="what was asked: the name of a form's file")),
                ("by", models.TextField(help_text="the user name of whoever told us: who walked, or who keyed it in")),
                (
                    "entrance",
                    models.TextField(choices=[("app", "App"), ("paper", "Paper"), ("desk", "Desk"), ("call", "Call")]),
                ),
                ("outcome", models.TextField(help_text="one of the form's")),
                ("answers", models.JSONField(default=dict, help_text="what the form asked")),
                ("said_at", models.DateTimeField(help_text="by the phone's clock")),
                ("at", models.DateTimeField(help_text="the same, by ours")),
                ("received_at", models.DateTimeField()),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("accuracy_m", models.FloatField(null=True)),
                (
                    "is_late",
                    models.BooleanField(
                        db_default=False, default=False, help_text="the beat was somebody else's by then"
                    ),
                ),
                ("line", models.IntegerField(help_text="of the sheet", null=True)),
                (
                    "beat",
                    models.ForeignKey(
                        db_index=False,
                        help_text="as the phone knew it",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="fieldwork.beat",
                    ),
                ),
                (
                    "consumer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="consumers.consumer",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="fieldwork.device",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        help_text="who walked; null only where an old record names nobody who has a login",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="fieldwork.round",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="fieldwork.sheet",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="photo",
            name="visit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="fieldwork.visit"
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("shut_at", None), ("shut_by", "")),
                    models.Q(("shut_at__isnull", False), models.Q(("shut_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="device_shut_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="gone",
            index=models.Index(fields=["beat", "version"], name="gone_by_change"),
        ),
        migrations.AddConstraint(
            model_name="gone",
            constraint=models.UniqueConstraint(fields=("beat", "door"), name="gone_once_from_a_beat"),
        ),
        migrations.AddIndex(
            model_name="holding",
            index=models.Index(fields=["beat", "from_at"], name="holding_of_a_beat"),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_at", None)), fields=("beat",), name="holding_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_at", None), ("until_at__gte", models.F("from_at")), _connector="OR"),
                name="holding_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="photopiece",
            constraint=models.UniqueConstraint(fields=("photo", "offset"), name="piece_once"),
        ),
        migrations.AddIndex(
            model_name="door",
            index=models.Index(fields=["beat", "order", "id"], name="door_in_walking_order"),
        ),
        migrations.AddIndex(
            model_name="door",
            index=models.Index(fields=["beat", "version"], name="door_by_change"),
        ),
        migrations.AddConstraint(
            model_name="door",
            constraint=models.UniqueConstraint(fields=("round", "consumer"), name="door_once_a_round"),
        ),
        migrations.AddConstraint(
            model_name="door",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "blocked", "done"])), name="door_state_is_listed"
            ),
        ),
        migrations.AddConstraint(
            model_name="door",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("closed_at__isnull", False)),
                    _connector="OR",
                ),
                name="door_closed_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="beat",
            constraint=models.UniqueConstraint(fields=("round", "number"), name="beat_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="beat",
            constraint=models.UniqueConstraint(fields=("id", "round"), name="beat_of_its_round"),
        ),
        migrations.AddConstraint(
            model_name="beat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("assigned_at", None), ("worker", None)),
                    models.Q(("assigned_at__isnull", False), ("worker__isnull", False)),
                    _connector="OR",
                ),
                name="beat_assigned_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="scan",
            constraint=models.UniqueConstraint(fields=("sheet", "sha256"), name="scan_once"),
        ),
        migrations.AddConstraint(
            model_name="sheetline",
            constraint=models.UniqueConstraint(fields=("sheet", "line"), name="sheet_line_once"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["consumer", "-at"], name="visit_to_a_consumer"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["round", "person", "at"], name="visit_of_a_worker"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["beat", "at"], name="visit_of_a_beat"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome", ""), _negated=True), name="visit_found_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("entrance__in", ["app", "paper", "desk", "call"])), name="visit_entrance_is_listed"
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("at__lte", models.F("received_at"))), name="visit_before_it_was_told"
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude", None), ("longitude", None)),
                    models.Q(
                        ("latitude__isnull", False),
                        ("latitude__range", (-90, 90)),
                        ("longitude__isnull", False),
                        ("longitude__range", (-180, 180)),
                    ),
                    _connector="OR",
                ),
                name="visit_on_earth",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entrance", "paper"), ("line__isnull", False), ("sheet__isnull", False)),
                    models.Q(models.Q(("entrance", "paper"), _negated=True), ("line", None), ("sheet", None)),
                    _connector="OR",
                ),
                name="visit_on_paper_has_its_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(fields=("sheet", "line"), name="visit_once_a_line"),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(fields=("visit", "name"), name="photo_once_a_field"),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("received__gte", 0), ("received__lte", models.F("size"))),
                name="photo_no_larger_than_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("completed_at", None), ("received", models.F("size")), _connector="OR"),
                name="photo_whole_when_completed",
            ),
        ),
    ]
