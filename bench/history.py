"""Messages of an earlier month in the tables, filled in sets: accepted by WhatsApp, their receipts still to come."""

from __future__ import annotations

import psycopg

#: Ids by which a carrier knows its messages, in WhatsApp's form.
CARRIER_ID = "wamid.BENCH{:019}"

NOTICES = """
INSERT INTO outbox_notice (kind, key, consumer_id, occasion, facts, lane, posted_at, expires_at)
SELECT 'bill_issued', 'bill:2026-10:' || copy || ':' || account, id,
       to_char(date '2026-10-01' - copy * interval '1 month', 'YYYY-MM'),
       jsonb_build_object('account_end', right(account, 4), 'utility_hi', 'परीक्षण विद्युत', 'utility_en', 'Test Power',
                          'month', '2026-10', 'units', '153', 'amount', '1253.00', 'due', '2026-11-07', 'bill', 'B1'),
       3, now() - interval '1 hour', now() + interval '10 days'
FROM generate_series(1, {copies}) copy, consumers_consumer ORDER BY copy, id
"""
TURNS = """
INSERT INTO outbox_turn (notice_id, lane, gate, awaits, at)
SELECT id, 3, 0, true, now() + interval '1 day' FROM outbox_notice
"""
ATTEMPTS = """
INSERT INTO outbox_attempt (notice_id, channel, address, sender, state, engine, tries, carrier_id, claimed_at,
                            accepted_at)
SELECT notice.id, 'whatsapp', address.value, 'whatsapp:bench', 30, 'bench', 1,
       'wamid.BENCH' || lpad(row_number() OVER (ORDER BY notice.id)::text, 19, '0'),
       now() - interval '1 hour', now() - interval '1 hour'
FROM outbox_notice notice JOIN contact_address address USING (consumer_id) ORDER BY notice.id
"""


def fill(url: str, *, copies: int = 1) -> int:
    """Fill the tables with so many notices for every consumer, each tried once; return how many tries there are."""
    with psycopg.connect(url) as connection:
        connection.execute(NOTICES.replace("{copies}", str(copies)))
        connection.execute(TURNS)
        tries = connection.execute(ATTEMPTS).rowcount
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return tries
