"""
How long a name is looked for, and whether it is found: `python -m bench.search CONSUMERS`, on empty tables.

Fills the register with a crowd, a third of it with rare words in their names, and asks for the pairs of the tests.
Prints milliseconds and how many were among the first ten as JSON.
"""

from __future__ import annotations

import json
import sys
import time

from bijlisetu.plumbing import startup

SYLLABLES = "ra ma su ni ka la vi ja sha na ti ga da ba pa ha ya sa ke lo mu du ri ta mi pu go si re ku de bo ju che"
PLACE = """
INSERT INTO network_office (code, kind, name, valid_from) VALUES ('S1', 'section', 'TEST SECTION', '2020-04-01');
INSERT INTO network_feeder (code, name, category, supply, voltage_kv, valid_from)
SELECT 'F' || n, 'TEST FEEDER ' || n, '', '', 11, '2020-04-01' FROM generate_series(1, 200) n;
INSERT INTO network_feederplace (feeder_id, section_id, valid_from)
SELECT feeder.id, office.id, '2020-04-01' FROM network_feeder feeder, network_office office;
CREATE TEMP TABLE crowd (nth serial PRIMARY KEY, name text)
"""
PEOPLE = """
INSERT INTO consumers_consumer (account, name, address, feeder_id, book, pole, tariff, supply_type, load_unit,
                                meter_number, imported_at, changed_at)
SELECT (2000000000 + n)::text, crowd.name || CASE WHEN n %% 3 = 0 THEN ' ' || initcap(
           (%(syllables)s::text[])[1 + n %% 34] || (%(syllables)s::text[])[1 + n / 34 %% 34]
           || (%(syllables)s::text[])[1 + n / 1156 %% 34]) ELSE '' END,
       '', (SELECT min(id) FROM network_feeder) + n %% 200, '', '', '', '', '', '', now(), now()
FROM generate_series(1, %(consumers)s) n JOIN crowd ON crowd.nth = 1 + n %% (SELECT count(*) FROM crowd)
"""
ONE = """
INSERT INTO consumers_consumer (account, name, address, feeder_id, book, pole, tariff, supply_type, load_unit,
                                meter_number, imported_at, changed_at)
SELECT %(account)s, %(name)s, '', min(id), '', '', '', '', '', '', now(), now() FROM network_feeder
"""
#: What half the register shares, what nobody has, and the beginning of a name.
HARD = ("Kumar", "Ram Kumar", "सुनीता देवी", "Zzyzx Kumar", "Shan")


def main() -> None:
    """Fill the register, then look for each pair and for what is hard."""
    startup.set_up()
    from tests.consumers.pairs import PAIRS

    from bijlisetu.network.models import Office
    from bijlisetu.reach.queries import find

    filled, office, times, found = _filled(int(sys.argv[1])), Office.objects.get().pk, [], 0
    for stored, asked in PAIRS:
        began = time.perf_counter()
        people = find(asked, offices=[office])
        times.append(time.perf_counter() - began)
        found += stored in [one.name for one in people[:10]]
    hard = {}
    for asked in HARD:
        began = time.perf_counter()
        find(asked, offices=[office])
        hard[asked] = (time.perf_counter() - began) * 1000
    times.sort()
    middle, last = times[len(times) // 2] * 1000, times[-1] * 1000
    told = {"found": found, "pairs": len(PAIRS), "median": middle, "slowest": last, "filled": filled, "hard": hard}
    print(json.dumps(told))  # noqa: T201


def _filled(consumers: int) -> float:
    """Fill the register; return how many microseconds a name took."""
    from django.db import connection
    from tests.consumers.crowd import crowd
    from tests.consumers.pairs import PAIRS

    from bijlisetu.plumbing.database.sql import execute

    with connection.cursor() as cursor:
        cursor.execute(PLACE)
        with cursor.copy("COPY crowd (name) FROM STDIN") as copy:
            for name in crowd():
                copy.write_row((name,))
        began = time.perf_counter()
        cursor.execute(PEOPLE, {"syllables": SYLLABLES.split(), "consumers": consumers})
        taken = time.perf_counter() - began
    for nth, (stored, _) in enumerate(PAIRS):
        execute(ONE, account=f"9{nth:09}", name=stored)
    execute("VACUUM ANALYZE consumers_consumer, consumers_nameword")
    return taken / consumers * 1_000_000


if __name__ == "__main__":
    sys.exit(main())
