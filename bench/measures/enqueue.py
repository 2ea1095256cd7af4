"""
How long alerts of an outage take into the outbox, and the first out of it.

Meanwhile the engine sends as fast as Meta lets a number of ours, carriers and webhooks included.
"""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import psycopg

from bench import district, meter, stage
from bench.meter import Meter
from bench.scale import Figures, module
from bijlisetu.demo.city import Processes

READY_WITHIN = 30.0  #: seconds for the engine to stand at the outbox
OUT_WITHIN = 30.0
A_NUMBERS_CEILING = 1000  #: messages a second
FIRST = "SELECT min(received_at) FROM messages"


def measure(figures: Figures, folder: Path, *, alerts: int) -> None:
    """Switch off all feeders, one after the other."""
    url = stage.new_database()
    district.fill(url, folder / "outage", consumers=alerts)
    figures.tell("enqueue_machine", meter.others())
    with (
        stage.city(folder / "outage", per_second=A_NUMBERS_CEILING) as (_, running),
        psycopg.connect(url, autocommit=True) as connection,
    ):
        stage.start(running, "deliver", "deliver")
        wait_for_the_engine(connection, running)
        clock = Meter(connection, running)
        before = clock.spent()
        told = json.loads(module("bench.load.news", "outage"))
        posted = clock.spent()
        first = first_out(folder / "outage", running)
    seconds = told["last"] - told["began"]
    figures.put("enqueue", seconds, "s", target=f"10 for {alerts}")
    figures.put("enqueue_rate", alerts / seconds, "alerts/s")
    figures.put("enqueue_first_commit", told["first"] - told["began"], "s")
    figures.put("enqueue_first_out", first - told["first"], "s", target="1")
    for name in ("deliver", "postgres for deliver"):
        spent = posted.get(name, 0.0) - before.get(name, 0.0)
        figures.put(f"enqueue_meanwhile {name}", spent, "s of processor")


def wait_for_the_engine(connection: psycopg.Connection, running: Processes) -> None:
    """Wait until the engine stands at the outbox."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        running.check()
        # The engine has its senders once it has looked at the outbox.
        row = connection.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone()
        if row and row[0] >= len(stage.NUMBERS):
            return
        time.sleep(0.1)
    raise SystemExit("the engine did not begin")


def first_out(folder: Path, running: Processes) -> float:
    """Return when the carrier took the first letter."""
    deadline = time.monotonic() + OUT_WITHIN
    with closing(sqlite3.connect(folder / "carriers" / "carriers.sqlite")) as log:
        while time.monotonic() < deadline:
            running.check()
            if (first := log.execute(FIRST).fetchone()[0]) is not None:
                return float(first)
            time.sleep(0.1)
    raise SystemExit(f"no alert was out within {OUT_WITHIN:.0f} s")
