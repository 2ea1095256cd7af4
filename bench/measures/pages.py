"""How long the office's pages take in a district and in one ten times as large, each with a year of bills behind it."""

from __future__ import annotations

import json
import time

import psycopg

from bench import stage, year
from bench.scale import Figures, module

SIZE = "SELECT pg_database_size(current_database()) / 1e9"
TARGET, MOST_TIMES = 300, 1.5


def measure(figures: Figures, *, sizes: tuple[int, ...], months: int) -> None:
    """Fill a database for each size in turn, look at every page, and set the sizes side by side."""
    looked = [_looked(figures, consumers, months) for consumers in sizes]
    first, last = looked[0], looked[-1]
    for page in first:
        for consumers, times in zip(sizes, looked, strict=True):
            figures.put(f"page {page} at {consumers}", times[page], "ms", target=f"{TARGET}")
        figures.put(f"page {page} : smaller", last[page] / first[page], "times", target=f"{MOST_TIMES}")


def _looked(figures: Figures, consumers: int, months: int) -> dict[str, float]:
    url = stage.new_database()
    began = time.monotonic()
    year.fill(url, consumers=consumers, months=months)
    figures.put(f"year_filled_{consumers}", time.monotonic() - began, "s")
    module("bench.load.desk")
    module("bench.count_anew")
    with psycopg.connect(url) as connection:
        row = connection.execute(SIZE).fetchone()
    figures.put(f"year_size_{consumers}", float(row[0]) if row else 0.0, "GB")
    times: dict[str, float] = json.loads(module("bench.looks"))
    return times
