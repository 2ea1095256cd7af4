"""
Take over days of prepaid meters: `python -m bench.load.meters METERS`.

Beside them, as a yardstick, a plain COPY of the same rows into a table of the same columns and keys. One meter in
twenty is low. Prints seconds as JSON, and what our own processor took, for the machine may be shared.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.load.books import PLACES
from bijlisetu.plumbing import startup
from bijlisetu.plumbing.india import day_in_india

MODES = """
INSERT INTO metering_mode (consumer_id, begins_on, is_prepaid, said_at)
SELECT id, date '2026-01-01', true, now() FROM consumers_consumer ORDER BY id
"""
PLAIN = "CREATE TABLE plain_day (LIKE metering_day_undated INCLUDING DEFAULTS INCLUDING INDEXES)"
HEADER = (
    "ACCT_ID", "USAGE_DATE", "UNITS_BILLED_DAILY", "DAY_END_READING", "OPENING_BAL", "RECHARGE_AMT", "DAILY_CHG",
    "CLOSING_BAL",
)  # fmt: skip
LOW = 20  #: one in so many


def main(meters: int) -> None:
    """Fill, measure, print."""
    startup.set_up()
    from django.db import connection

    import bijlisetu.metering.actions as metering
    from bijlisetu.metering.queries import totals_of
    from bijlisetu.metering.totals import METERS
    from bijlisetu.plumbing.database.sql import execute, rows
    from bijlisetu.plumbing.database.totals import differences

    with connection.cursor() as cursor:
        cursor.execute(PLACES.format(feeders=meters // 1500 + 1, bills=meters))
        cursor.execute(MODES)
        cursor.execute("VACUUM ANALYZE")
    told: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        yesterday, today = (_written(Path(folder), meters, days_ago) for days_ago in (1, 0))

        def load(path: Path) -> None:
            metering.load(path=path, mapping="uppcl_days", at=datetime.now(UTC), by="bench")

        told["first"] = _seconds(lambda: load(yesterday))
        own = time.process_time()
        told["next"] = _seconds(lambda: load(today))
        told["own_processor"] = time.process_time() - own
        told["again"] = _seconds(lambda: load(today))
    execute(PLAIN)
    told["copied"] = _copied()
    told["looked"] = _seconds(lambda: metering.look(at=datetime.now(UTC)))
    ((company,),) = rows("SELECT id FROM network_office WHERE kind = 'company'")
    told["office"] = min(_seconds(lambda: totals_of(company)) for _ in range(5))
    ((told["warned"],),) = rows("SELECT count(*) FROM outbox_notice WHERE kind = 'balance_low'")
    told["wrong"] = len(differences(METERS))
    print(json.dumps(told))  # noqa: T201


def _written(folder: Path, meters: int, days_ago: int) -> Path:
    """Write a file of one day: a recharge of 1,000 the day before, and today one in twenty at a fifth of it."""
    day, path = day_in_india(datetime.now(UTC)) - timedelta(days=days_ago), folder / f"{days_ago}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for n in range(1, meters + 1):
            charge, recharge = (0, 1000) if days_ago else (800 if n % LOW == 0 else 30, 0)
            opening = 0 if days_ago else 1000
            out.writerow((f"99{n:08}", day, 3.2, 1000, opening, recharge, charge, opening + recharge - charge))
    return path


def _copied() -> float:
    """Return how long a plain COPY of one day's rows takes, keys and indexes included."""
    from django.db import connection

    day = f"(SELECT * FROM metering_day WHERE day = '{day_in_india(datetime.now(UTC))}')"
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {day} TO STDOUT") as out:
            lines = [bytes(line) for line in out]
        began = time.monotonic()
        with cursor.copy("COPY plain_day FROM STDIN") as into:
            for line in lines:
                into.write(line)
        return time.monotonic() - began


def _seconds(deed: Callable[[], object]) -> float:
    began = time.monotonic()
    deed()
    return time.monotonic() - began


if __name__ == "__main__":
    main(int(sys.argv[1]))
