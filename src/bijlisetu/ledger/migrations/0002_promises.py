"""Entries come whole and balanced and never change; balances and totals move in the statement that enters them."""

from django.db import migrations

#: Whoever enters lines holds this lock with others; whoever moves a consumer to another feeder holds it alone. Else one
#: would count by the old feeder what the other does not see yet.
LOCK = 0x1ED_6E4
STAYS = """
CREATE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what stands in the books stays: reverse the entry' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_entry_stays BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER ledger_line_stays BEFORE UPDATE OR DELETE ON ledger_line
    FOR EACH ROW EXECUTE FUNCTION ledger_stays();
"""
#: Lines come in the statement of their entry, so both triggers see both. EXECUTE plans for as many as there are, each time:
#: a payment has two lines, a file of bills a million, and a plan that was made for the one would be kept for the other.
#: What reverses an entry has its lines the other way round, and is itself reversed by nothing: what was reversed wrongly
#: is entered anew.
ENTRIES_COME = """
CREATE FUNCTION ledger_entries_come() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_bare boolean;
    wrong bigint;
BEGIN
    EXECUTE $sql$
        SELECT EXISTS (SELECT FROM come WHERE NOT EXISTS (SELECT FROM ledger_line line WHERE line.entry_id = come.id))
    $sql$ INTO is_bare;
    IF is_bare THEN
        RAISE EXCEPTION 'an entry comes with its lines' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM come WHERE reverses_id IS NOT NULL) THEN
        RETURN NULL;
    END IF;
    EXECUTE $sql$
        SELECT come.id FROM come LEFT JOIN ledger_entry reversed ON reversed.id = come.reverses_id
        WHERE come.reverses_id IS NOT NULL AND (
            reversed.id IS NULL OR reversed.reverses_id IS NOT NULL OR reversed.lines <> come.lines OR EXISTS (
                SELECT head, amount, consumer_id FROM ledger_line WHERE entry_id = come.id
                EXCEPT ALL
                SELECT head, -amount, consumer_id FROM ledger_line WHERE entry_id = reversed.id
            )
        )
        LIMIT 1
    $sql$ INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'entry % is no reversal of what it names', wrong USING ERRCODE = 'check_violation';
    END IF;
    EXECUTE $sql$
        UPDATE ledger_balance balance SET opened_on = ledger_opened_on(balance.consumer_id)
        WHERE consumer_id IN (
            SELECT line.consumer_id FROM come JOIN ledger_entry reversed ON reversed.id = come.reverses_id
            JOIN ledger_line line ON line.entry_id = reversed.id
            WHERE reversed.sort IN ('bill', 'opening') AND line.head = 'receivable'
        )
    $sql$;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entries_come AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_entries_come();
"""
#: As many places as the entry has lines, none beyond them and each once: so nothing can be added to an entry later.
LINES_COME = """
CREATE FUNCTION ledger_lines_come() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong bigint;
BEGIN
    PERFORM pg_advisory_xact_lock_shared({lock});
    EXECUTE $sql$
        SELECT come.entry_id FROM come LEFT JOIN ledger_entry entry ON entry.id = come.entry_id
        GROUP BY come.entry_id
        HAVING sum(come.amount) <> 0 OR count(*) <> coalesce(max(entry.lines), 0)
            OR max(come.place) > max(entry.lines) OR bool_or(come.day <> entry.day)
        LIMIT 1
    $sql$ INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'entry % does not balance, or has not come whole', wrong USING ERRCODE = 'check_violation';
    END IF;
    EXECUTE $sql$
        INSERT INTO ledger_balance AS known (consumer_id, receivable, deposit, opened_on)
        SELECT come.consumer_id, coalesce(sum(come.amount) FILTER (WHERE come.head = 'receivable'), 0),
               coalesce(sum(come.amount) FILTER (WHERE come.head = 'deposit'), 0),
               min(come.day) FILTER (WHERE entry.sort IN ('bill', 'opening'))
        FROM come JOIN ledger_entry entry ON entry.id = come.entry_id
        WHERE come.head IN ('receivable', 'deposit') GROUP BY 1 ORDER BY 1
        ON CONFLICT (consumer_id) DO UPDATE SET
            receivable = known.receivable + excluded.receivable, deposit = known.deposit + excluded.deposit,
            opened_on = least(known.opened_on, excluded.opened_on)
    $sql$;
    EXECUTE $sql$
        INSERT INTO ledger_headtotal (feeder_id, head, amount)
        SELECT coalesce(consumer.feeder_id, 0), come.head, sum(come.amount)
        FROM come LEFT JOIN consumers_consumer consumer ON consumer.id = come.consumer_id
        GROUP BY 1, 2 HAVING sum(come.amount) <> 0
    $sql$;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_lines_come AFTER INSERT ON ledger_line REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_lines_come();
"""
OPENED = """
CREATE FUNCTION ledger_opened_on(told_consumer bigint) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT min(line.day) FROM ledger_line line JOIN ledger_entry entry ON entry.id = line.entry_id
    WHERE line.consumer_id = told_consumer AND line.head = 'receivable' AND entry.sort IN ('bill', 'opening')
      AND NOT EXISTS (SELECT FROM ledger_entry later WHERE later.reverses_id = entry.id)
$$;
"""
#: A consumer who changes feeder takes along what their lines come to.
MOVED_AWAY = """
CREATE FUNCTION ledger_consumer_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({lock});
    INSERT INTO ledger_headtotal (feeder_id, head, amount)
    SELECT side.feeder, head, sum(sign * amount)
    FROM ledger_line CROSS JOIN (VALUES (OLD.feeder_id, -1), (NEW.feeder_id, 1)) AS side (feeder, sign)
    WHERE consumer_id = OLD.id GROUP BY 1, 2 HAVING sum(amount) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_consumer_moved AFTER UPDATE OF feeder_id ON consumers_consumer
    FOR EACH ROW WHEN (OLD.feeder_id <> NEW.feeder_id) EXECUTE FUNCTION ledger_consumer_moved();
"""
COUNTED = """
CREATE VIEW ledger_heads_counted AS
SELECT coalesce(consumer.feeder_id, 0) AS feeder_id, head, sum(amount) AS amount
FROM ledger_line line LEFT JOIN consumers_consumer consumer ON consumer.id = line.consumer_id GROUP BY 1, 2;
CREATE VIEW ledger_balances_counted AS
SELECT consumer_id, coalesce(sum(amount) FILTER (WHERE head = 'receivable'), 0) AS receivable,
       coalesce(sum(amount) FILTER (WHERE head = 'deposit'), 0) AS deposit
FROM ledger_line WHERE head IN ('receivable', 'deposit') GROUP BY 1;
ALTER TABLE ledger_headtotal SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE ledger_balance SET (fillfactor = 80);
"""
GONE = """
DROP VIEW ledger_heads_counted, ledger_balances_counted;
DROP FUNCTION ledger_consumer_moved CASCADE; DROP FUNCTION ledger_lines_come CASCADE; DROP FUNCTION ledger_opened_on;
DROP FUNCTION ledger_entries_come CASCADE; DROP FUNCTION ledger_stays CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(
            STAYS + OPENED + ENTRIES_COME + LINES_COME.format(lock=LOCK) + MOVED_AWAY.format(lock=LOCK) + COUNTED, GONE
        )
    ]
