"""
Time the indices of a year: python -m bench.indices FEEDERS INTERRUPTIONS, on a database made anew.

Beside them, as a yardstick, a plain GROUP BY of the same rows.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, date, datetime

from bijlisetu.plumbing import startup

FILL = """
INSERT INTO network_office (code, kind, name, valid_from)
SELECT 'C', 'company', 'TEST COMPANY', date '2020-04-01' UNION ALL
SELECT 'S' || n, 'section', 'TEST SECTION ' || n, '2020-04-01' FROM generate_series(1, {feeders} / 10) n;
INSERT INTO network_officeplace (office_id, parent_id, valid_from)
SELECT section.id, company.id, '2020-04-01' FROM network_office section, network_office company
WHERE section.kind = 'section' AND company.kind = 'company';
INSERT INTO network_feeder (code, name, category, supply, voltage_kv, valid_from)
SELECT 'F' || lpad(n::text, 12, '0'), 'TEST FEEDER ' || n, '', '', 11, '2020-04-01'
FROM generate_series(1, {feeders}) n;
INSERT INTO network_feederplace (feeder_id, section_id, valid_from)
SELECT feeder.id, section.id, '2020-04-01' FROM network_feeder feeder
JOIN network_office section ON section.code = 'S' || 1 + (substr(feeder.code, 2)::int - 1) / 10;
INSERT INTO outages_served (feeder_id, sort, month, customers, source)
SELECT feeder.id, '', month, 1000, 'registry' FROM network_feeder feeder,
       generate_series(timestamp '2025-04-01', '2026-03-01', '1 month') AS month;
INSERT INTO outages_interruption (feeder_id, from_at, until_at, planned, events, customers, interrupted, source)
SELECT feeder.id, begins, begins + make_interval(mins => 1 + (n * 7 + feeder.id)::int % 240), n % 4 = 0, 1, 1000, 1000,
       'import'
FROM network_feeder feeder, generate_series(1, {each}) AS n, LATERAL (
    SELECT timestamptz '2025-04-01 00:00+05:30'
           + make_interval(mins => (n * 525600 / ({each} + 1) + feeder.id % 300)::int)
) AS at (begins);
"""
PLAIN = """
SELECT feeder_id, date_trunc('month', from_at AT TIME ZONE 'Asia/Kolkata'), planned, count(*), sum(interrupted),
       sum(customers * extract(epoch FROM until_at - from_at))
FROM outages_interruption GROUP BY 1, 2, 3
"""


def main(feeders: int, each: int) -> None:
    """Fill the tables, and print what each takes in seconds."""
    startup.set_up()
    from django.db import connection

    from bijlisetu.network.models import Office
    from bijlisetu.outages.measuring.counting import read, shipped
    from bijlisetu.outages.measuring.periods import Period
    from bijlisetu.outages.measuring.queries import By, measured
    from bijlisetu.plumbing.database.sql import rows

    with connection.cursor() as cursor:
        cursor.execute(FILL.format(feeders=feeders, each=each))
        cursor.execute("VACUUM ANALYZE")
    company, year, rules = Office.objects.get(kind="company").pk, Period(date(2025, 4, 1), 12), read(shipped())
    began = time.monotonic()
    rows(PLAIN)
    plain = time.monotonic() - began
    told = {"plain": plain, "rows": feeders * each, "at": datetime.now(UTC).isoformat()}
    for by in By:
        began = time.monotonic()
        found = measured(company, year, by=by, rules=rules)
        told[by.value] = time.monotonic() - began
        told[f"lines by {by.value}"] = len(found.lines)
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
