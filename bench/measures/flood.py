"""What becomes of fifty thousand messages of darkness at once, some of them three days old."""

from __future__ import annotations

import json

import psycopg

from bench import stage
from bench.measures.no_light import CIRCLE
from bench.scale import Figures, module


def measure(figures: Figures, *, consumers: int, reports: int) -> None:
    """Fill a circle, let so many of its people write, and hold what was kept against what was written."""
    url = stage.new_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(CIRCLE % consumers)
    told = json.loads(module("bench.load.flood", str(reports)))
    figures.put("flood_rate", reports / told["seconds"], "messages/s", target="50000 in 600 s: 84")
    figures.put("flood_rate_of_processor", reports / told["processor"], "messages/s of processor", target=">= 100")
    figures.put("flood_longest_turn", told["longest"], "s of 500 messages")
    figures.put("flood_reports", told["reports"], "reports", target=f"{reports}")
    for name in ("with_another_time", "not_taken", "faults", "stale_answers"):
        figures.put(f"flood_{name}", told[name], "messages", target="0")
    figures.put("flood_complaints", told["complaints"], "complaints")
