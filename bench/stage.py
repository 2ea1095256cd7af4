"""The product and its carriers as they stand in life, for a measure: real processes on a database of its own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.scale import run
from bijlisetu.demo.city import City, Processes, lay_out, processes
from bijlisetu.plumbing import startup

DATABASE = "bijlisetu_bench"
#: One number may send 1,000 messages a second; a city that wants more has several numbers.
NUMBERS = ("100000000000001", "100000000000002", "100000000000003", "100000000000004")
MOST = 1000 * len(NUMBERS)


def new_database() -> str:
    """Make the measure's database anew and return its URL; all that runs from now on uses it."""
    url = startup.with_database(os.environ[startup.DATABASE_URL], DATABASE)
    startup.make_database(url, anew=True)
    os.environ[startup.DATABASE_URL] = url
    run("migrate", log=Path(os.devnull))
    return url


@contextmanager
def city(folder: Path, *, per_second: int = MOST) -> Iterator[tuple[City, Processes]]:
    """
    Keep carriers, webhooks and jobs running for the folder's district; the engine is started by the measure.

    Its numbers send so many messages a second together.
    """
    place = lay_out(folder, factor=1, seed=1, fetch_one_in=0, numbers=NUMBERS)
    before = dict(os.environ)
    os.environ.update(place.environment() | {"BIJLISETU_WHATSAPP_PER_SECOND": str(per_second // len(NUMBERS))})
    try:
        with processes(folder / f"logs-{secrets.token_hex(2)}") as running:
            running.start("carriers", place.carriers(), place.carriers_secrets())
            start(running, "webhooks", "serve", "--port", str(place.hooks))
            start(running, "work", "work")
            for port in (place.graph, place.smpp, place.smtp, place.hooks):
                running.wait_for(port)
            run("push-templates", log=running.log / "templates.log")
            yield place, running
    finally:
        os.environ.clear()
        os.environ.update(before)


def start(running: Processes, name: str, *arguments: str) -> None:
    """Start `bijlisetu ARGUMENTS`; the database's server knows its connections by the name."""
    running.start(name, list(arguments), {"PGAPPNAME": name})
