"""Triggers of a few entries plan their statements once a session; those of lakhs plan them for as many as there are."""

from importlib import import_module

from django.db import migrations

before = import_module("bijlisetu.ledger.migrations.0002_promises")

#: As many rows are entered by a plan that was made for a few of them.
FEW = 100
IS_BARE = (
    "SELECT EXISTS (SELECT FROM come WHERE NOT EXISTS (SELECT FROM ledger_line line WHERE line.entry_id = come.id))"
)
NO_REVERSAL = """
SELECT come.id FROM come LEFT JOIN ledger_entry reversed ON reversed.id = come.reverses_id
WHERE come.reverses_id IS NOT NULL AND (
    reversed.id IS NULL OR reversed.reverses_id IS NOT NULL OR reversed.lines <> come.lines OR EXISTS (
        SELECT head, amount, consumer_id FROM ledger_line WHERE entry_id = come.id
        EXCEPT ALL
        SELECT head, -amount, consumer_id FROM ledger_line WHERE entry_id = reversed.id
    )
)
LIMIT 1
"""
OPEN_ANEW = """
UPDATE ledger_balance balance SET opened_on = ledger_opened_on(balance.consumer_id)
WHERE consumer_id IN (
    SELECT line.consumer_id FROM come JOIN ledger_entry reversed ON reversed.id = come.reverses_id
    JOIN ledger_line line ON line.entry_id = reversed.id
    WHERE reversed.sort IN ('bill', 'opening') AND line.head = 'receivable'
)
"""
#: As many places as the entry has lines, none beyond them and each once: so nothing can be added to an entry later.
NOT_WHOLE = """
SELECT come.entry_id FROM come LEFT JOIN ledger_entry entry ON entry.id = come.entry_id
GROUP BY come.entry_id
HAVING sum(come.amount) <> 0 OR count(*) <> coalesce(max(entry.lines), 0)
    OR max(come.place) > max(entry.lines) OR bool_or(come.day <> entry.day)
LIMIT 1
"""
BALANCES = """
INSERT INTO ledger_balance AS known (consumer_id, receivable, deposit, opened_on)
SELECT come.consumer_id, coalesce(sum(come.amount) FILTER (WHERE come.head = 'receivable'), 0),
       coalesce(sum(come.amount) FILTER (WHERE come.head = 'deposit'), 0),
       min(come.day) FILTER (WHERE entry.sort IN ('bill', 'opening'))
FROM come JOIN ledger_entry entry ON entry.id = come.entry_id
WHERE come.head IN ('receivable', 'deposit') GROUP BY 1 ORDER BY 1
ON CONFLICT (consumer_id) DO UPDATE SET
    receivable = known.receivable + excluded.receivable, deposit = known.deposit + excluded.deposit,
    opened_on = least(known.opened_on, excluded.opened_on)
"""
HEADS = """
INSERT INTO ledger_headtotal (feeder_id, head, amount)
SELECT coalesce(consumer.feeder_id, 0), come.head, sum(come.amount)
FROM come LEFT JOIN consumers_consumer consumer ON consumer.id = come.consumer_id
GROUP BY 1, 2 HAVING sum(come.amount) <> 0
"""


def once(statement: str, *, into: str = "") -> str:
    """Return the statement as a trigger does it: by the session's one plan for a few, by a new plan for many."""
    planned = f"{into} := ({statement});" if into else f"{statement};"
    anew = f"EXECUTE $sql${statement}$sql${f' INTO {into}' if into else ''};"
    return f"IF are_few THEN {planned} ELSE {anew} END IF;"


#: What reverses an entry has its lines the other way round, and is itself reversed by nothing: what was reversed wrongly
#: is entered anew. Lines come in the statement of their entry, so both triggers see both.
ENTRIES_COME = f"""
CREATE OR REPLACE FUNCTION ledger_entries_come() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    are_few boolean := NOT EXISTS (SELECT FROM come OFFSET {FEW});
    is_bare boolean;
    wrong bigint;
BEGIN
    {once(IS_BARE, into="is_bare")}
    IF is_bare THEN
        RAISE EXCEPTION 'an entry comes with its lines' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM come WHERE reverses_id IS NOT NULL) THEN
        RETURN NULL;
    END IF;
    {once(NO_REVERSAL, into="wrong")}
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'entry % is no reversal of what it names', wrong USING ERRCODE = 'check_violation';
    END IF;
    {once(OPEN_ANEW)}
    RETURN NULL;
END $$;
"""
LINES_COME = f"""
CREATE OR REPLACE FUNCTION ledger_lines_come() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    are_few boolean := NOT EXISTS (SELECT FROM come OFFSET {FEW});
    wrong bigint;
BEGIN
    PERFORM pg_advisory_xact_lock_shared({before.LOCK});
    {once(NOT_WHOLE, into="wrong")}
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'entry % does not balance, or has not come whole', wrong USING ERRCODE = 'check_violation';
    END IF;
    {once(BALANCES)}
    {once(HEADS)}
    RETURN NULL;
END $$;
"""
AS_BEFORE = "".join(
    text.format(lock=before.LOCK)
    .partition("CREATE TRIGGER")[0]
    .replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    for text in (before.ENTRIES_COME, before.LINES_COME)
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_promises")]

    operations = [migrations.RunSQL(ENTRIES_COME + LINES_COME, AS_BEFORE)]
