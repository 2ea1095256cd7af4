"""A day of prepaid meters taken over, with the warnings that follow, beside a plain COPY of its rows."""

from __future__ import annotations

import json

from bench import meter, stage
from bench.scale import Figures, module


def measure(figures: Figures, *, meters: int) -> None:
    """Take over two days and one of them again, look by the clock, and ask what the office asks."""
    stage.new_database()
    figures.tell("metering_machine", meter.others())
    told = json.loads(module("bench.load.meters", str(meters)))
    figures.put("metering_rows", meters, "rows")
    figures.put("metering_copied", told["copied"], "s")
    figures.put("metering_day", told["next"], "s")
    figures.times("metering_day", "metering_copied")
    figures.put("metering_day_own_processor", told["own_processor"], "s")
    figures.put("metering_first_day", told["first"], "s")
    figures.put("metering_again", told["again"], "s")
    figures.put("metering_look", told["looked"], "s")
    figures.put("metering_warned", told["warned"], "notices")
    figures.put("metering_totals_of_a_company", told["office"] * 1000, "ms")
    figures.put("metering_totals_wrong", told["wrong"], "totals", target="0")
