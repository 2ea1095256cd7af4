"""Complaints, and what the database promises of them: what happened stays written, and silence closes nothing."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: What happened stays; of its words a person's address goes when it is erased, and nothing else ever does.
STAYS = """
CREATE FUNCTION complaints_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'words' = to_jsonb(OLD) - 'words' AND EXISTS (
        SELECT FROM audit_erasure WHERE id::text = current_setting('bijlisetu.erasing', true)
          AND decided_at IS NOT NULL AND erased_at IS NULL
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what happened to a complaint stays written' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER complaint_event_stays BEFORE UPDATE OR DELETE ON complaints_complaintevent
FOR EACH ROW EXECUTE FUNCTION complaints_event_stays();
"""
#: A complaint is confirmed if the last word on it is its consumer's yes, and closed without one if that is evidence. Who
#: says that it is done cannot be the one who called and heard so.
GUARANTEE = """
CREATE FUNCTION complaints_ends_by_right() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last complaints_complaintevent;
    done complaints_complaintevent;
BEGIN
    SELECT * INTO last FROM complaints_complaintevent
    WHERE complaint_id = NEW.id AND what IN ('resolved', 'said_yes', 'said_no', 'settled') ORDER BY id DESC LIMIT 1;
    IF NEW.state = 'confirmed' AND last.what IS DISTINCT FROM 'said_yes' THEN
        RAISE EXCEPTION 'a complaint is confirmed by its consumer alone' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'closed_unconfirmed' THEN
        IF last.what IS DISTINCT FROM 'settled' THEN
            RAISE EXCEPTION 'silence alone closes no complaint' USING ERRCODE = 'check_violation';
        END IF;
        SELECT * INTO done FROM complaints_complaintevent
        WHERE complaint_id = NEW.id AND what = 'resolved' ORDER BY id DESC LIMIT 1;
        IF last.evidence = 'audited_call' AND last."by" = done."by" THEN
            RAISE EXCEPTION 'who resolved it does not audit it' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER complaint_ends_by_right BEFORE INSERT OR UPDATE ON complaints_complaint
FOR EACH ROW WHEN (NEW.state IN ('confirmed', 'closed_unconfirmed')) EXECUTE FUNCTION complaints_ends_by_right();
"""
NOT_ANY_MORE = """
DROP TRIGGER complaint_ends_by_right ON complaints_complaint;
DROP TRIGGER complaint_event_stays ON complaints_complaintevent;
DROP FUNCTION complaints_ends_by_right;
DROP FUNCTION complaints_event_stays;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0006_erasures"),
        ("consumers", "0009_spelt_by_more_customs"),
        ("network", "0004_feeders_by_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.TextField(help_text="year, place in the year, check digit")),
                ("category", models.TextField(help_text="a code of categories.toml")),
                (
                    "place",
                    models.TextField(blank=True, db_default="", default="", help_text="where, if it is of no account"),
                ),
                ("area", models.TextField()),
                ("words", models.TextField(blank=True, db_default="", default="", help_text="the person's own")),
                ("language", models.TextField(db_default="hi", default="hi")),
                ("way", models.TextField()),
                (
                    "link",
                    models.TextField(
                        blank=True, db_default="", default="", help_text="of a post on X, Facebook, the portal"
                    ),
                ),
                ("reply", models.BigIntegerField(help_text="the message by which it came", null=True)),
                ("state", models.TextField(db_default="registered", default="registered")),
                (
                    "outage",
                    models.TextField(
                        blank=True, db_default="", default="", help_text="number of the outage that it is of"
                    ),
                ),
                ("level", models.SmallIntegerField(db_default=0, default=0, help_text="0 JE … 5 MD")),
                ("utility", models.TextField(help_text="whose standards and calendar hold")),
                ("crew", models.TextField(blank=True, db_default="", default="")),
                ("standard", models.TextField(help_text="the row that holds")),
                ("due_at", models.DateTimeField(help_text="none while the clock stands", null=True)),
                ("rises_at", models.DateTimeField(help_text="when the next higher officer has it", null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
                ("resolved_by", models.TextField(blank=True, db_default="", default="")),
                ("said_at", models.DateTimeField(help_text="when the person spoke: the clock begins")),
                ("at", models.DateTimeField(help_text="when it came to us")),
                ("by", models.TextField()),
                (
                    "consumer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="consumers.consumer",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="network.office",
                    ),
                ),
                (
                    "primary",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joined",
                        to="complaints.complaint",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Enclosure",
            fields=[
                ("sha256", models.TextField(primary_key=True, serialize=False)),
                ("mime_type", models.TextField()),
                ("content", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("year", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="ComplaintEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.TextField()),
                ("at", models.DateTimeField(help_text="when it happened")),
                ("kept_at", models.DateTimeField(help_text="when we learnt of it")),
                ("by", models.TextField()),
                ("level", models.SmallIntegerField(help_text="of the officers who have it from then on", null=True)),
                (
                    "why",
                    models.TextField(
                        blank=True, db_default="", default="", help_text="what is waited for; why it is no complaint"
                    ),
                ),
                (
                    "evidence",
                    models.TextField(
                        blank=True, db_default="", default="", help_text="what speaks where nobody answers"
                    ),
                ),
                (
                    "way",
                    models.TextField(
                        blank=True, db_default="", default="", help_text="by which the consumer's word came"
                    ),
                ),
                ("reply", models.BigIntegerField(help_text="the message with the consumer's word", null=True)),
                ("words", models.TextField(blank=True, db_default="", default="")),
                (
                    "facts",
                    models.JSONField(
                        db_default={}, default=dict, help_text="category, area, crew, primary … as they became"
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="complaints.complaint",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Enclosed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="enclosed", to="complaints.complaint"
                    ),
                ),
                (
                    "enclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mentions", to="complaints.enclosure"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.SmallIntegerField()),
                ("why", models.TextField(help_text="time, reopened, emergency, asked for")),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="escalations",
                        to="complaints.complaint",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        help_text="none where nobody holds the post",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Compensation",
            fields=[
                (
                    "complaint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="compensation",
                        serialize=False,
                        to="complaints.complaint",
                    ),
                ),
                ("standard", models.TextField()),
                ("due_at", models.DateTimeField()),
                ("until", models.DateTimeField(help_text="when the complaint was resolved")),
                ("days", models.PositiveIntegerField(help_text="begun after the limit")),
                ("rupees", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("days__gt", 0), ("rupees__gt", 0)), name="compensation_is_something"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ["assigned", "awaiting_consumer", "in_progress", "registered", "reopened"])
                ),
                fields=["office", "due_at"],
                name="complaint_open",
            ),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("state", "resolved")),
                fields=["office", "resolved_at"],
                name="complaint_to_be_confirmed",
            ),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("state__in", ["assigned", "in_progress", "registered", "reopened"])),
                fields=["rises_at"],
                name="complaint_rises",
            ),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(fields=["consumer", "-id"], name="complaint_of_a_consumer"),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(fields=["office", "-at"], name="complaint_of_an_office"),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("outage", ""), _negated=True), fields=["outage"], name="complaint_of_an_outage"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.UniqueConstraint(fields=("number",), name="complaint_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.UniqueConstraint(fields=("reply",), name="complaint_once_a_message"),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "assigned",
                            "awaiting_consumer",
                            "closed_unconfirmed",
                            "confirmed",
                            "in_progress",
                            "joined",
                            "registered",
                            "rejected",
                            "reopened",
                            "resolved",
                        ],
                    )
                ),
                name="complaint_state_is_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(("area__in", ["rural", "urban"])), name="complaint_area_is_listed"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "way__in",
                        [
                            "api",
                            "chat",
                            "counter",
                            "email",
                            "facebook",
                            "field",
                            "forwarded",
                            "phone",
                            "portal",
                            "sms",
                            "web",
                            "x",
                        ],
                    )
                ),
                name="complaint_way_is_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", [0, 1, 2, 3, 4, 5])), name="complaint_level_is_listed"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(("said_at__lte", models.F("at"))), name="complaint_said_before_it_came"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "joined"), _negated=True), ("primary__isnull", False), _connector="OR"
                ),
                name="complaint_joined_to_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(("primary", models.F("id")), _negated=True), name="complaint_not_its_own_primary"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "rejected"), _negated=True), ("consumer", None), _connector="OR"),
                name="complaint_of_a_consumer_not_rejected",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "awaiting_consumer"),
                    ("due_at__isnull", False),
                    models.Q(("state__in", ["assigned", "in_progress", "registered", "reopened"]), _negated=True),
                    _connector="OR",
                ),
                name="complaint_worked_on_has_an_end",
            ),
        ),
        migrations.AddIndex(
            model_name="complaintevent",
            index=models.Index(fields=["complaint", "id"], name="complaint_events"),
        ),
        migrations.AddConstraint(
            model_name="complaintevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "what__in",
                        [
                            "assigned",
                            "begun",
                            "changed",
                            "goes_on",
                            "joined",
                            "noted",
                            "registered",
                            "rejected",
                            "resolved",
                            "rose",
                            "said_no",
                            "said_yes",
                            "settled",
                            "waits",
                        ],
                    )
                ),
                name="complaint_event_is_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("what", "said_yes"), _negated=True),
                    ("way", "web"),
                    models.Q(("reply__isnull", False), ("way__in", ["chat", "email", "sms", "web"])),
                    _connector="OR",
                ),
                name="complaint_yes_is_the_consumers_own",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("what", "settled"), _negated=True), ("evidence", "")),
                    models.Q(
                        ("evidence__in", ["audited_call", "meter", "neighbours", "supply_back"]),
                        ("what", "settled"),
                        models.Q(("words", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="complaint_settled_by_named_evidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("what", "waits"), _negated=True),
                    ("why__in", ["answer", "appointment", "documents", "locked", "payment"]),
                    _connector="OR",
                ),
                name="complaint_waits_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("what", "rejected"), _negated=True),
                    ("why__in", ["abuse", "not_ours", "spam"]),
                    _connector="OR",
                ),
                name="complaint_rejected_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("what", "rose"), _negated=True), ("level__isnull", False), _connector="OR"
                ),
                name="complaint_rose_to_a_level",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("what__in", ["said_no", "said_yes"])),
                fields=("reply",),
                name="complaint_word_heard_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="enclosed",
            constraint=models.UniqueConstraint(fields=("complaint", "enclosure"), name="enclosed_once_in_a_complaint"),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(
                fields=("complaint", "level", "person"), name="escalation_once_a_level", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", [0, 1, 2, 3, 4, 5])), name="escalation_level_is_listed"
            ),
        ),
        migrations.RunSQL(STAYS + GUARANTEE, NOT_ANY_MORE),
    ]
