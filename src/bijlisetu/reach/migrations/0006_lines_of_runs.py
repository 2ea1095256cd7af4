"""What became of each notice of a run that waits for nothing more, and the totals of it; judged in one place."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

#: Outcome and reason of a settled notice: what its certificate says. Whatever falls through is unexplained.
BECAME = """
CREATE FUNCTION reach_became(state text, withdrawn_why text, says reach_says, in_hand boolean, reason text,
                             is_struck_out boolean) RETURNS text LANGUAGE sql STABLE AS $$
SELECT CASE
    WHEN says IN ('read', 'delivered') THEN 'delivered/' || says
    WHEN state = 'withdrawn' AND in_hand THEN 'pending/in_hand'
    WHEN state = 'withdrawn' AND says = 'taken' THEN 'pending/awaiting_receipt'
    WHEN state = 'withdrawn' THEN 'withheld/' || coalesce(nullif(withdrawn_why, ''), 'withdrawn')
    WHEN says = 'denied' THEN 'failed/not_owner'
    WHEN says = 'taken' THEN 'failed/no_receipt'
    WHEN state = 'expired' THEN 'withheld/expired'
    WHEN says = 'failed' THEN 'failed/' || coalesce(nullif(reason, ''), 'other')
    WHEN state = 'exhausted' AND is_struck_out THEN 'withheld/struck_out'
    WHEN state = 'exhausted' THEN 'failed/no_address' END
$$;
"""
#: Its part of the reach bar.
PART = """
CREATE FUNCTION reach_part(state text, says reach_says, proved boolean) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT CASE
    WHEN says = 'read' THEN 'read'
    WHEN says = 'delivered' AND proved THEN 'delivered_proved'
    WHEN says = 'delivered' THEN 'delivered_unproved'
    WHEN state = 'open' OR says = 'taken' THEN 'waiting'
    WHEN state = 'exhausted' AND says IS NULL THEN 'no_address' ELSE 'failed' END
$$;
"""
LINES = """
CREATE VIEW reach_settled AS
SELECT told.notice, told.run_id AS run, told.consumer_id, told.channel, told.at,
       coalesce(reach_became(told.state, notice.reason, told.says, told.in_hand, told.reason, EXISTS (
           SELECT FROM contact_address struck
           WHERE struck.consumer_id = told.consumer_id AND struck.owner = 'not_owner'
       )), 'unexplained/') AS became,
       reach_part(told.state, told.says, told.proved) AS part
FROM reach_evidence told JOIN outbox_notice notice ON notice.id = told.notice
WHERE told.run_id IS NOT NULL AND told.state <> 'open';
INSERT INTO reach_runline (notice, run, became, part) SELECT notice, run, became, part FROM reach_settled
ORDER BY notice;
"""
#: As Totals of the other tables of reach are kept.
TOTALS = """
CREATE VIEW reach_runs_counted AS
SELECT run, became, part, count(*) AS notices FROM reach_runline GROUP BY 1, 2, 3;
INSERT INTO reach_runtotal (run, became, part, notices, is_gathered) SELECT *, true FROM reach_runs_counted;
ALTER TABLE reach_runtotal SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE reach_runline SET (fillfactor = 80);
CREATE FUNCTION reach_runlines_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO reach_runtotal (run, became, part, notices)
        SELECT run, became, part, count(*) FROM come GROUP BY 1, 2, 3;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO reach_runtotal (run, became, part, notices)
        SELECT run, became, part, -count(*) FROM gone GROUP BY 1, 2, 3;
    ELSE
        INSERT INTO reach_runtotal (run, became, part, notices)
        SELECT run, became, part, sum(sign)
        FROM (SELECT *, 1 AS sign FROM come UNION ALL SELECT *, -1 FROM gone) AS moved
        GROUP BY 1, 2, 3 HAVING sum(sign) <> 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reach_runlines_moved_insert AFTER INSERT ON reach_runline REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION reach_runlines_moved();
CREATE TRIGGER reach_runlines_moved_delete AFTER DELETE ON reach_runline REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION reach_runlines_moved();
CREATE TRIGGER reach_runlines_moved_update AFTER UPDATE ON reach_runline
    REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION reach_runlines_moved();
"""
GONE = """
DROP FUNCTION reach_runlines_moved CASCADE; DROP VIEW reach_runs_counted, reach_settled;
DROP FUNCTION reach_became; DROP FUNCTION reach_part;
"""


class Migration(migrations.Migration):
    dependencies = [("reach", "0005_months"), ("outbox", "0009_totals")]

    operations = [
        migrations.CreateModel(
            name="RunLine",
            fields=[
                ("notice", models.BigIntegerField(primary_key=True, serialize=False)),
                ("run", models.BigIntegerField()),
                ("became", models.TextField(help_text="outcome/reason, as the certificate says it")),
                ("part", models.TextField(help_text="of the reach bar")),
            ],
        ),
        migrations.CreateModel(
            name="RunTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_gathered", models.BooleanField(db_default=False, default=False)),
                ("run", models.BigIntegerField()),
                ("became", models.TextField()),
                ("part", models.TextField()),
                ("notices", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["run"], name="run_total_of_a_run"),
                    models.Index(condition=Q(is_gathered=False), fields=["id"], name="run_total_to_gather"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(is_gathered=True), fields=("run", "became", "part"), name="run_total_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(BECAME + PART + LINES + TOTALS, GONE),
    ]
