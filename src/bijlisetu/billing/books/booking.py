"""Bring the books to what the bills say, in the transaction that changes the bills; set-based, and safe to repeat."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bijlisetu.billing.books.wanted import NEW_TOUCHED, TOUCHED, WANT, WANTED
from bijlisetu.billing.mapping import bill_mapping
from bijlisetu.ledger.entering import write_many
from bijlisetu.ledger.rules import Sort
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.refusal import Refusal

MAPPINGS = f"""
SELECT DISTINCT bill.mapping FROM (SELECT DISTINCT consumer_id, cycle FROM pg_temp.{TOUCHED}) AS touched
JOIN billing_bill bill USING (consumer_id, cycle)
"""
#: Entries of bills that stand in the books.
STANDING = f"""
CREATE TEMP TABLE booking_standing ON COMMIT DROP AS
SELECT entry.id, entry.reference, entry.sort, entry.day, entry.lines, entry.evidence ->> 'bill' AS number,
       entry.evidence ->> 'due' AS due, entry.evidence ->> 'arrears' AS arrears,
       (SELECT jsonb_object_agg(head, amount) FROM ledger_line line WHERE line.entry_id = entry.id) AS heads
FROM (
    SELECT number FROM pg_temp.{TOUCHED}
    UNION
    SELECT bill.number FROM pg_temp.{TOUCHED} JOIN billing_bill bill USING (consumer_id, cycle)
) AS named
JOIN ledger_entry entry ON entry.evidence ->> 'bill' = named.number AND entry.sort IN ('bill', 'opening')
WHERE NOT EXISTS (SELECT FROM ledger_entry later WHERE later.reverses_id = entry.id)
"""
#: The bill went, is cancelled or gave way to another; or it says something else now. What opened the account goes with
#: the bill that brought it.
WRONG = f"""
CREATE TEMP TABLE booking_wrong ON COMMIT DROP AS
SELECT standing.* FROM booking_standing standing JOIN (
    SELECT DISTINCT number FROM booking_standing standing LEFT JOIN pg_temp.{WANTED} wanted USING (number)
    WHERE wanted.bill_id IS NULL OR standing.day <> wanted.day OR standing.arrears IS DISTINCT FROM wanted.arrears::text
       OR standing.sort = 'bill' AND (standing.due IS DISTINCT FROM wanted.due::text OR standing.heads <> wanted.heads)
) AS differing USING (number)
"""
#: Reversed on their own day: a bill that was wrong was owed on no day.
REVERSALS = f"""
SELECT reference || ':reversed' AS reference, '{Sort.CANCELLED_BILL}' AS sort, day, lines, '' AS why,
       jsonb_build_object('reverses', reference) AS evidence, id AS reverses_id
FROM booking_wrong
"""
REVERSAL_LINES = """
SELECT wrong.reference || ':reversed' AS reference, line.place, line.head, -line.amount AS amount, line.consumer_id
FROM booking_wrong wrong JOIN ledger_line line ON line.entry_id = wrong.id
"""
#: What is to be entered, with how often it was before. The first of a consumer whose account is not open opens it; one
#: of before that day lies in the arrears that did.
TO_ENTER = f"""
CREATE TEMP TABLE booking_new ON COMMIT DROP AS
SELECT wanted.*, row_number() OVER turn = 1 AND balance.opened_on IS NULL AS opens,
       coalesce(balance.receivable, 0) AS ours_now,
       coalesce(sum((heads ->> 'receivable')::numeric) OVER turn - coalesce((heads ->> 'receivable')::numeric, 0), 0)
           AS before_it,
       CASE WHEN balance.opened_on IS NULL THEN coalesce(first_value(arrears) OVER turn, 0) ELSE 0 END AS opened_with,
       (SELECT count(*) FROM ledger_entry entry
        WHERE entry.evidence ->> 'bill' = wanted.number AND entry.sort = 'bill') AS bills,
       (SELECT count(*) FROM ledger_entry entry
        WHERE entry.evidence ->> 'bill' = wanted.number AND entry.sort = 'opening') AS openings
FROM pg_temp.{WANTED} wanted LEFT JOIN ledger_balance balance USING (consumer_id)
LEFT JOIN (SELECT number FROM booking_standing EXCEPT SELECT number FROM booking_wrong) AS right_ones (right_one)
       ON right_one = wanted.number
WHERE right_one IS NULL AND (balance.opened_on IS NULL OR wanted.since >= balance.opened_on)
WINDOW turn AS (PARTITION BY consumer_id ORDER BY since, bill_id)
"""
#: Arrears were late before they came here, so what opens an account has no last day to pay.
EVIDENCE = "jsonb_build_object('bill', number, 'arrears', arrears::text)"
BILL = "'bill:' || number || CASE WHEN bills = 0 THEN '' ELSE ':' || bills + 1 END"
OPENING = "'opening:' || number || CASE WHEN openings = 0 THEN '' ELSE ':' || openings + 1 END"
ENTRIES = f"""
SELECT {BILL} AS reference, '{Sort.BILL}' AS sort, day,
       (SELECT count(*) FROM jsonb_object_keys(heads))::smallint AS lines, '' AS why,
       {EVIDENCE} || jsonb_build_object('due', due) AS evidence,
       NULL::bigint AS reverses_id
FROM booking_new WHERE heads <> '{{}}'
UNION ALL
SELECT {OPENING}, '{Sort.OPENING}', day, 2::smallint, '', {EVIDENCE}, NULL FROM booking_new WHERE opens AND arrears <> 0
"""
LINES = f"""
SELECT {BILL} AS reference, (row_number() OVER (PARTITION BY number))::smallint AS place, side.head,
       side.amount::numeric AS amount, consumer_id
FROM booking_new CROSS JOIN LATERAL jsonb_each_text(heads) AS side (head, amount)
UNION ALL
SELECT {OPENING}, side.place::smallint, side.head, side.amount, consumer_id
FROM booking_new CROSS JOIN LATERAL (
    VALUES (1, 'receivable', arrears), (2, 'opening', -arrears)
) AS side (place, head, amount)
WHERE opens AND arrears <> 0
"""
SETTLED_BY_ITSELF = """
DELETE FROM ledger_mismatch mismatch
WHERE how = '' AND (bill IN (SELECT number FROM booking_wrong) OR bill IN (SELECT number FROM booking_new))
"""
#: Before the bill: what is kept now, without what came after its day, and with those entered before it just now. One
#: rupee is the billing system's own rounding.
MISMATCHES = """
INSERT INTO ledger_mismatch (consumer_id, bill, day, printed, ours, noted_at)
SELECT consumer_id, number, day, arrears, ours, %(at)s
FROM booking_new CROSS JOIN LATERAL (
    SELECT ours_now + before_it + CASE WHEN opens THEN 0 ELSE opened_with END - coalesce((
        SELECT sum(amount) FROM ledger_line line
        WHERE line.consumer_id = booking_new.consumer_id AND line.day > booking_new.day AND line.head = 'receivable'
    ), 0) AS ours
) AS books
WHERE arrears IS NOT NULL AND abs(arrears - ours) >= 1 AND (NOT opens OR ours <> 0)
ON CONFLICT (bill) DO NOTHING
"""
OWN = (TOUCHED, WANTED, "booking_standing", "booking_wrong", "booking_new")


def touch(bills: str, **values: Any) -> None:
    """Remember which bills are to be looked at: the query tells consumer_id, cycle and number; told again, it adds."""
    execute(NEW_TOUCHED.replace("CREATE TEMP TABLE", "CREATE TEMP TABLE IF NOT EXISTS"))
    execute(f"INSERT INTO pg_temp.{TOUCHED} {bills}", **values)


def book(*, at: datetime, by: str) -> int:
    """
    Enter what the bills touched say, and reverse what stands otherwise; return how many entries were made.

    Mismatches of printed arrears with our balance are kept for the office, never booked.
    """
    execute(f"ANALYZE pg_temp.{TOUCHED}")
    execute(WANT, within=_within())
    execute(f"ANALYZE pg_temp.{WANTED}")
    execute(STANDING)
    execute("ANALYZE pg_temp.booking_standing")
    execute(WRONG)
    reversed_ = write_many(entries=REVERSALS, lines=REVERSAL_LINES, at=at, by=by)
    execute(TO_ENTER)
    execute("ANALYZE pg_temp.booking_new")
    execute(SETTLED_BY_ITSELF)
    execute(MISMATCHES, at=at)  # before the bills move the balance
    entered = write_many(entries=ENTRIES, lines=LINES, at=at, by=by)
    execute(f"DROP TABLE {', '.join(f'pg_temp.{table}' for table in OWN)}")
    return reversed_ + entered


def _within() -> list[str]:
    """Return the mappings whose bills say no arrears though what they ask for may hold them."""
    return [name for (name,) in rows(MAPPINGS) if _holds_arrears(name)]


def _holds_arrears(mapping: str) -> bool:
    try:
        return bill_mapping(mapping).arrears_within
    except Refusal:  # the file has gone: what it asks for is not taken apart by a guess
        return True
