"""How long the rules of hygiene look at all numbers, beside a plain script that only reads and counts them."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import psycopg

from bench import district, stage
from bench.scale import Figures, module

TARGET = 20
#: Numbers as they stand in life: most are somebody's own, some on several accounts, some dummies, some disconnected.
#: Claims are left as they are, for the rules look at addresses alone.
UNTIDY = """
UPDATE contact_address SET value = CASE
    WHEN id % 50 = 0 THEN '919999900000'
    WHEN id % 25 = 1 THEN '9194' || lpad((id % 2000 * 7919 % 100000000)::text, 8, '0')
    ELSE '91' || (6 + id % 4)::text || lpad((id * 7919 % 1000000007)::text, 9, '0') END;
INSERT INTO contact_revoked (value, "on", told_at)
SELECT DISTINCT value, date '2026-11-01', now() FROM contact_address WHERE id % 40 = 3;
INSERT INTO contact_revoked (value, "on", told_at)
SELECT '9155' || lpad(n::text, 8, '0'), date '2026-11-01', now() FROM generate_series(1, 200000) n
ON CONFLICT DO NOTHING;
"""
ALL = "SELECT value FROM contact_address"


def measure(figures: Figures, folder: Path, *, consumers: int) -> None:
    """Fill a district, make its numbers untidy, and let the rules look; then the plain script."""
    url = stage.new_database()
    district.fill(url, folder / "hygiene", consumers=consumers)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(UNTIDY)
        connection.execute("VACUUM ANALYZE contact_address, contact_revoked")
        began = time.monotonic()
        counted = Counter(value for (value,) in connection.execute(ALL))
        figures.put("hygiene_plain_script", time.monotonic() - began, "s")
    look, act, found = map(float, module("bench.load.look").split())
    figures.put("hygiene_numbers", len(counted), "numbers")
    figures.put("hygiene_found", int(found), "findings")
    figures.put("hygiene", look, "s", target=f"{TARGET} for {consumers}")
    figures.put("hygiene_act", act, "s")
    figures.times("hygiene", "hygiene_plain_script")
