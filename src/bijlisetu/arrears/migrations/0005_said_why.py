"""Why an officer withdrew; and what a credit settles is settled at the moment at which the books say it was entered."""

from django.db import migrations, models

#: Of the latest entry about the consumer: the one that has just lowered the balance.
ENTERED = """
CREATE FUNCTION arrears_entered_at(told_consumer bigint) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT entry.at FROM ledger_line line JOIN ledger_entry entry ON entry.id = line.entry_id
    WHERE line.consumer_id = told_consumer ORDER BY entry.id DESC LIMIT 1
$$;
"""
FALLS = """
CREATE OR REPLACE FUNCTION arrears_balance_falls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Most who pay were asked for nothing: they are not worth a plan.
    IF NOT EXISTS (
        SELECT FROM come JOIN went USING (consumer_id)
        WHERE come.receivable < went.receivable AND (
            EXISTS (SELECT FROM arrears_step step
                    WHERE step.consumer_id = come.consumer_id AND state = 'posted' AND settled_at IS NULL)
            OR EXISTS (SELECT FROM arrears_recovery seen WHERE seen.consumer_id = come.consumer_id AND ended_at IS NULL)
            OR EXISTS (SELECT FROM arrears_demand asked WHERE asked.consumer_id = come.consumer_id AND ended_at IS NULL)
        )
    ) THEN
        RETURN NULL;
    END IF;
    EXECUTE $sql$
        WITH fallen AS (
            SELECT come.consumer_id, come.receivable FROM come JOIN went USING (consumer_id)
            WHERE come.receivable < went.receivable
        ),
        steps AS (
            UPDATE arrears_step step SET settled_at = arrears_entered_at(step.consumer_id) FROM fallen
            WHERE step.consumer_id = fallen.consumer_id AND step.state = 'posted' AND step.settled_at IS NULL
              AND fallen.receivable - arrears_newer(step.consumer_id, step.bill_date) < step.least
            RETURNING step.notice, step.settled_at AS at
        ),
        recoveries AS (
            UPDATE arrears_recovery recovery SET ended_at = arrears_entered_at(recovery.consumer_id), ended = 'settled' FROM fallen
            WHERE recovery.consumer_id = fallen.consumer_id AND recovery.ended_at IS NULL
              AND fallen.receivable - arrears_newer(recovery.consumer_id, recovery.bill_date) < recovery.least
        ),
        -- What is not due yet, or older than two years, is not asked for, so it may stay unpaid.
        demands AS (
            UPDATE arrears_demand demand SET ended_at = arrears_entered_at(demand.consumer_id), ended = 'settled' FROM fallen
            WHERE demand.consumer_id = fallen.consumer_id AND demand.ended_at IS NULL
              AND fallen.receivable - arrears_newer(demand.consumer_id, demand.asked_on) <= demand.leaves
            RETURNING demand.id, demand.notice, demand.ended_at
        ),
        orders AS (
            UPDATE arrears_order cut SET withdrawn_at = demands.ended_at, withdrawn_why = 'settled' FROM demands
            WHERE cut.demand_id = demands.id AND cut.withdrawn_at IS NULL AND cut.cut_at IS NULL
        ),
        asked AS (SELECT notice, at FROM steps UNION ALL SELECT notice, ended_at FROM demands),
        waiting AS (
            SELECT id, (SELECT at FROM asked WHERE asked.notice = key) AS at FROM outbox_notice
            WHERE key = ANY(ARRAY(SELECT notice FROM asked)) AND state = 'open' ORDER BY id FOR NO KEY UPDATE
        ),
        withdrawn AS (
            UPDATE outbox_notice notice SET state = 'withdrawn', reason = 'paid', settled_at = waiting.at
            FROM waiting WHERE notice.id = waiting.id AND notice.state = 'open' RETURNING notice.id
        ),
        turns AS (DELETE FROM outbox_turn USING withdrawn WHERE notice_id = withdrawn.id)
        INSERT INTO outbox_change (notice_id) SELECT id FROM withdrawn
    $sql$;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("arrears", "0004_settled")]

    operations = [
        migrations.AddField(
            model_name="demand",
            name="ended_said",
            field=models.TextField(
                blank=True, db_default="", default="", help_text="by the officer who withdrew it, in words"
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="withdrawn_said",
            field=models.TextField(
                blank=True, db_default="", default="", help_text="by the officer who withdrew it, in words"
            ),
        ),
        migrations.AlterField(
            model_name="order",
            name="withdrawn_why",
            field=models.TextField(blank=True, db_default="", default="", help_text="settled, officer"),
        ),
        migrations.RunSQL(ENTERED + FALLS, migrations.RunSQL.noop),
    ]
