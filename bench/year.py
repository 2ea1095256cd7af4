"""
A district with so many months behind it, made by SQL alone: offices, consumers, notices, tries, standings, tasks.

Rows are lean; everybody's month ends as a fixed mixture would have it. The last month's run is still going out.
"""

from __future__ import annotations

from typing import Any

import psycopg

A_FEEDER = 1_500  #: consumers on one feeder
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
       '', '', now(), now()
FROM generate_series(1, {consumers}) n
JOIN network_feeder feeder ON feeder.code = 'F' || lpad(((n - 1) / {a_feeder} + 1)::text, 12, '0') ORDER BY n;
INSERT INTO contact_address (consumer_id, value, channels, source, known_at)
SELECT id, '91' || 6000000000 + id, '{{whatsapp,sms,call}}', 'billing_export', now() FROM consumers_consumer
WHERE id % 20 <> 0 ORDER BY id;
INSERT INTO billing_bill (number, consumer_id, cycle, bill_date, due_date, units, amount_payable, lines, mapping,
                          imported_at)
SELECT 'B' || id, id, {month}, {month} + 5, {month} + 20, 153, 1253, '{{}}', 'uppcl', now() FROM consumers_consumer
ORDER BY id
"""
#: How a month ends for a consumer: a number below a hundred that is never the same for long.
LOT = "((consumer.id * 7919 + {months_ago} * 104729) %% 100)"
RUN = """
INSERT INTO outbox_run (key, kind, lane, state, findings, made, feeders, made_at, made_by, makers, canary_at,
                        canary_size, released_at, released_by, finished_at)
SELECT 'bills:{occasion}', 'bill_issued', 3, {state!r}, '[]', {consumers}, array_agg(id), {at}, 'maker', '{{maker}}',
       {at}, 300, {at}, 'releaser', CASE WHEN {state!r} = 'finished' THEN {at} END
FROM network_feeder RETURNING id
"""
NOTICES = """
INSERT INTO outbox_notice (kind, key, consumer_id, run_id, occasion, facts, lane, state, posted_at, expires_at,
                           settled_at)
SELECT 'bill_issued', 'bill:{occasion}:' || account, id, {run}, '{occasion}', '{{}}', 3,
       CASE WHEN lot < 70 THEN 'reached' WHEN lot < 74 AND {is_last} THEN 'open' ELSE 'exhausted' END,
       {at}, {at} + interval '10 days', CASE WHEN lot >= 70 AND lot < 74 AND {is_last} THEN NULL ELSE {at} END
FROM (SELECT *, {lot} AS lot FROM consumers_consumer consumer) AS consumer ORDER BY id
"""
ATTEMPTS = """
INSERT INTO outbox_attempt (notice_id, channel, address, sender, state, engine, tries, carrier_id, reason, claimed_at,
                            accepted_at, delivered_at, read_at, failed_at)
SELECT notice.id, 'whatsapp', '91' || 6000000000 + consumer.id, 'whatsapp:1',
       CASE WHEN lot < 45 THEN 70 WHEN lot < 70 THEN 60 WHEN lot < 78 THEN 40 ELSE 50 END, 'bench', 1,
       'wamid.' || notice.id, CASE WHEN lot >= 78 THEN 'number_dead' ELSE '' END, {at}, {at},
       CASE WHEN lot < 70 THEN {at} END, CASE WHEN lot < 45 THEN {at} + lot * interval '5 hours' END,
       CASE WHEN lot >= 78 THEN {at} END
FROM outbox_notice notice
JOIN (SELECT id, {lot} AS lot FROM consumers_consumer consumer) AS consumer ON consumer.id = notice.consumer_id
WHERE notice.id > {notices} AND lot < 94 ORDER BY notice.id
"""
STANDINGS = """
INSERT INTO reach_standing (consumer_id, ledger, occasion, notice, degree, reached, proved, reason, channel, attempt,
                            at)
SELECT consumer.id, 'bills', '{occasion}', notice.id,
       CASE WHEN lot < 45 THEN 'read' WHEN lot < 70 THEN 'delivered' WHEN lot < 74 AND {is_last} THEN 'waiting'
            WHEN lot < 78 THEN 'accepted' WHEN lot < 94 THEN 'failed' ELSE 'no_address' END,
       lot < 70, lot < 20, CASE WHEN lot >= 78 AND lot < 94 THEN 'number_dead' ELSE '' END,
       CASE WHEN lot < 94 THEN 'whatsapp' ELSE '' END, attempt.id, {at} + lot * interval '5 hours'
FROM outbox_notice notice
JOIN (SELECT id, {lot} AS lot FROM consumers_consumer consumer) AS consumer ON consumer.id = notice.consumer_id
LEFT JOIN outbox_attempt attempt ON attempt.notice_id = notice.id AND attempt.id > {attempts}
WHERE notice.id > {notices} ORDER BY notice.id
"""
ENDS = """
INSERT INTO reach_runline (notice, run, became, part)
SELECT notice, {run},
       CASE degree WHEN 'read' THEN 'delivered/read' WHEN 'delivered' THEN 'delivered/delivered'
                   WHEN 'accepted' THEN 'failed/no_receipt' WHEN 'failed' THEN 'failed/number_dead'
                   ELSE 'failed/no_address' END,
       CASE WHEN degree = 'read' THEN 'read' WHEN degree = 'delivered' AND proved THEN 'delivered_proved'
            WHEN degree = 'delivered' THEN 'delivered_unproved' WHEN degree = 'accepted' THEN 'waiting'
            WHEN degree = 'failed' THEN 'failed' ELSE 'no_address' END
FROM reach_standing WHERE occasion = '{occasion}' AND degree <> 'waiting' ORDER BY notice
"""
LAST = """
INSERT INTO outbox_turn (notice_id, lane, gate, awaits, at)
SELECT id, 3, run_id, true, now() + interval '1 day' * (id %% 100) / 100 FROM outbox_notice WHERE state = 'open';
INSERT INTO reach_task (consumer_id, subject, ledger, occasion, notice, reason, due_on, opened_at)
SELECT consumer_id, 'reach', ledger, occasion, notice, coalesce(nullif(reason, ''), degree), {month} + 20, now()
FROM reach_standing WHERE occasion = '{occasion}' AND degree IN ('accepted', 'failed', 'no_address') ORDER BY id
"""


#: Of the tables that grow with every month: their unique constraints, and their other indexes.
LARGE = "'outbox_notice'::regclass, 'outbox_attempt'::regclass, 'reach_standing'::regclass"
UNIQUE = f"""
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE conrelid IN ({LARGE}) AND contype = 'u'
"""
INDEXES = f"""
SELECT indexrelid::regclass::text, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
FROM pg_index WHERE indrelid IN ({LARGE}) AND NOT indisprimary
"""


def fill(url: str, *, consumers: int, months: int) -> None:
    """Fill empty tables; totals are counted at the end, for triggers of so many rows at once would only cost time."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET work_mem = '256MB'")
        _places(connection, feeders=-(-consumers // A_FEEDER))
        month = "date_trunc('month', now())::date"
        connection.execute(PEOPLE.format(consumers=consumers, a_feeder=A_FEEDER, month=month))
        connection.execute("VACUUM ANALYZE consumers_consumer, contact_address, network_office, network_officeplace")
        restored = _without_indexes(connection)
        for months_ago in reversed(range(months)):
            _month(connection, consumers, months_ago)
        connection.execute("SET maintenance_work_mem = '1GB'")
        for statement in restored:
            connection.execute(statement)
        connection.execute("VACUUM ANALYZE")


def _without_indexes(connection: psycopg.Connection) -> list[str]:
    """Drop what is sooner made at once than row by row, and return the statements that make it again."""
    dropped = connection.execute(UNIQUE).fetchall()
    for table, name, _ in dropped:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = connection.execute(INDEXES).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    return [
        *(f"ALTER TABLE {table} ADD CONSTRAINT {name} {told}" for table, name, told in dropped),
        *(told for _, told in indexes),
    ]


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


def _month(connection: psycopg.Connection, consumers: int, months_ago: int) -> None:
    occasion = _one(connection, f"SELECT to_char(now() - interval '{months_ago} months', 'YYYY-MM')")
    told = {
        "occasion": occasion, "is_last": str(not months_ago).lower(), "consumers": consumers,
        "at": f"(now() - interval '{months_ago} months' - interval '9 days')",
        "state": "finished" if months_ago else "released",
        "lot": LOT.format(months_ago=months_ago).replace("%%", "%"), "month": "date_trunc('month', now())::date",
    }  # fmt: skip
    run = _one(connection, RUN.format(**told))
    before = {
        table: _one(connection, f"SELECT coalesce(max(id), 0) FROM outbox_{table[:-1]}")
        for table in ("notices", "attempts")
    }
    for statement in (NOTICES, ATTEMPTS, STANDINGS, ENDS):
        connection.execute(statement.format(**told, **before, run=run))
    if not months_ago:
        connection.execute(LAST.format(**told).replace("%%", "%"))


def _one(connection: psycopg.Connection, statement: str) -> Any:
    """Return the one value that the statement gives."""
    ((value,),) = connection.execute(statement).fetchall()
    return value
