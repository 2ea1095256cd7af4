"""A credit that settles what was asked for ends reminders, visits, notices and orders alike, in its own transaction."""

from django.db import migrations

#: Bills and surcharge of after the day are no part of what was asked for.
NEWER = """
CREATE OR REPLACE FUNCTION arrears_newer(told_consumer bigint, since date) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(line.amount), 0) FROM ledger_line line JOIN ledger_entry entry ON entry.id = line.entry_id
    WHERE line.consumer_id = told_consumer AND line.day > since AND line.head = 'receivable'
      AND entry.sort IN ('bill', 'surcharge')
      AND NOT EXISTS (SELECT FROM ledger_entry later WHERE later.reverses_id = entry.id)
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
            UPDATE arrears_step step SET settled_at = now() FROM fallen
            WHERE step.consumer_id = fallen.consumer_id AND step.state = 'posted' AND step.settled_at IS NULL
              AND fallen.receivable - arrears_newer(step.consumer_id, step.bill_date) < step.least
            RETURNING step.notice
        ),
        recoveries AS (
            UPDATE arrears_recovery recovery SET ended_at = now(), ended = 'settled' FROM fallen
            WHERE recovery.consumer_id = fallen.consumer_id AND recovery.ended_at IS NULL
              AND fallen.receivable - arrears_newer(recovery.consumer_id, recovery.bill_date) < recovery.least
        ),
        -- What is not due yet, or older than two years, is not asked for, so it may stay unpaid.
        demands AS (
            UPDATE arrears_demand demand SET ended_at = now(), ended = 'settled' FROM fallen
            WHERE demand.consumer_id = fallen.consumer_id AND demand.ended_at IS NULL
              AND fallen.receivable - arrears_newer(demand.consumer_id, demand.asked_on) <= demand.leaves
            RETURNING demand.id, demand.notice
        ),
        orders AS (
            UPDATE arrears_order cut SET withdrawn_at = now(), withdrawn_why = 'settled' FROM demands
            WHERE cut.demand_id = demands.id AND cut.withdrawn_at IS NULL AND cut.cut_at IS NULL
        ),
        waiting AS (
            SELECT id FROM outbox_notice
            WHERE key = ANY(ARRAY(SELECT notice FROM steps UNION ALL SELECT notice FROM demands)) AND state = 'open'
            ORDER BY id FOR NO KEY UPDATE
        ),
        withdrawn AS (
            UPDATE outbox_notice notice SET state = 'withdrawn', reason = 'paid', settled_at = now()
            FROM waiting WHERE notice.id = waiting.id AND notice.state = 'open' RETURNING notice.id
        ),
        turns AS (DELETE FROM outbox_turn USING withdrawn WHERE notice_id = withdrawn.id)
        INSERT INTO outbox_change (notice_id) SELECT id FROM withdrawn
    $sql$;
    RETURN NULL;
END $$;
"""
#: The law's days are kept by the database too, whatever writes an order.
CLEAR = """
CREATE FUNCTION arrears_order_is_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    demand arrears_demand;
BEGIN
    SELECT * INTO demand FROM arrears_demand WHERE id = NEW.demand_id;
    IF demand.served_on IS NULL OR NEW.from_on < demand.served_on + demand.clear_days + 1
       OR (NEW.cut_at AT TIME ZONE 'Asia/Kolkata')::date < NEW.from_on THEN
        RAISE EXCEPTION 'no cut before fifteen clear days after service' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER arrears_order_is_lawful BEFORE INSERT OR UPDATE ON arrears_order
    FOR EACH ROW EXECUTE FUNCTION arrears_order_is_lawful();
"""
GONE = "DROP FUNCTION arrears_order_is_lawful CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("arrears", "0003_recoveries_demands")]

    operations = [migrations.RunSQL(NEWER + FALLS + CLEAR, GONE)]
