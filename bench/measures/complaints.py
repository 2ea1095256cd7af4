"""How long boards and pages of light take with ten lakh complaints and a year of outages in the tables."""

from __future__ import annotations

import json

from bench import stage
from bench.load import complaints
from bench.scale import Figures, module

TARGET = 300  #: ms


def measure(figures: Figures, *, consumers: int, many: int) -> None:
    """Fill a company, and look at every list, filter and page of it."""
    complaints.fill(stage.new_database(), consumers=consumers, many=many)
    module("bench.count_anew")
    clock = json.loads(module("bench.load.clock"))
    figures.put(f"outages_minute_of_{clock['on']}", clock["seconds"], "s", target="seconds, not minutes")
    for page, (shortest, processor) in json.loads(module("bench.load.board")).items():
        figures.put(f"board {page}", shortest, "ms", target=f"{TARGET}")
        figures.put(f"board {page}, processor", processor, "ms")
