"""A day of cuts and complaints through all carriers, held against its truth and what came to which phone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bijlisetu.simulator.cuts.cut import Desk, read_cuts
from bijlisetu.simulator.cuts.wiring import read_wires
from tests.journeys.demos import environment


def test_a_day_of_light_and_dark_leaves_nobody_with_a_false_word(tmp_path: Path) -> None:
    told, home = tmp_path / "light.json", tmp_path / "home"
    command = ["demo", "--story", "outage", "--consumers", "300", "--seed", "2", "--exit", "--json", str(told)]

    done = subprocess.run(
        [sys.executable, "-m", "bijlisetu", *command], env=environment(home), capture_output=True, text=True,
        check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    figures = json.loads(told.read_text())
    assert (figures["told_after_light"], figures["restored_without_cut"], figures["closed_unconfirmed"]) == (0, 0, 0)
    assert figures["touched"] == figures["told_before"] + figures["told_late"] + figures["not_told"] > 0
    assert figures["told_before"] > 0
    assert figures["complaints"] >= figures["false_resolutions"] >= figures["false_resolutions_caught"]
    houses = list(read_wires(home / "demo" / "wires.csv"))
    assert 0.2 < sum(not house.is_known for house in houses) / len(houses) < 0.45
    cuts = list(read_cuts(home / "demo" / "cuts.csv"))
    told_of = sum(cut.desk is not Desk.NEVER for cut in cuts) + figures["cuts_found"] + figures["false_outages"]
    assert figures["announced"] <= told_of
