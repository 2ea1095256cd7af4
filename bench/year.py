"""
A district with so many months behind it, by SQL alone: offices, consumers, bills, notices, tries, standings, tasks.

Rows are lean; everybody's month ends as a fixed mixture would have it. The last month's run is still going out.
Each month is filled as a table by itself, outside the log, and gets its indexes when it is put in its place.
"""

from __future__ import annotations

from typing import Any

import psycopg

from bijlisetu.plumbing.database.months import A_MONTH, By, Parted

A_FEEDER = 1_500  #: consumers on one feeder
THIS_MONTH = "date_trunc('month', now())::date"
#: Offices of a level above so many of the one below it; feeders are the lowest.
LEVELS = (("section", 5), ("subdivision", 4), ("division", 3), ("circle", 3), ("zone", 4), ("company", None))

OFFICES = """
INSERT INTO network_office (code, kind, name, valid_from)
SELECT {kind!r} || n, {kind!r}, 'TEST ' || upper({kind!r}) || ' ' || n, '2020-04-01' FROM generate_series(1, {many}) n
"""
#: The n-th child answers to the parent whose turn it is.
EDGES = """
INSERT INTO network_officeplace (office_id, parent_id, valid_from)
SELECT child.id, parent.id, '2020-04-01'
FROM generate_series(1, {many}) n
JOIN network_office child ON child.kind = {kind!r} AND child.code = {kind!r} || n
JOIN network_office parent ON parent.kind = {above!r} AND parent.code = {above!r} || ((n - 1) * {parents} / {many} + 1)
"""
FEEDERS = """
INSERT INTO network_feeder (code, name, category, supply, voltage_kv, valid_from)
SELECT 'F' || lpad(n::text, 12, '0'), 'TEST FEEDER ' || n, '', '', 11, '2020-04-01'
FROM generate_series(1, {feeders}) n;
INSERT INTO network_feederplace (feeder_id, section_id, valid_from)
SELECT feeder.id, office.id, '2020-04-01'
FROM generate_series(1, {feeders}) n JOIN network_feeder feeder ON feeder.code = 'F' || lpad(n::text, 12, '0')
JOIN network_office office ON office.code = 'section' || ((n - 1) * {sections} / {feeders} + 1)
"""
PEOPLE = """
INSERT INTO consumers_consumer (account, name, address, feeder_id, book, pole, tariff, supply_type, load_unit,
                                meter_number, imported_at, changed_at)
SELECT (2000000000 + n)::text, 'परीक्षण उपभोक्ता ' || n, 'मकान ' || n, feeder.id, 'B' || n % 9, 'P-' || n % 300, '', '',
       '', 'MTR' || n, now(), now()
FROM generate_series(1, {consumers}) n
JOIN network_feeder feeder ON feeder.code = 'F' || lpad(((n - 1) / {a_feeder} + 1)::text, 12, '0') ORDER BY n;
INSERT INTO contact_address (consumer_id, value, channels, source, known_at)
SELECT id, '91' || 6000000000 + id, '{{whatsapp,sms,call}}', 'billing_export', now() FROM consumers_consumer
WHERE id % 20 <> 0 ORDER BY id
"""
BILLS = """
INSERT INTO billing_bill (number, consumer_id, cycle, bill_date, due_date, units, amount_payable, lines, mapping,
                          imported_at)
SELECT 'B{month}-' || id, id, cycle, cycle + 5, cycle + 20, 153, 1253, '{{"dues": {{"arrears": "120"}}}}',
       'uppcl', now()
FROM consumers_consumer, (SELECT ({this_month} - interval '{months_ago} months')::date AS cycle) AS month ORDER BY id
"""
#: How a month ends for a consumer: a number below a hundred that is never the same for long.
LOT = "(({consumer} * 7919 + {months_ago} * 104729) % 100)"
RUN = """
INSERT INTO outbox_run (key, kind, lane, state, findings, made, feeders, made_at, made_by, makers, hands,
                        canary_at, canary_size, released_at, released_by, finished_at)
SELECT 'bills:{occasion}', 'bill_issued', 3, {state!r}, '[]', {consumers}, array_agg(id), {at}, 'maker', '{{maker}}',
       '{{maker}}', {at}, 300, {at}, 'releaser', CASE WHEN {state!r} = 'finished' THEN {at} END
FROM network_feeder RETURNING id
"""
NOTICES = """
INSERT INTO outbox_notice_{month} (id, kind, key, consumer_id, run_id, occasion, facts, lane, state, posted_at,
                                   expires_at, settled_at)
SELECT {first} + id, 'bill_issued', 'bill:{occasion}:' || account, id, {run}, '{occasion}', '{{}}', 3,
       CASE WHEN lot < 70 THEN 'reached' WHEN lot < 74 AND {is_last} THEN 'open' ELSE 'exhausted' END,
       {at}, {at} + interval '10 days', CASE WHEN lot >= 70 AND lot < 74 AND {is_last} THEN NULL ELSE {at} END
FROM (SELECT id, account, {lot_of_id} AS lot FROM consumers_consumer) AS consumer
"""
#: One try for each notice, with the number of its notice: whoever writes standings and lines need not look for it.
TRIES = """
INSERT INTO outbox_attempt_{month} (id, month, notice_id, channel, address, sender, state, engine, tries, carrier_id,
                                    reason, claimed_at, accepted_at, delivered_at, read_at, failed_at)
SELECT id, {month}, id, 'whatsapp', '91' || 6000000000 + consumer_id, 'whatsapp:1',
       CASE WHEN lot < 45 THEN 70 WHEN lot < 70 THEN 60 WHEN lot < 78 THEN 40 ELSE 50 END, 'bench', 1,
       'wamid.' || id, CASE WHEN lot >= 78 THEN 'number_dead' ELSE '' END, {at}, {at},
       CASE WHEN lot < 70 THEN {at} END, CASE WHEN lot < 45 THEN {evidence} END,
       CASE WHEN lot >= 78 THEN {at} END
FROM (SELECT id, consumer_id, {lot} AS lot FROM outbox_notice_{month}) AS notice WHERE lot < 94
"""
STANDINGS = """
INSERT INTO reach_standing_{month} (id, consumer_id, ledger, occasion, notice, degree, reached, proved, reason, channel,
                                    attempt, at)
SELECT id % {a_month}, consumer_id, 'bills', '{occasion}', id,
       CASE WHEN lot < 45 THEN 'read' WHEN lot < 70 THEN 'delivered' WHEN lot < 74 AND {is_last} THEN 'waiting'
            WHEN lot < 78 THEN 'accepted' WHEN lot < 94 THEN 'failed' ELSE 'no_address' END,
       lot < 70, lot < 20, CASE WHEN lot >= 78 AND lot < 94 THEN 'number_dead' ELSE '' END,
       CASE WHEN lot < 94 THEN 'whatsapp' ELSE '' END, CASE WHEN lot < 94 THEN id END,
       {evidence}
FROM (SELECT id, consumer_id, {lot} AS lot FROM outbox_notice_{month}) AS notice
"""
LINES = """
INSERT INTO reach_runline_{month} (notice, run, became, part)
SELECT id, {run},
       CASE WHEN lot < 45 THEN 'delivered/read' WHEN lot < 70 THEN 'delivered/delivered'
            WHEN lot < 78 THEN 'failed/no_receipt' WHEN lot < 94 THEN 'failed/number_dead'
            ELSE 'failed/no_address' END,
       CASE WHEN lot < 45 THEN 'read' WHEN lot < 70 THEN 'delivered_unproved' WHEN lot < 78 THEN 'waiting'
            WHEN lot < 94 THEN 'failed' ELSE 'no_address' END
FROM (SELECT id, state, {lot} AS lot FROM outbox_notice_{month}) AS notice WHERE state <> 'open'
"""
LAST = """
INSERT INTO outbox_turn (notice_id, lane, gate, awaits, at)
SELECT id, 3, run_id, true, now() + interval '1 day' * (id % 100) / 100 FROM outbox_notice_{month} WHERE state = 'open';
INSERT INTO reach_task (consumer_id, subject, ledger, occasion, notice, reason, due_on, opened_at)
SELECT consumer_id, 'reach', ledger, occasion, notice, coalesce(nullif(reason, ''), degree), {this_month} + 20, now()
FROM reach_standing_{month} WHERE degree IN ('accepted', 'failed', 'no_address')
"""
#: The totals know what is long past by its day alone.
EVIDENCE = "date_trunc('{length}', {at} + lot * interval '3 hours', 'Asia/Kolkata')"
#: What lies in months, and how a month of it is filled.
FILLED = (
    (Parted(table="outbox_notice", past="true"), NOTICES),
    (Parted(table="outbox_attempt", by=By.MONTH, column="month", past="true"), TRIES),
    (Parted(table="reach_standing", by=By.NAME, column="occasion", past="true"), STANDINGS),
    (Parted(table="reach_runline", column="notice", past="true"), LINES),
)
#: The whole makes its indexes on whatever is put in its place; what is unique within a month stands on the parts alone.
OWN_CONSTRAINTS = """
SELECT pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = '{table}_undated'::regclass AND conparentid = 0 AND contype IN ('p', 'u')
"""
#: Whole tables are read in their order, not from where somebody else is reading just then.
QUICK = """
SET synchronous_commit = off; SET synchronize_seqscans = off;
SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'
"""


def fill(url: str, *, consumers: int, months: int) -> None:
    """Fill empty tables; totals are counted at the end, for triggers of so many rows at once would only cost time."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(QUICK)
        register(connection, consumers=consumers)
        for months_ago in reversed(range(months)):
            _month(connection, consumers=consumers, months=months, months_ago=months_ago)
        for table in ("outbox_notice", "outbox_attempt", "reach_standing"):
            connection.execute(f"SELECT setval('{table}_id_seq', {consumers * months})")
        for table, _ in FILLED:
            connection.execute(f"ANALYZE {table.table}")
        connection.execute("VACUUM ANALYZE reach_task, outbox_turn, outbox_run, billing_bill")


def register(connection: psycopg.Connection, *, consumers: int) -> None:
    """Fill offices, feeders, and consumers with their numbers; no trigger is heard on this connection any more."""
    _places(connection, feeders=-(-consumers // A_FEEDER))
    connection.execute("SET session_replication_role = replica")
    connection.execute(PEOPLE.format(consumers=consumers, a_feeder=A_FEEDER))
    connection.execute("VACUUM ANALYZE consumers_consumer, contact_address, network_office, network_officeplace")


def _places(connection: psycopg.Connection, *, feeders: int) -> None:
    many, below = feeders, ""
    for kind, most in LEVELS:
        parents = -(-many // most) if most else 1
        connection.execute(OFFICES.format(kind=kind, many=parents))
        if below:
            connection.execute(EDGES.format(kind=below, above=kind, many=many, parents=parents))
        else:
            connection.execute(FEEDERS.format(feeders=feeders, sections=parents))
        many, below = parents, kind


def _month(connection: psycopg.Connection, *, consumers: int, months: int, months_ago: int) -> None:
    occasion = _one(connection, f"SELECT to_char(now() - interval '{months_ago} months', 'YYYY-MM')")
    month = int(occasion.replace("-", ""))
    told: dict[str, Any] = {
        "occasion": occasion, "month": month, "first": month * A_MONTH + consumers * (months - 1 - months_ago),
        "a_month": A_MONTH, "is_last": str(not months_ago).lower(), "consumers": consumers,
        "at": f"(now() - interval '{months_ago} months' - interval '9 days')",
        "months_ago": months_ago, "state": "finished" if months_ago else "released", "this_month": THIS_MONTH,
        "lot": LOT.format(consumer="consumer_id", months_ago=months_ago),
        "lot_of_id": LOT.format(consumer="id", months_ago=months_ago),
    }  # fmt: skip
    told["evidence"] = EVIDENCE.format(length="day" if months_ago else "second", at=told["at"])
    told["run"] = _one(connection, RUN.format(**told))
    for table, _ in FILLED:
        _set_apart(connection, table, month)
    for statement in (BILLS, *(rows for _, rows in FILLED), *([] if months_ago else [LAST])):
        connection.execute(statement.format(**told))
    for table, _ in FILLED:
        _put_in_place(connection, table, month)


def _set_apart(connection: psycopg.Connection, table: Parted, month: int) -> None:
    """Make the month's part anew, by itself and without indexes."""
    part = table.part(month)
    if _one(connection, f"SELECT to_regclass('{part}') IS NOT NULL"):
        connection.execute(f"ALTER TABLE {table.table} DETACH PARTITION {part}; DROP TABLE {part}")
    connection.execute(f"CREATE UNLOGGED TABLE {part} (LIKE {table.table}_undated INCLUDING ALL EXCLUDING INDEXES)")


def _put_in_place(connection: psycopg.Connection, table: Parted, month: int) -> None:
    part = table.part(month)
    for (told,) in connection.execute(OWN_CONSTRAINTS.format(table=table.table)).fetchall():
        connection.execute(f"ALTER TABLE {part} ADD {told}")
    connection.execute(f"ALTER TABLE {table.table} ATTACH PARTITION {part} {table.bounds(month)}")
    connection.execute(f"VACUUM ANALYZE {part}")


def _one(connection: psycopg.Connection, statement: str) -> Any:
    """Return the one value that the statement gives."""
    ((value,),) = connection.execute(statement).fetchall()
    return value
