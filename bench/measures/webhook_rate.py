"""How fast webhooks are taken while the engine sends, every status durable before its answer; and the usual view."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from bench import district, history, meter, stage
from bench.meter import Meter
from bench.scale import Figures, module
from bijlisetu.demo.city import City, Processes

RATE = 5_000  #: statuses a second
SECONDS = 20
BATCHED = 20  #: statuses in one POST, where they come in batches
YARDSTICK_SECONDS = 10
#: What the engine sends meanwhile, by four numbers.
SENDING = 400

KEPT = "SELECT count(*) FROM tracking_inbound WHERE position('wamid.BENCH'::bytea IN body) > 0"
SENT = "SELECT count(*) FROM outbox_attempt WHERE engine <> 'bench' AND accepted_at IS NOT NULL"


def measure(figures: Figures, folder: Path) -> None:
    """Tell statuses of an earlier month's messages, one in a POST and then twenty, while this month's go out."""
    url = stage.new_database()
    statuses = RATE * SECONDS
    district.fill(url, folder / "hooks", consumers=statuses)
    history.fill(url, copies=2)
    module("bench.load.news", "bills")
    figures.tell("webhook_machine", meter.others())
    with stage.city(folder / "hooks", per_second=SENDING) as (city, running):
        stage.start(running, "deliver", "deliver")
        with psycopg.connect(url, autocommit=True) as connection:
            clock = Meter(connection, running)
            for each, first in ((1, 1), (BATCHED, statuses + 1)):
                _take(figures, connection, clock, city, each=each, first=first)
        _yardstick(figures, running, city)


def _take(figures: Figures, connection: psycopg.Connection, clock: Meter, city: City, *, each: int, first: int) -> None:
    name, kept, sent, before = f"webhook_{each}_a_post", _one(connection, KEPT), _one(connection, SENT), clock.spent()
    found = _load(f"http://127.0.0.1:{city.hooks}/webhooks/whatsapp", city, seconds=SECONDS, each=each, first=first)
    spent, sending = meter.each(clock.spent(), before, int(found["taken"]) * each), _one(connection, SENT) - sent
    if found["refused"] or (durable := _one(connection, KEPT) - kept) < found["taken"]:
        raise SystemExit(f"{found['taken']} answered 200, {found['refused']} refused, but {durable} kept")
    figures.put(name, found["rate"], "statuses/s", target="5,000")
    figures.put(f"{name}_median", found["median"], "ms")
    figures.put(f"{name}_p99", found["p99"], "ms", target="100")
    figures.put(f"{name}_durable", durable, f"of {found['taken']}")
    figures.put(f"{name}_sending", sending / SECONDS, "messages/s")
    for part in ("webhooks", "postgres for webhooks", "work", "postgres for work"):
        figures.put(f"{name}_cpu {part}", spent.get(part, 0.0), "us/status")


def _yardstick(figures: Figures, running: Processes, city: City) -> None:
    port = free_port()
    environment = os.environ | {"SECRET": city.app_secret, "PGAPPNAME": "usual view"}
    with (running.log / "usual.log").open("wb") as words:
        view = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-c", f"from bench.usual_view import serve; serve({port})"],
            env=environment,
            stdout=words,
            stderr=words,
        )
    running.running["usual"] = view
    running.wait_for(port)
    found = _load(f"http://127.0.0.1:{port}/webhooks/whatsapp", city, seconds=YARDSTICK_SECONDS, each=1, first=1)
    figures.put("webhook_usual_view", found["rate"], "statuses/s")
    figures.put("webhook_usual_view_p99", found["p99"], "ms")
    figures.times("webhook_1_a_post", "webhook_usual_view")


def _load(url: str, city: City, *, seconds: int, each: int, first: int) -> dict[str, float]:
    os.environ["SECRET"] = city.app_secret
    answer: dict[str, float] = json.loads(
        module("bench.load.statuses", url, str(RATE), str(seconds), str(each), str(first))
    )
    return answer


def free_port() -> int:
    """Return a port nobody listens on."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _one(connection: psycopg.Connection, question: str) -> int:
    row = connection.execute(question).fetchone()  # type: ignore[arg-type]
    return int(row[0]) if row else 0
