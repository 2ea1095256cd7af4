"""How long the regulator's indices of a year take, beside a plain GROUP BY of the same interruptions."""

from __future__ import annotations

import json

from bench import stage
from bench.scale import Figures, module

TARGET = 10  #: seconds for a year of 10,000 feeders


def measure(figures: Figures, *, feeders: int, each: int) -> None:
    """Ask for a company's year by feeder and by office."""
    stage.new_database()
    told = json.loads(module("bench.indices", str(feeders), str(each)))
    figures.put("indices_rows", told["rows"], "interruptions")
    figures.put("indices_plain_group_by", told["plain"], "s")
    for by in ("feeder", "office"):
        name = f"indices_of_a_year_by_{by}"
        figures.put(name, told[by], "s", target=f"{TARGET} for 10000 feeders")
        figures.times(name, "indices_plain_group_by")
