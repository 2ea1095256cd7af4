"""A bank's file of payments matched and posted, and an aggregator's calls taken while bills go out."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import psycopg

from bench import district, meter, stage
from bench.meter import Meter
from bench.scale import Figures, module

RATE, SECONDS, PEOPLE = 500, 10, 1_000
#: What the engine sends meanwhile, by four numbers.
SENDING = 200
PATIENCE = 120.0  #: seconds until the last payment must be credited and told
LEFT = """
SELECT (SELECT count(*) FROM payments_callback WHERE folded_at IS NULL),
       (SELECT count(*) FROM payments_payment payment
        WHERE NOT EXISTS (SELECT FROM outbox_notice WHERE key = 'payment_received:' || payment.id || ':0'))
"""
KEPT = "SELECT count(*) FROM payments_callback"
#: From the moment in which a call is kept to the one in which a carrier has the word of it.
TOLD = """
SELECT count(*), percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM handed.at - payment.entered_at))
FROM payments_payment payment
JOIN outbox_notice notice ON notice.key = 'payment_received:' || payment.id || ':0'
CROSS JOIN LATERAL (
    SELECT min(accepted_at) AS at FROM outbox_attempt attempt WHERE attempt.notice_id = notice.id
) AS handed
WHERE handed.at IS NOT NULL
"""
ACCOUNTS = "SELECT account FROM consumers_consumer ORDER BY id LIMIT %s"


def files(figures: Figures, *, rows: int) -> None:
    """Bring in a file, one of twice as many rows, and the first again; beside a plain COPY of its rows."""
    stage.new_database()
    figures.tell("payments_machine", meter.others())
    told = json.loads(module("bench.load.payments", str(rows)))
    figures.put("payments_rows", rows, "rows")
    figures.put("payments_file", told["once_seconds"], "s", target="30 for 100000 rows")
    figures.put("payments_file_processor", told["once_processor"], "s of processor")
    figures.put("payments_twice_as_many_processor", told["twice_processor"], "s of processor")
    figures.put("payments_known_again_processor", told["again_processor"], "s of processor")
    figures.put("payments_copied_processor", told["copied_processor"], "s of processor")
    figures.times("payments_twice_as_many_processor", "payments_file_processor")
    figures.times("payments_file_processor", "payments_copied_processor")


def calls(figures: Figures, folder: Path, *, consumers: int) -> None:
    """Take an aggregator's calls through the real server while bills go out, and see when people are told."""
    url = stage.new_database()
    district.fill(url, folder / "calls", consumers=consumers)
    module("bench.load.news", "bills")
    figures.tell("callbacks_machine", meter.others())
    with stage.city(folder / "calls", per_second=SENDING) as (city, running):
        stage.start(running, "deliver", "deliver")
        with psycopg.connect(url, autocommit=True) as connection:
            accounts = [account for (account,) in connection.execute(ACCOUNTS, [PEOPLE])]
            os.environ["ACCOUNTS"] = ",".join(accounts)
            clock = Meter(connection, running)
            before = clock.spent()
            os.environ["SECRET"] = city.payment_secret
            url = f"http://127.0.0.1:{city.hooks}/webhooks/payments/aggregator"
            found = json.loads(module("bench.load.calls", url, str(RATE), str(SECONDS), str(len(accounts))))
            [kept] = connection.execute(KEPT).fetchone() or (0,)
            spent = meter.each(clock.spent(), before, RATE * SECONDS)
            _until_told(connection)
            many, slowest = connection.execute(TOLD).fetchone() or (0, 0.0)
    if found["refused"] or kept < found["taken"]:
        raise SystemExit(f"{found['taken']} answered 200, {found['refused']} refused, but {kept} kept")
    figures.put("callbacks_rate", found["rate"], "calls/s", target="500")
    figures.put("callbacks_median", found["median"], "ms")
    figures.put("callbacks_p99", found["p99"], "ms", target="100")
    figures.put("callbacks_durable", kept, f"of {RATE * SECONDS}")
    figures.put("callbacks_told", many, "payments")
    figures.put("callbacks_to_carrier_p99", float(slowest or 0), "s", target="5")
    for part in ("webhooks", "postgres for webhooks", "work", "postgres for work"):
        figures.put(f"callbacks_cpu {part}", spent.get(part, 0.0), "us/call")


def _until_told(connection: psycopg.Connection) -> None:
    last = time.monotonic() + PATIENCE
    while any(connection.execute(LEFT).fetchone() or ()) and time.monotonic() < last:
        time.sleep(0.5)
    time.sleep(2)
