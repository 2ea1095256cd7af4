"""How many SMS a second one SMPP session carries, receipts coming back meanwhile."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench import meter
from bench.district import FIRST_MOBILE, SILENT
from bench.load.sms import PASSWORD
from bench.scale import Figures, module
from bijlisetu.simulator.options import Options, Place
from bijlisetu.simulator.people.truth import COLUMNS

MESSAGES = 30_000
WINDOWS = (50, 200)  #: submits unanswered at once
FACTOR = 20.0  #: receipts within seconds, as most are, while the run lasts


def measure(figures: Figures, folder: Path) -> None:
    """Send bills in Hindi through a small and a large window."""
    figures.tell("smpp_machine", meter.others())
    for window in WINDOWS:
        with _smsc(folder / f"smpp-{window}") as (process, place):
            spent = _seconds(process)
            found = json.loads(module("bench.load.sms", place, str(window), str(MESSAGES)))
            theirs = (_seconds(process) - spent) / MESSAGES * 1e6
        if found["accepted"] != MESSAGES:
            raise SystemExit(f"{found['accepted']} of {MESSAGES} SMS were accepted")
        name = f"smpp_window_{window}"
        figures.put(name, found["rate"], "submits/s", target="3,000")
        figures.put(f"{name}_cpu", found["cpu"], "us/message")
        figures.put(f"{name}_cpu smsc", theirs, "us/message")
        figures.put(f"{name}_receipts", found["receipts"], f"of {MESSAGES}")
        figures.put(f"{name}_receipts_meanwhile", found["while_sending"], "")


@contextmanager
def _smsc(folder: Path) -> Iterator[tuple[psutil.Process, str]]:
    folder.mkdir()
    with (folder / "truth.csv").open("w", newline="") as file:
        truth = csv.writer(file)
        truth.writerow(COLUMNS)
        for number in range(MESSAGES):
            facts = ("yes" if fact else "no" for fact in SILENT)
            truth.writerow((f"99{number:08}", "mobile", FIRST_MOBILE + number, *facts))
    place = Place("127.0.0.1", 0)
    options = Options(
        truth=folder / "truth.csv", folder=folder, app_secret="s", token="t", smpp_password=PASSWORD,  # noqa: S106
        factor=FACTOR, http=place, smpp=place,
    )  # fmt: skip
    command = [sys.executable, "-m", "bijlisetu.simulator", "smsc"]
    with subprocess.Popen(  # noqa: S603 - our own module
        command, env=os.environ | options.environment(), stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            said = process.stdout.readline() if process.stdout else ""
            yield psutil.Process(process.pid), said.split()[1]
        finally:
            process.terminate()


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
