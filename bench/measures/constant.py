"""Whether a message costs the same however many are in the tables already."""

from __future__ import annotations

import json
from pathlib import Path

from bench import district, history, meter, stage
from bench.scale import Figures, module

PEOPLE = 20_000
MESSAGES = 10_000
#: Months of notices in the tables. Each has a try whose receipt is still to come, which is the hard case.
MONTHS = (1, 10, 100)


def measure(figures: Figures, folder: Path) -> None:
    """Take the same messages through all steps beside 20,000, 2,00,000 and 20,00,000 others."""
    figures.tell("constant_machine", meter.others())
    costs = {months * PEOPLE: _cost(folder / f"constant-{months}", months) for months in MONTHS}
    first = next(iter(costs.values()))
    for rows, cost in costs.items():
        for step, spent in cost.items():
            figures.put(f"cost_beside_{rows} {step}", spent, "us/message")
        together = sum(cost.values())
        figures.put(f"cost_beside_{rows}", together, "us/message")
        figures.put(f"cost_beside_{rows} : the first", together / sum(first.values()), "times", target="1")


def _cost(folder: Path, months: int) -> dict[str, float]:
    url = stage.new_database()
    district.fill(url, folder, consumers=PEOPLE)
    history.fill(url, copies=months)
    module("bench.load.news", "bills")
    cost: dict[str, float] = json.loads(module("bench.cost", str(MESSAGES)))
    return cost
