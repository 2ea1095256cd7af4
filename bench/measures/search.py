"""How long a name is looked for in a district and in one ten times as large, and whether it is found."""

from __future__ import annotations

import json

from bench import stage
from bench.scale import Figures, module

TARGET, TARGET_OF_A_COMPANY, ENOUGH = 300, 1000, 0.95
A_COMPANY = 1_000_000


def measure(figures: Figures, *, sizes: tuple[int, ...]) -> None:
    """Fill a register for each size in turn, and ask for the pairs of the tests and for what is hard to find."""
    for consumers in sizes:
        stage.new_database()
        told = json.loads(module("bench.search", str(consumers)))
        target = f"{TARGET_OF_A_COMPANY if consumers >= A_COMPANY else TARGET}"
        figures.put(f"names_found_at_{consumers}", told["found"] / told["pairs"], "", target=f"{ENOUGH}")
        for name in ("median", "slowest"):
            figures.put(f"name_{name}_at_{consumers}", told[name], "ms", target=target)
        for asked, taken in told["hard"].items():
            figures.put(f"name {asked} at {consumers}", taken, "ms", target=target)
        figures.put(f"name_taken_in_at_{consumers}", told["filled"], "µs")
