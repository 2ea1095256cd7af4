"""A notice counts on an occasion of its kind's ledger, not in a bill's month alone; small runs say that they are."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

#: One rewrite of the table; its index follows.
TO_OCCASION = """
ALTER TABLE outbox_notice
    ALTER COLUMN cycle TYPE text USING coalesce(to_char(cycle, 'YYYY-MM'), ''),
    ALTER COLUMN cycle SET DEFAULT '', ALTER COLUMN cycle SET NOT NULL;
ALTER TABLE outbox_notice RENAME COLUMN cycle TO occasion;
"""
#: Letters that are still to be written find their facts as their kinds now name them.
FACTS_OF_OPEN = """
UPDATE outbox_notice SET facts = facts || jsonb_build_object(
    'told', to_char(to_date(facts ->> 'told', 'DD-MM-YYYY'), 'YYYY-MM-DD')
)
WHERE kind = 'correction' AND facts ->> 'told' ~ '^[0-9]{2}-[0-9]{2}-[0-9]{4}$';
UPDATE outbox_notice SET facts = facts || jsonb_build_object('outage', key)
WHERE kind IN ('outage_planned', 'outage_breakdown') AND NOT facts ? 'outage';
"""
#: The reason stood in prose where a name belongs.
SMALL_RUNS = "UPDATE outbox_run SET is_small = true, released_by = '' WHERE released_by LIKE 'below %';"


class Migration(migrations.Migration):
    dependencies = [("outbox", "0007_the_portfolios_day")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TO_OCCASION, migrations.RunSQL.noop)],
            state_operations=[
                migrations.RemoveIndex("notice", "notice_of_a_consumer"),
                migrations.RemoveField("notice", "cycle"),
                migrations.AddField(
                    "notice",
                    "occasion",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="once for each it counts in the kind's ledger; empty: nowhere",
                    ),
                ),
                migrations.AddIndex(
                    "notice", models.Index(fields=["consumer", "occasion"], name="notice_of_a_consumer")
                ),
            ],
        ),
        migrations.AddField(
            "notice",
            "to",
            models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="the one address it is for; empty: the best when it is sent",
            ),
        ),
        migrations.RunSQL(FACTS_OF_OPEN, migrations.RunSQL.noop),
        migrations.AddField(
            "run",
            "is_small",
            models.BooleanField(
                db_default=False,
                default=False,
                help_text="no more notices than its kind lets out without a second officer",
            ),
        ),
        migrations.AlterField(
            "run",
            "released_by",
            models.TextField(blank=True, db_default="", default="", help_text="empty where it is small"),
        ),
        migrations.RemoveConstraint("run", "run_released_by_somebody"),
        migrations.RunSQL(SMALL_RUNS, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "run",
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_at__isnull=False) & (Q(is_small=True) | ~Q(released_by="")),
                name="run_released_by_somebody",
            ),
        ),
    ]
