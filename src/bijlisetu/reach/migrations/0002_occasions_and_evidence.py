"""Standings by ledger and occasion; tasks with a subject, a day and a person; evidence weighed in one place."""

from __future__ import annotations

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

TO_OCCASIONS = """
ALTER TABLE reach_standing ALTER COLUMN cycle TYPE text USING to_char(cycle, 'YYYY-MM');
ALTER TABLE reach_standing RENAME COLUMN cycle TO occasion;
ALTER TABLE reach_standing ADD COLUMN ledger text NOT NULL DEFAULT 'bills';
ALTER TABLE reach_standing ALTER COLUMN ledger DROP DEFAULT;
ALTER TABLE reach_standing DROP CONSTRAINT standing_once_a_cycle;
ALTER TABLE reach_standing ADD CONSTRAINT standing_once_an_occasion UNIQUE (consumer_id, ledger, occasion);
DROP INDEX standing_of_a_cycle;
CREATE INDEX standing_of_an_occasion ON reach_standing (ledger, occasion, degree);

ALTER TABLE reach_task ALTER COLUMN cycle TYPE text USING to_char(cycle, 'YYYY-MM');
ALTER TABLE reach_task RENAME COLUMN cycle TO occasion;
ALTER TABLE reach_task
    ADD COLUMN subject text NOT NULL DEFAULT 'reach', ADD COLUMN ledger text NOT NULL DEFAULT 'bills',
    ADD COLUMN notice bigint, ADD COLUMN due_on date, ADD COLUMN closed_by text NOT NULL DEFAULT '',
    DROP CONSTRAINT task_closed_by_evidence;
ALTER TABLE reach_task ALTER COLUMN subject DROP DEFAULT, ALTER COLUMN ledger DROP DEFAULT;
UPDATE reach_task task SET
    due_on = (opened_at AT TIME ZONE 'Asia/Kolkata')::date + 7,
    closed_by = CASE WHEN closed_at IS NULL THEN '' ELSE 'receipt' END,
    notice = (SELECT max(standing.notice) FROM reach_standing standing
              WHERE standing.consumer_id = task.consumer_id AND standing.occasion = task.occasion);
-- The change of type wrote all rows anew, so their keys wait to be checked; until then the table takes no further change.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE reach_task ALTER COLUMN due_on SET NOT NULL;
ALTER TABLE reach_task ADD CONSTRAINT task_closed_by_evidence
    CHECK (closed_at IS NULL OR (evidence IS NOT NULL AND closed_by <> ''));
DROP INDEX task_open_once;
CREATE UNIQUE INDEX task_open_once ON reach_task (consumer_id, subject) WHERE closed_at IS NULL;
"""
#: Everything that judges how far a notice got reads this: the ledger, the certificate of a run, the trace.
#: What a try says, the weakest first. A try that has not left us yet says nothing.
#: As Attempt.State has them.
QUEUED, CLAIMED, WITHHELD, EXPIRED, FAILED, DELIVERED, READ = 0, 10, 44, 46, 50, 60, 70
EVIDENCE = f"""
CREATE TYPE reach_says AS ENUM ('failed', 'taken', 'denied', 'delivered', 'read');
CREATE VIEW reach_evidence AS
SELECT notice.id AS notice, notice.consumer_id, notice.run_id, notice.kind, notice.occasion, notice.state,
       notice.posted_at, best.attempt, best.says, best.in_hand, best.channel, best.reason, best.proved, best.at
FROM outbox_notice notice LEFT JOIN LATERAL (
    SELECT attempt.id AS attempt, attempt.channel, attempt.reason, attempt.state = {CLAIMED} AS in_hand,
           address.owner = 'proved' AS proved,
           coalesce(attempt.read_at, attempt.delivered_at, attempt.failed_at, attempt.sent_at, attempt.accepted_at,
                    attempt.claimed_at) AS at,
           CASE WHEN attempt.state IN ({FAILED}, {WITHHELD}, {EXPIRED}) THEN 'failed'
                WHEN address.owner = 'not_owner' THEN 'denied'
                WHEN attempt.state = {READ} THEN 'read'
                WHEN attempt.state = {DELIVERED} THEN 'delivered'
                ELSE 'taken' END::reach_says AS says
    FROM outbox_attempt attempt LEFT JOIN LATERAL (
        SELECT owner FROM contact_address
        WHERE consumer_id = notice.consumer_id AND value = attempt.address OFFSET 0
    ) AS address ON true
    WHERE attempt.notice_id = notice.id AND attempt.state <> {QUEUED}
    ORDER BY says DESC, proved DESC NULLS LAST, attempt.id DESC LIMIT 1
) AS best ON true;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reach", "0001_initial"),
        ("outbox", "0008_occasions"),
        ("contact", "0003_health"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TO_OCCASIONS, migrations.RunSQL.noop)],
            state_operations=[
                migrations.RemoveConstraint("standing", "standing_once_a_cycle"),
                migrations.RemoveIndex("standing", "standing_of_a_cycle"),
                migrations.RemoveField("standing", "cycle"),
                migrations.AddField(
                    "standing",
                    "ledger",
                    models.TextField(help_text="bills, outages …: as the kinds name it", default="bills"),
                    preserve_default=False,
                ),
                migrations.AddField(
                    "standing",
                    "occasion",
                    models.TextField(help_text="which of them: 2026-11", default=""),
                    preserve_default=False,
                ),
                migrations.AddConstraint(
                    "standing",
                    models.UniqueConstraint(
                        fields=["consumer", "ledger", "occasion"], name="standing_once_an_occasion"
                    ),
                ),
                migrations.AddIndex(
                    "standing", models.Index(fields=["ledger", "occasion", "degree"], name="standing_of_an_occasion")
                ),
                migrations.RemoveConstraint("task", "task_open_once"),
                migrations.RemoveConstraint("task", "task_closed_by_evidence"),
                migrations.RemoveField("task", "cycle"),
                migrations.AddField(
                    "task",
                    "subject",
                    models.TextField(help_text="what it is about: reach …", default="reach"),
                    preserve_default=False,
                ),
                migrations.AddField(
                    "task",
                    "ledger",
                    models.TextField(
                        blank=True, help_text="of what did not arrive, where it is about that", default="bills"
                    ),
                    preserve_default=False,
                ),
                migrations.AddField(
                    "task", "occasion", models.TextField(blank=True, default=""), preserve_default=False
                ),
                migrations.AddField(
                    "task", "notice", models.BigIntegerField(null=True, help_text="what did not arrive")
                ),
                migrations.AddField("task", "due_on", models.DateField(default="2026-01-01"), preserve_default=False),
                migrations.AddField(
                    "task",
                    "closed_by",
                    models.TextField(
                        blank=True,
                        default="",
                        db_default="",
                        choices=[
                            ("receipt", "an attempt that reached the consumer"),
                            ("visit", "Visit"),
                            ("payment", "Payment"),
                            ("answer", "the consumer's own word"),
                        ],
                    ),
                ),
                migrations.AlterField(
                    "task",
                    "evidence",
                    models.BigIntegerField(
                        null=True, help_text="the record of that sort: an attempt, a visit, a payment"
                    ),
                ),
                migrations.AddConstraint(
                    "task",
                    models.UniqueConstraint(
                        fields=["consumer", "subject"], condition=Q(closed_at=None), name="task_open_once"
                    ),
                ),
                migrations.AddConstraint(
                    "task",
                    models.CheckConstraint(
                        condition=Q(closed_at=None) | Q(evidence__isnull=False) & ~Q(closed_by=""),
                        name="task_closed_by_evidence",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            "task",
            "assignee",
            models.ForeignKey(
                null=True,
                on_delete=models.SET_NULL,
                related_name="tasks",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(EVIDENCE, "DROP VIEW reach_evidence; DROP TYPE reach_says;"),
    ]
