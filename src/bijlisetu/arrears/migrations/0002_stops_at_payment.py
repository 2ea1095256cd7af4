"""
Chasing stops in the transaction that credits, whoever credits: a payment, an adjustment, a deposit, a bill taken back.

It is a trigger of this room on the balance that the ledger keeps, for the ledger knows no rooms above it, and no caller
of it can forget what the database does. Bills of after the one that is asked for are no part of what is asked.
"""

from django.db import migrations

NEWER = """
CREATE FUNCTION arrears_newer(told_consumer bigint, since date) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(line.amount), 0) FROM ledger_line line JOIN ledger_entry entry ON entry.id = line.entry_id
    WHERE line.consumer_id = told_consumer AND line.day > since AND line.head = 'receivable' AND entry.sort = 'bill'
      AND NOT EXISTS (SELECT FROM ledger_entry later WHERE later.reverses_id = entry.id)
$$;
"""
#: EXECUTE plans for as many as there are, each time: a payment moves one balance, a file of them a million.
FALLS = """
CREATE FUNCTION arrears_balance_falls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE $sql$
        WITH paid AS (
            UPDATE arrears_step step SET settled_at = now()
            FROM come JOIN went USING (consumer_id)
            WHERE come.receivable < went.receivable AND step.consumer_id = come.consumer_id
              AND step.state = 'posted' AND step.settled_at IS NULL
              AND come.receivable - arrears_newer(step.consumer_id, step.bill_date) < step.least
            RETURNING step.notice
        ),
        waiting AS (
            SELECT id FROM outbox_notice WHERE key = ANY(ARRAY(SELECT notice FROM paid)) AND state = 'open'
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
CREATE TRIGGER arrears_balance_falls AFTER UPDATE ON ledger_balance REFERENCING OLD TABLE AS went NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION arrears_balance_falls();
"""
GONE = "DROP FUNCTION arrears_balance_falls CASCADE; DROP FUNCTION arrears_newer;"


class Migration(migrations.Migration):
    dependencies = [
        ("arrears", "0001_initial"),
        ("ledger", "0002_promises"),
        ("outbox", "0014_month_of_at_once"),
    ]

    operations = [migrations.RunSQL(NEWER + FALLS, GONE)]
