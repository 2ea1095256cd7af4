"""`make faults`: play the scenarios, print what came of each promise, write build/faults.json; 1 if one was broken."""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console

from faults import money, report, volume
from faults.database import Database
from faults.play import play
from faults.report import Outcome
from faults.scenarios import SCENARIOS, Scenario

OUT = Path("build/faults.json")


def main() -> int:
    """Play what was asked for, each scenario in a process of its own, for most of its time it waits."""
    options = _options()
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    if options.inside:
        return _play(options, console)
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="faults-")) if options.folder is None else options.folder
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    wanted = [one for one in (*SCENARIOS, money.SCENARIO) if not options.only or one.name in options.only]
    outcomes = []
    with ThreadPoolExecutor(options.at_once) as stages:
        for outcome in stages.map(lambda one: _play_apart(one, options, folder), wanted):
            outcomes.append(outcome)
            report.show(outcome, console)
            report.write(outcomes, options.out)
    is_kept = all(outcome.is_kept for outcome in outcomes)
    words = "every promise kept" if is_kept else "PROMISES BROKEN"
    console.print(f"{words}; {time.monotonic() - began:.0f} s; written to {options.out}")
    if options.folder is None and is_kept:
        shutil.rmtree(folder, ignore_errors=True)
    elif not is_kept:
        console.print(f"the words of all processes and both books: {folder}")
    return 0 if is_kept else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    parser.add_argument("--messages", type=int, default=20_000, help="of the largest scenario; the others take a part")
    parser.add_argument("--kills", type=int, default=50, help="in the scenario of that name")
    parser.add_argument("--gap", type=float, default=3.0, help="seconds between two kills, on the average")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", action="append", choices=[*(one.name for one in SCENARIOS), money.NAME], help="may be repeated"
    )
    parser.add_argument("--at-once", type=int, default=2, help="scenarios played beside each other")
    parser.add_argument("--folder", type=Path, help="to be kept; by default a temporary one")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--factor", type=float, help="how much faster than life waits run")
    parser.add_argument("--lease", type=float, help="seconds an engine may hold a letter")
    parser.add_argument(
        "--inside", action="store_true", help=argparse.SUPPRESS
    )  # the process that plays one scenario, once its volume is mounted
    return parser.parse_args()


def _play_apart(one: Scenario, options: argparse.Namespace, folder: Path) -> Outcome:
    if one.volume_for and (reason := volume.why_not()):
        return Outcome(one.name, one.words, options.seed, skipped=reason)
    out = folder / f"{one.name}.json"
    out.unlink(missing_ok=True)
    command = [sys.executable, "-m", "faults", "--inside", "--only", one.name, "--folder", folder, "--out", out]
    for name in ("messages", "kills", "gap", "seed", "factor", "lease"):
        if (value := getattr(options, name)) is not None:
            command += [f"--{name}", value]
    volume.run(list(map(str, command)), on=_volume(one, folder))
    if not out.exists():
        raise SystemExit(f"{one.name} broke off; see {folder}")
    return report.read(out)[0]


def _play(options: argparse.Namespace, console: Console) -> int:
    if options.only == [money.NAME]:
        return _play_money(options, console)
    [one] = [one for one in SCENARIOS if one.name in options.only]
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    home, own = options.folder / f"{one.name}-home", _volume(one, options.folder)
    os.environ["BIJLISETU_HOME"] = str(home)
    database = Database(home)
    if own and one.volume_for == "data":
        database = Database(own / "home")
    elif own:
        database = Database(home, log_on=own)
    changes = {name: value for name in ("factor", "lease") if (value := getattr(options, name))}
    outcome = play(
        one._replace(**changes), folder=options.folder, database=database, messages=options.messages,
        kills=options.kills, gap=options.gap, seed=options.seed, console=console,
    )  # fmt: skip
    report.write([outcome], options.out)
    return 0 if outcome.is_kept else 1


def _play_money(options: argparse.Namespace, console: Console) -> int:
    home = options.folder / f"{money.NAME}-home"
    os.environ["BIJLISETU_HOME"] = str(home)
    outcome = money.play(
        folder=options.folder, database=Database(home), kills=min(options.kills, money.MOST_KILLS), seed=options.seed,
        console=console,
    )  # fmt: skip
    report.write([outcome], options.out)
    return 0 if outcome.is_kept else 1


def _volume(one: Scenario, folder: Path) -> Path | None:
    return folder / f"{one.name}-volume" if one.volume_for else None


if __name__ == "__main__":
    sys.exit(main())
