"""Totals of notices, turns and tries, kept by triggers in the transaction that moves the rows."""

from django.db import migrations, models

#: What came and what went, of a statement: rows with a sign.
MOVED = {
    "INSERT": "(SELECT *, 1 AS sign FROM come)",
    "DELETE": "(SELECT *, -1 AS sign FROM gone)",
    "UPDATE": "(SELECT *, 1 AS sign FROM come UNION ALL SELECT *, -1 FROM gone)",
}
SEEN_BY = {
    "INSERT": "NEW TABLE AS come",
    "DELETE": "OLD TABLE AS gone",
    "UPDATE": "OLD TABLE AS gone NEW TABLE AS come",
}
#: Of each table that moves: the total, its keys, and what they are of a row. As Attempt.State has it, 20 is unsure.
TOTALS = {
    "outbox_notice": (
        "outbox_noticetotal (run, kind, occasion, state, notices)",
        "coalesce(run_id, 0), kind, occasion, state", "1, 2, 3, 4",
    ),
    "outbox_turn": (
        "outbox_turntotal (lane, gate, channel, awaits, minute, turns)",
        "lane, gate, channel, awaits, date_trunc('minute', at)", "1, 2, 3, 4, 5",
    ),
    "outbox_attempt": (
        "outbox_attempttotal (minute, channel, state, reason, is_lost, attempts)",
        "date_trunc('minute', claimed_at), channel, state, reason, state = 20 AND sender = ''", "1, 2, 3, 4, 5",
    ),
}  # fmt: skip
FUNCTION = """
CREATE FUNCTION {table}s_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {branches}
    RETURN NULL;
END $$;
"""
BRANCH = """
    IF TG_OP = '{deed}' THEN
        INSERT INTO {total} SELECT {keys}, sum(sign) FROM {moved} AS moved GROUP BY {places} HAVING sum(sign) <> 0;
    END IF;
"""
TRIGGER = """
CREATE TRIGGER {table}s_moved_{suffix} AFTER {deed} ON {table} REFERENCING {seen}
    FOR EACH STATEMENT EXECUTE FUNCTION {table}s_moved();
"""
#: The same, counted from the rows: what the totals are held against. The latest news stands last.
COUNTED = """
CREATE VIEW outbox_notices_counted AS
SELECT coalesce(run_id, 0) AS run, kind, occasion, state, count(*) AS notices
FROM outbox_notice GROUP BY 1, 2, 3, 4 ORDER BY max(id);
CREATE VIEW outbox_turns_counted AS
SELECT lane, gate, channel, awaits, date_trunc('minute', at) AS minute, count(*) AS turns
FROM outbox_turn GROUP BY 1, 2, 3, 4, 5;
CREATE VIEW outbox_attempts_counted AS
SELECT date_trunc('minute', claimed_at) AS minute, channel, state, reason, state = 20 AND sender = '' AS is_lost,
       count(*) AS attempts
FROM outbox_attempt GROUP BY 1, 2, 3, 4, 5;
"""
FILL = """
INSERT INTO outbox_noticetotal (run, kind, occasion, state, notices, is_gathered)
SELECT *, true FROM outbox_notices_counted;
INSERT INTO outbox_turntotal (lane, gate, channel, awaits, minute, turns, is_gathered)
SELECT *, true FROM outbox_turns_counted;
INSERT INTO outbox_attempttotal (minute, channel, state, reason, is_lost, attempts, is_gathered)
SELECT *, true FROM outbox_attempts_counted;
"""
ROOM = """
ALTER TABLE outbox_noticetotal SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE outbox_turntotal SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE outbox_attempttotal SET (autovacuum_vacuum_scale_factor = 0.05);
"""
GONE = """
DROP FUNCTION outbox_notices_moved CASCADE; DROP FUNCTION outbox_turns_moved CASCADE;
DROP FUNCTION outbox_attempts_moved CASCADE;
DROP VIEW outbox_notices_counted, outbox_turns_counted, outbox_attempts_counted;
"""


def _written(table: str) -> str:
    """Return the function that keeps the total of the table, and its triggers."""
    total, keys, places = TOTALS[table]
    branches = "".join(
        BRANCH.format(deed=deed, total=total, keys=keys, moved=moved, places=places) for deed, moved in MOVED.items()
    )
    triggers = "".join(
        TRIGGER.format(table=table, suffix=deed.lower(), deed=deed, seen=seen) for deed, seen in SEEN_BY.items()
    )
    return FUNCTION.format(table=table, branches=branches) + triggers


KEPT = "".join(map(_written, TOTALS))


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0008_occasions"),
    ]

    operations = [
        migrations.CreateModel(
            name="AttemptTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_gathered", models.BooleanField(db_default=False, default=False)),
                ("minute", models.DateTimeField()),
                ("channel", models.TextField()),
                (
                    "state",
                    models.SmallIntegerField(
                        choices=[
                            (0, "Queued"),
                            (10, "Claimed"),
                            (20, "it may have left us"),
                            (30, "the carrier has it"),
                            (40, "Sent"),
                            (44, "Withheld"),
                            (46, "Expired"),
                            (50, "Failed"),
                            (60, "Delivered"),
                            (70, "Read"),
                        ]
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("is_lost", models.BooleanField(help_text="unsure, and no sender has answered for it")),
                ("attempts", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["minute"], name="attempt_total_by_minute"),
                    models.Index(
                        condition=models.Q(("is_gathered", False)), fields=["id"], name="attempt_total_to_gather"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_gathered", True)),
                        fields=("minute", "channel", "state", "reason", "is_lost"),
                        name="attempt_total_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_gathered", models.BooleanField(db_default=False, default=False)),
                ("run", models.BigIntegerField(help_text="0 without one")),
                ("kind", models.TextField()),
                ("occasion", models.TextField(blank=True)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("open", "tries are left or under way"),
                            ("reached", "Reached"),
                            ("exhausted", "nothing left to try"),
                            ("withdrawn", "its reason has gone"),
                            ("expired", "Expired"),
                        ]
                    ),
                ),
                ("notices", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["run"], name="notice_total_of_a_run"),
                    models.Index(
                        condition=models.Q(("is_gathered", False)), fields=["id"], name="notice_total_to_gather"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_gathered", True)),
                        fields=("run", "kind", "occasion", "state"),
                        name="notice_total_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TurnTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_gathered", models.BooleanField(db_default=False, default=False)),
                ("lane", models.SmallIntegerField()),
                ("gate", models.BigIntegerField()),
                ("channel", models.TextField(blank=True)),
                ("awaits", models.BooleanField()),
                ("minute", models.DateTimeField()),
                ("turns", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["gate"], name="turn_total_of_a_gate"),
                    models.Index(
                        condition=models.Q(("is_gathered", False)), fields=["id"], name="turn_total_to_gather"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_gathered", True)),
                        fields=("lane", "gate", "channel", "awaits", "minute"),
                        name="turn_total_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(KEPT + COUNTED + FILL + ROOM, GONE),
    ]
