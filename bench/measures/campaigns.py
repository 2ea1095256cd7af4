"""
How long it takes to settle whom a notice to all tells, and to put it into the outbox.

Its yardsticks, in the same run on the same machine, are plain COPY of the same rows into a table without any index, and
an alert of an outage to the same people.
"""

from __future__ import annotations

import json
from pathlib import Path

import psycopg

from bench import district, meter, stage
from bench.load.campaign import OFFICER
from bench.measures.outages import COMPANY, plain_copy
from bench.scale import Figures, module


def measure(figures: Figures, folder: Path, *, people: int) -> None:
    """Tell a warning of fraud to so many people, all of whom have a number of their own."""
    url = stage.new_database()
    district.fill(url, folder / "campaigns", consumers=people)
    figures.tell("campaigns_machine", meter.others())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(COMPANY.replace("{officer}", OFFICER))
        told = json.loads(module("bench.load.campaign"))
        rate = plain_copy(connection)
        alert = json.loads(module("bench.load.alert", "tell"))
    seconds = told["settle"] + told["post"]
    figures.put("campaigns_look", told["look"], "s")
    figures.put("campaigns_settle", told["settle"], "s")
    figures.put("campaigns_post", told["post"], "s")
    figures.put("campaigns", seconds, "s", target=f"10 for {people} at 15000 rows/s of COPY")
    figures.put("campaigns_copy_rate", rate, "rows/s")
    figures.put("campaigns_in_alerts", seconds / (alert["posted"] - alert["began"]), "times an alert")
    figures.put("campaigns_in_copies", seconds / (told["people"] / rate), "times COPY")
