"""`make faults`: play the scenarios, print what came of each promise, write build/faults.json; 1 if one was broken."""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from faults import report, volume
from faults.play import play
from faults.report import Outcome
from faults.scenarios import SCENARIOS, Scenario, needs_a_volume

OUT = Path("build/faults.json")


def main() -> int:
    """Play what was asked for."""
    options = _options()
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    folder = Path(tempfile.mkdtemp(prefix="faults-")) if options.folder is None else options.folder
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    os.environ["BIJLISETU_HOME"] = str(folder / "home")
    outcomes = []
    for one in SCENARIOS:
        if not options.only or one.name in options.only:
            outcomes.append(_play(one, options, folder, console))
            if not options.inside:  # whoever started us tells
                report.show(outcomes[-1], console)
            report.write(outcomes, options.out)
    is_kept = all(outcome.is_kept for outcome in outcomes)
    if options.inside:
        return 0 if is_kept else 1
    console.print(f"{'every promise kept' if is_kept else 'PROMISES BROKEN'}; written to {options.out}")
    if options.folder is None and is_kept:
        shutil.rmtree(folder, ignore_errors=True)
    elif not is_kept:
        console.print(f"the words of all processes and both books: {folder}")
    return 0 if is_kept else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    parser.add_argument("--messages", type=int, default=20_000, help="of the largest scenario; the others take a part")
    parser.add_argument("--kills", type=int, default=50, help="in the scenario of that name")
    parser.add_argument("--gap", type=float, default=4.5, help="seconds between two kills, on the average")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", choices=[one.name for one in SCENARIOS], help="may be repeated")
    parser.add_argument("--folder", type=Path, help="to be kept; by default a temporary one")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--factor", type=float, help="how much faster than life waits run")
    parser.add_argument("--lease", type=float, help="seconds an engine may hold a letter")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)  # the volume is mounted
    return parser.parse_args()


def _play(one: Scenario, options: argparse.Namespace, folder: Path, console: Console) -> Outcome:
    if needs_a_volume(one.name) and not options.inside:
        return _play_on_a_volume(one, options, folder)
    changes = {name: value for name in ("factor", "lease") if (value := getattr(options, name))}
    return play(
        one._replace(**changes), folder=folder, messages=options.messages, kills=options.kills, gap=options.gap,
        seed=options.seed, console=console,
    )  # fmt: skip


def _play_on_a_volume(one: Scenario, options: argparse.Namespace, folder: Path) -> Outcome:
    if reason := volume.why_not():
        return Outcome(one.name, one.words, options.seed, skipped=reason)
    out = folder / f"{one.name}.json"
    command = [
        sys.executable, "-m", "faults", "--only", one.name, "--messages", str(options.messages), "--seed",
        str(options.seed), "--folder", str(folder), "--out", str(out), "--inside",
    ]  # fmt: skip
    volume.run_on_a_volume(folder / "volume", command)
    if not out.exists():
        raise SystemExit(f"{one.name} broke off; see {folder}")
    return report.read(out)[0]


if __name__ == "__main__":
    sys.exit(main())
