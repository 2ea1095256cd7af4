"""A drive from the plan to the last door, through the field's own door, held against the truth."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bijlisetu.demo.desks import CHIEF, mailbox_of, phone_of
from bijlisetu.simulator.log.store import Store
from bijlisetu.simulator.mail.letter import enclosed
from tests.journeys.demos import environment

#: A hundred doors: in a smaller drive a worker who only says that doors are locked walks too few to be named for it.
CONSUMERS = "1000"


def test_a_drive_reaches_everybody_who_can_be_reached(tmp_path: Path) -> None:
    told = tmp_path / "drive.json"
    command = [
        "demo", "--story", "drive", "--consumers", CONSUMERS, "--seed", "2", "--factor", "20000", "--exit",
        "--json", str(told),
    ]  # fmt: skip

    done = subprocess.run(
        [sys.executable, "-m", "bijlisetu", *command], env=environment(tmp_path / "home"), capture_output=True,
        text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    figures = json.loads(told.read_text())
    assert (figures["visits_lost"], figures["visits_doubled"], figures["doors_open"]) == (0, 0, 0)
    assert figures["visits"] >= figures["doors"] > 0
    assert abs(figures["reached_after"] - figures["ceiling"]) <= figures["consumers"] / 100
    assert figures["reached_after"] > figures["reached_before"]
    assert figures["cheats"] >= 1
    assert figures["honest_accused"] == 0
    assert _received(tmp_path / "home") == {"email": ["application/pdf", "text/csv"], "whatsapp": []}


def _received(home: Path) -> dict[str, list[str]]:
    """Return by which ways the evening's report came to the chief engineer, with the kinds of its files."""
    log = Store(home / "demo" / "carriers")
    rows = log.read(
        "SELECT channel, body FROM messages WHERE address IN (?, ?)", mailbox_of(CHIEF), phone_of(CHIEF)
    )  # fmt: skip
    log.close()
    return {
        row["channel"]: [file.mime_type for file in enclosed(row["body"])] if row["channel"] == "email" else []
        for row in rows
    }
