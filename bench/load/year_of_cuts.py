"""
A year of outages and complaints, for the public pages: `python -m bench.load.year_of_cuts OUTAGES COMPLAINTS`.

By SQL alone, on a database made anew. Some outages are still open. Prints how long it takes to count what everybody may
see, in seconds, as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime

from bijlisetu.plumbing import startup

FEEDERS, SECTIONS, OPEN = 2_000, 200, 300
FILL = """
INSERT INTO network_office (code, kind, name, valid_from)
SELECT 'C', 'company', 'TEST COMPANY', date '2020-04-01' UNION ALL
SELECT 'S' || n, 'section', 'TEST SECTION ' || n, '2020-04-01' FROM generate_series(1, {sections}) n;
INSERT INTO network_officeplace (office_id, parent_id, valid_from)
SELECT section.id, company.id, '2020-04-01' FROM network_office section, network_office company
WHERE section.kind = 'section' AND company.kind = 'company';
INSERT INTO network_feeder (code, name, category, supply, voltage_kv, valid_from)
SELECT 'F' || lpad(n::text, 12, '0'), 'TEST FEEDER ' || n, '', '', 11, '2020-04-01'
FROM generate_series(1, {feeders}) n;
INSERT INTO network_feederplace (feeder_id, section_id, valid_from)
SELECT feeder.id, section.id, '2020-04-01' FROM network_feeder feeder
JOIN network_office section ON section.code = 'S' || 1 + substr(feeder.code, 2)::int % {sections};
INSERT INTO outages_outage (id, number, kind, state, reason, from_at, until_at, back_at, office_id,
                            crew, words, by, at)
SELECT n, lpad(n::text, 7, '0'), 'breakdown', CASE WHEN n > {outages} - {open} THEN 'on' ELSE 'back' END, 'line_fault',
       begins, begins + interval '2 hours',
       CASE WHEN n > {outages} - {open} THEN NULL ELSE begins + make_interval(mins => 30 + n % 240) END,
       place.section_id, '', '', 'bench', begins
FROM generate_series(1, {outages}) n CROSS JOIN LATERAL (
    SELECT now() - interval '1 hour'
           - make_interval(mins => (({outages} - n)::bigint * 525000 / {outages})::int) AS begins
) AS at JOIN network_feederplace place ON place.feeder_id = (SELECT min(id) FROM network_feeder) + n % {feeders};
INSERT INTO outages_outagepart (outage_id, feeder_id, back_at)
SELECT id, (SELECT min(id) FROM network_feeder) + id % {feeders}, back_at FROM outages_outage;
INSERT INTO outages_outageevent (outage_id, what, from_at, until_at, detail, said_at, at, by)
SELECT id, what, CASE WHEN what = 'entered' THEN from_at END,
       CASE what WHEN 'entered' THEN until_at WHEN 'back' THEN back_at END, '{{}}',
       coalesce(back_at, from_at), CASE WHEN what = 'back' THEN back_at ELSE from_at END, 'bench'
FROM outages_outage, unnest(ARRAY['entered', 'announced', 'back']) WITH ORDINALITY AS event (what, place)
WHERE what <> 'back' OR back_at IS NOT NULL ORDER BY id, place;
-- A complaint is confirmed by its consumer's own word, which nobody says here.
SET session_replication_role = replica;
INSERT INTO complaints_complaint (number, category, area, way, language, words, place, state, office_id, utility,
                                  standard, due_at, resolved_at, took, said_at, at, by)
SELECT '2026' || lpad(n::text, 7, '0'), 'SUP-OFF', 'rural', 'chat', 'hi', '', '',
       CASE WHEN n % 10 < 6 THEN 'confirmed' WHEN n % 10 < 9 THEN 'closed_unconfirmed' ELSE 'registered' END,
       (SELECT min(id) FROM network_office WHERE kind = 'section') + n % {sections}, 'uppcl', 'bench',
       came + interval '1 day',
       CASE WHEN n % 10 < 9 THEN came + interval '6 hours' END, CASE WHEN n % 10 < 9 THEN 0.25 END, came, came, 'bench'
FROM generate_series(1, {complaints}) n, LATERAL (
    SELECT now() - interval '1 hour' - make_interval(secs => n::float * 31000000 / {complaints}) AS came
) AS at;
SET session_replication_role = origin
"""


def main(outages: int, complaints: int) -> None:
    """Fill the tables, and count."""
    startup.set_up()
    from django.db import connection

    from bijlisetu.reports.disclosure.making import make_due

    with connection.cursor() as cursor:
        cursor.execute(
            FILL.format(feeders=FEEDERS, sections=SECTIONS, open=OPEN, outages=outages, complaints=complaints)
        )
        cursor.execute("VACUUM ANALYZE")
    began = time.monotonic()
    offices = make_due(at=datetime.now(UTC))
    print(json.dumps({"offices": offices, "seconds": time.monotonic() - began}))  # noqa: T201


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
