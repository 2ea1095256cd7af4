"""The measures, each on a database of its own."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import psycopg

from bench import stage
from bench.scale import Figures, let_out, notify_bills, peaks, run
from bijlisetu.demo.city import Processes, lay_out, processes
from bijlisetu.plumbing import startup

SEED = "1"
#: The pace is taken between these shares of the people settled: after the run has begun, before it thins out.
FROM, TO = 0.2, 0.7
DELIVERY_LIMIT = 600.0

SETTLED = """
SELECT count(DISTINCT notice_id), (SELECT count(*) FROM outbox_attempt WHERE state >= 50)
FROM outbox_attempt WHERE state >= 50
"""


def imports(figures: Figures, folder: Path, *, consumers: int) -> None:
    """Import a district and post its notices."""
    district, log = folder / "district", folder / "imports.log"
    seconds, _ = run(
        "synth", str(district), "--profile", "noida", "--consumers", str(consumers), "--seed", SEED, log=log
    )
    figures.put("synth_seconds", seconds, "s")
    stage.new_database()
    run("import-network", str(district / "network.csv"), log=log)
    seconds, memory = run("import-consumers", str(district / "consumers.csv"), log=log)
    figures.put("import_consumers_seconds", seconds, "s", target="30 for 3,50,000")
    figures.put("import_consumers_rate", consumers / seconds, "rows/s", target="11,667")
    figures.put("import_consumers_memory", memory, "MB", target="500")
    again, _ = run("import-consumers", str(district / "consumers.csv"), log=log)
    figures.put("import_again_seconds", again, "s")
    seconds, memory = run("import-bills", str(district / "bills.csv"), log=log)
    figures.put("import_bills_seconds", seconds, "s")
    figures.put("import_bills_memory", memory, "MB", target="500")
    seconds, memory = notify_bills(log=log)
    figures.put("enqueue_seconds", seconds, "s", target="15 for 3,50,000")
    figures.put("enqueue_memory", memory, "MB", target="500")


def delivery(figures: Figures, folder: Path, *, messages: int) -> None:
    """
    Carry bills by the real processes to the simulated carriers and fold their receipts.

    The clock runs as in life: receipts take seconds, and people open their bills after minutes, not meanwhile.
    """
    district, log = folder / "delivery", folder / "delivery.log"
    run("synth", str(district), "--profile", "noida", "--consumers", str(messages), "--seed", SEED, log=log)
    city = lay_out(district, factor=1, seed=int(SEED), fetch_one_in=0)
    os.environ.update(city.environment())
    stage.new_database()
    for command in ("network", "consumers", "bills"):
        run(f"import-{command}", str(district / f"{command}.csv"), log=log)
    notify_bills(log=log)
    let_out(os.environ[startup.DATABASE_URL])
    with processes(folder / "logs") as running:
        running.start("carriers", city.carriers(), city.carriers_secrets())
        running.start("serve", ["serve", "--port", str(city.web)], {})
        running.start("webhooks", ["serve", "--port", str(city.hooks)], {})
        running.start("work", ["work"], {})
        for port in (city.graph, city.smpp, city.smtp, city.web, city.hooks):
            running.wait_for(port)
        running.start("deliver", ["deliver"], {})
        rate = _carry(messages, running)
        figures.put("delivered_and_folded", rate, "messages/s", target="1,000")
        for name, memory in peaks(running.running).items():
            figures.put(f"{name}_memory", memory, "MB", target="500")


def demo(figures: Figures, folder: Path) -> None:
    """Tell the whole story once."""
    out = folder / "demo.json"
    del os.environ["BIJLISETU_SECRET_KEY"]
    seconds, memory = run("demo", "--consumers", "5000", "--exit", "--json", str(out), log=folder / "demo.log")
    figures.put("demo_seconds", seconds, "s", target="180 for 5,000")
    figures.put("demo_memory", memory, "MB", target="500")
    figures.put("demo_reached", json.loads(out.read_text())["reached"], "people")


def _carry(messages: int, running: Processes) -> float:
    """Return tries settled a second while the run is in full swing."""
    deadline = time.monotonic() + DELIVERY_LIMIT
    began, at_first = None, 0
    with psycopg.connect(os.environ[startup.DATABASE_URL], autocommit=True) as connection:
        while time.monotonic() < deadline:
            running.check()
            people, tries = connection.execute(SETTLED).fetchone() or (0, 0)
            now = time.monotonic()
            if began is None and people >= FROM * messages:
                began, at_first = now, tries
            if began is not None and people >= TO * messages:
                return float((tries - at_first) / (now - began))
            time.sleep(1)
    raise SystemExit(f"{TO:.0%} of {messages} were not settled within {DELIVERY_LIMIT:.0f} s")
