"""
Enter a month's bills in the books, then payments by four connections, and ask: `python -m bench.load.books BILLS`.

Beside the bills, as yardsticks: the same entries and lines copied into plain tables of the same columns and keys, and
the statement that writes the bills themselves. Prints seconds and rates as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from bijlisetu.plumbing import startup

PAYERS, A_PAYER = 4, 500
SINCE = date(2023, 12, 1)
PLACES = """
INSERT INTO network_office (code, kind, name, valid_from)
SELECT 'C', 'company', 'TEST COMPANY', date '2020-04-01' UNION ALL
SELECT 'S' || n, 'section', 'TEST SECTION ' || n, '2020-04-01' FROM generate_series(1, {feeders} / 10 + 1) n;
INSERT INTO network_officeplace (office_id, parent_id, valid_from)
SELECT section.id, company.id, '2020-04-01' FROM network_office section, network_office company
WHERE section.kind = 'section' AND company.kind = 'company';
INSERT INTO network_feeder (code, name, category, supply, voltage_kv, valid_from)
SELECT 'F' || lpad(n::text, 12, '0'), 'TEST FEEDER ' || n, '', '', 11, '2020-04-01'
FROM generate_series(1, {feeders}) n;
INSERT INTO network_feederplace (feeder_id, section_id, valid_from)
SELECT feeder.id, section.id, '2020-04-01' FROM network_feeder feeder
JOIN network_office section ON section.code = 'S' || 1 + (substr(feeder.code, 2)::int - 1) / 10;
INSERT INTO consumers_consumer (account, name, address, feeder_id, book, pole, tariff, supply_type, load_unit,
                                meter_number, imported_at, changed_at)
SELECT '99' || lpad(n::text, 8, '0'), 'परीक्षण उपभोक्ता', '', feeder.id, '', '', '', '', '', '', now(), now()
FROM generate_series(1, {bills}) n
JOIN network_feeder feeder ON feeder.code = 'F' || lpad((1 + n / 1500)::text, 12, '0')
ORDER BY n;
"""
BILLS = """
INSERT INTO billing_bill (number, consumer_id, cycle, bill_date, due_date, units, amount_payable, lines, mapping,
                          imported_at)
SELECT 'B' || consumer.id, consumer.id, '2026-11-01', '2026-11-20', '2026-12-05', 163, 1317.00,
       '{"charges": {"energy": "900.00", "fixed": "110.00", "fuel": "-10.20", "duty": "50.00", "subsidy": "-40.00"},
         "dues": {"arrears": "294.70", "late_surcharge": "12.50"}, "history": []}', 'uppcl', now()
FROM consumers_consumer consumer ORDER BY consumer.id
"""
TOUCH = "SELECT consumer_id, cycle, number FROM billing_bill"
PLAIN = """
CREATE TABLE plain_entry (LIKE ledger_entry INCLUDING DEFAULTS INCLUDING INDEXES);
CREATE TABLE plain_line (LIKE ledger_line INCLUDING DEFAULTS INCLUDING INDEXES);
"""
HISTORY = """
WITH new AS (
    INSERT INTO ledger_entry (reference, sort, day, lines, why, evidence, at, by)
    SELECT 'history:' || n, 'adjustment', date '2023-12-15' + n * 30, 2, '', '{}', now(), 'bench'
    FROM generate_series(0, 71) n RETURNING id, day
)
INSERT INTO ledger_line (entry_id, place, day, head, amount, consumer_id)
SELECT new.id, place, day, head, amount, (SELECT min(id) FROM consumers_consumer)
FROM new, (VALUES (1, 'receivable', 100), (2, 'revenue', -100)) AS line (place, head, amount)
"""


def main(bills: int) -> None:
    """Fill, measure, print."""
    startup.set_up()
    from django.db import connection, transaction

    from bijlisetu.billing.books.booking import book, touch
    from bijlisetu.ledger.queries import statement, totals_of, untrue_totals
    from bijlisetu.ledger.totals import HEADS
    from bijlisetu.plumbing.database.sql import execute, rows
    from bijlisetu.plumbing.database.totals import gather

    told: dict[str, float] = {}
    with connection.cursor() as cursor:
        cursor.execute(PLACES.format(feeders=bills // 1500 + 1, bills=bills))
        cursor.execute("VACUUM ANALYZE")
    with transaction.atomic():
        told["bills_written"] = _seconds(lambda: execute(BILLS))
        execute("ANALYZE billing_bill")
        touch(TOUCH)
        told["bills_entered"] = _seconds(lambda: book(at=datetime.now(UTC), by="bench"))
    execute(PLAIN)
    told["copied"] = _copied()
    execute(HISTORY)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    payers = _payers()
    told["payments_a_second"] = PAYERS * A_PAYER / _seconds(lambda: _pay(payers))
    told["moves"] = gather(HEADS, at=datetime.now(UTC))
    ((first,),) = rows("SELECT min(id) FROM consumers_consumer")
    ((company,),) = rows("SELECT id FROM network_office WHERE kind = 'company'")
    told["statement"] = min(_seconds(lambda: statement(first, SINCE, date(2027, 1, 1))) for _ in range(5))
    told["office"] = min(_seconds(lambda: totals_of(company)) for _ in range(5))
    told["gate"] = _seconds(untrue_totals)
    told["wrong"] = len(untrue_totals())
    print(json.dumps(told))  # noqa: T201


def pay(payer: int) -> None:
    """Enter payments one at a time, each in its own transaction, for people of one feeder."""
    startup.set_up()
    from bijlisetu.ledger.actions import enter
    from bijlisetu.ledger.rules import Entry, Head, Line, Sort
    from bijlisetu.plumbing.database.sql import rows

    people = [one for (one,) in rows("SELECT id FROM consumers_consumer ORDER BY id LIMIT 1000")]
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    for number in range(A_PAYER):
        lines = (
            Line(head=Head.BANK, amount=Decimal(100)),
            Line(head=Head.RECEIVABLE, amount=Decimal(-100), consumer=people[number * 7 % len(people)]),
        )
        told = Entry(reference=f"pay:{payer}:{number}", sort=Sort.PAYMENT, day=date(2026, 12, 1), lines=lines)
        enter([told], at=datetime.now(UTC), by="bench")


def _payers() -> list[subprocess.Popen[str]]:
    """Return processes that are ready to pay when they are told to."""
    words = [sys.executable, "-m", "bench.load.books", "pay"]
    made = [
        subprocess.Popen([*words, str(payer)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
        for payer in range(PAYERS)
    ]
    for one in made:
        one.stdout.readline()  # type: ignore[union-attr]
    return made


def _pay(payers: Sequence[subprocess.Popen[str]]) -> None:
    for one in payers:
        one.stdin.write("go\n")  # type: ignore[union-attr]
        one.stdin.flush()  # type: ignore[union-attr]
    ended = [one.wait() for one in payers]
    if any(ended):
        raise SystemExit("a payer broke down")


def _copied() -> float:
    """Return how long a plain COPY of the same entries and lines takes, keys and indexes included."""
    from django.db import connection

    took = 0.0
    for table in ("entry", "line"):
        with connection.cursor() as cursor:
            with cursor.copy(f"COPY ledger_{table} TO STDOUT") as out:
                lines = [bytes(line) for line in out]
            began = time.monotonic()
            with cursor.copy(f"COPY plain_{table} FROM STDIN") as into:
                for line in lines:
                    into.write(line)
            took += time.monotonic() - began
    return took


def _seconds(deed: Callable[[], object]) -> float:
    began = time.monotonic()
    deed()
    return time.monotonic() - began


if __name__ == "__main__":
    if sys.argv[1] == "pay":
        pay(int(sys.argv[2]))
    else:
        main(int(sys.argv[1]))
