"""Replies that nobody could read by rule go before a clerk, each for the accounts that it may be about."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

#: Those that are there already had no account: they are laid to the message that they quote, or else, for each account
#: of their number, to the last that went there before.
OLD_ONES = """
INSERT INTO tracking_unclear (reply, consumer_id, attempt)
SELECT DISTINCT ON (reply.id, consumer_id) reply.id,
       coalesce(quoted.consumer_id, held.consumer_id) AS consumer_id, coalesce(quoted.attempt, held.attempt)
FROM tracking_reply reply LEFT JOIN LATERAL (
    SELECT notice.consumer_id, attempt.id AS attempt
    FROM outbox_attempt attempt JOIN outbox_notice notice ON notice.id = attempt.notice_id
    WHERE attempt.carrier_id = reply.in_reply_to AND attempt.carrier_id <> '' AND attempt.channel = 'whatsapp'
      AND reply.sender IN ('', attempt.address)
    LIMIT 1
) AS quoted ON true LEFT JOIN LATERAL (
    SELECT address.consumer_id, (
        SELECT attempt.id FROM outbox_notice notice JOIN outbox_attempt attempt ON attempt.notice_id = notice.id
        WHERE notice.consumer_id = address.consumer_id AND attempt.address = address.value
          AND attempt.claimed_at <= reply.at AND notice.kind <> 'answer'
        ORDER BY attempt.id DESC LIMIT 1
    ) AS attempt
    FROM contact_address address
    WHERE address.value = reply.sender AND reply.sender <> '' AND quoted.attempt IS NULL
    ORDER BY attempt DESC NULLS LAST LIMIT 10
) AS held ON true
WHERE reply.meaning = 'unclear' AND reply.kind <> 'reaction' AND reply.taken_at IS NULL
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consumers", "0001_initial"),
        ("contact", "0006_claims_of_addresses"),
        ("outbox", "0008_occasions"),
        ("tracking", "0005_months"),
    ]

    operations = [
        migrations.CreateModel(
            name="Unclear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reply", models.BigIntegerField()),
                ("attempt", models.BigIntegerField(help_text="our message that it most likely answers", null=True)),
                (
                    "decision",
                    models.TextField(
                        blank=True, db_default="", default="", help_text="a word of that message's kind; other"
                    ),
                ),
                ("decided_by", models.TextField(blank=True, db_default="", default="")),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decisions",
                    models.PositiveSmallIntegerField(db_default=0, default=0, help_text="with those taken back"),
                ),
                (
                    "word",
                    models.BigIntegerField(
                        help_text="the reply, BY_CLERK, by which the room concerned acts on it", null=True
                    ),
                ),
                (
                    "consumer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unclear",
                        to="consumers.consumer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["reply", "consumer"], name="unclear_once_an_account", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=Q(decision="", decided_by="", decided_at=None)
                        | (~Q(decision="") & ~Q(decided_by="") & Q(decided_at__isnull=False)),
                        name="unclear_decided_by_somebody",
                    ),
                ],
                "indexes": [
                    models.Index(condition=Q(decided_at=None), fields=["id"], name="unclear_waiting"),
                    models.Index(condition=~Q(decided_at=None), fields=["-decided_at"], name="unclear_decided"),
                ],
            },
        ),
        migrations.RunSQL(OLD_ONES, migrations.RunSQL.noop),
    ]
