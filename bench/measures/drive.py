"""How long it takes to plan a drive for 60,000 doors, and to look at one in which all have visits."""

from __future__ import annotations

import json
from pathlib import Path

from bench import district, stage
from bench.scale import Figures, module

DOORS, WORKERS = 60_000, 120


def measure(figures: Figures, folder: Path) -> None:
    """Plan and look."""
    url = stage.new_database()
    district.fill(url, folder / "drive", consumers=DOORS)
    told = json.loads(module("bench.load.drive", str(WORKERS)))
    figures.put("drive_plan", told["plan"], "s", target=f"10 for {told['doors']} doors")
    figures.put("drive_plain_copy", told["copy"], "s")
    figures.times("drive_plan", "drive_plain_copy")
    figures.put("drive_plain_count", told["count"], "s")
    figures.put("drive_page", told["picture"], "s", target="0.3")
    figures.times("drive_page", "drive_plain_count")
    figures.put("drive_look", told["look"], "s", target="by the clock, each five minutes at the most")
    figures.put("drive_signals", told["signals"], "s", target="0.3")
