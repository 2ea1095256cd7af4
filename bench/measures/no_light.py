"""How fast "no light" is gathered: fifty thousand people of a city at once, beside a plain COPY of what they say."""

from __future__ import annotations

import time
from pathlib import Path

import psycopg

from bench import stage
from bench.scale import Figures, module

REPORTS = 50_000
#: A circle of 15 substations, 60 feeders and 2,040 transformers, on which so many people hang.
CIRCLE = """
INSERT INTO network_office (id, kind, code, name, valid_from)
SELECT 1, 'circle', 'C', 'BENCH CIRCLE', date '2020-04-01'
UNION ALL SELECT 1 + n, 'section', 'S' || n, 'SECTION ' || n, date '2020-04-01' FROM generate_series(1, 15) n;
INSERT INTO network_officeplace (office_id, parent_id, valid_from)
SELECT 1 + n, 1, date '2020-04-01' FROM generate_series(1, 15) n;
INSERT INTO network_feeder (id, code, name, category, supply, voltage_kv, valid_from)
SELECT n, 'F' || n, 'FEEDER ' || n, '', '', 11, date '2020-04-01' FROM generate_series(1, 60) n;
INSERT INTO network_feederplace (feeder_id, section_id, valid_from)
SELECT n, 2 + (n - 1) / 4, date '2020-04-01' FROM generate_series(1, 60) n;
INSERT INTO network_transformer (id, feeder_id, name, valid_from)
SELECT n, 1 + (n - 1) / 34, 'T' || n, date '2020-04-01' FROM generate_series(1, 2040) n;
SET session_replication_role = replica;
INSERT INTO consumers_consumer (
    id, account, name, address, language, feeder_id, transformer_id, book, pole, tariff, supply_type, load_unit,
    meter_number, imported_at, changed_at
)
SELECT n, (9900000000 + n)::text, 'SYNTHETIC', '', 'hi', 1 + mod(n, 2040) / 34, 1 + mod(n, 2040), '', '', '', '', '',
       '', now(), now()
FROM generate_series(1, %d) n;
SET session_replication_role = origin;
ANALYZE;
"""
PLAIN = "CREATE TABLE bench_said (consumer_id bigint, way text, said_at timestamptz, reply bigint)"


def measure(figures: Figures, folder: Path, *, consumers: int) -> None:
    """Fill a circle, let the people of a fifth of its feeders speak; then the plain COPY."""
    url = stage.new_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(CIRCLE % consumers)
        connection.execute(PLAIN)
        began = time.monotonic()
        with connection.cursor().copy("COPY bench_said FROM STDIN") as copy:
            for number in range(REPORTS):
                copy.write_row((number, "chat", "2026-11-29 04:30:00+00", number))
        figures.put("no_light_plain_copy", REPORTS / (time.monotonic() - began), "reports/s")
    rate, longest, suspicions = map(float, module("bench.load.no_light", str(REPORTS), str(consumers)).split())
    figures.put("no_light", rate, "reports/s", target=">= 200")
    figures.put("no_light_second_of_200", longest, "s", target="1")
    figures.put("no_light_suspicions", int(suspicions), "elements")
    figures.times("no_light_plain_copy", "no_light")
