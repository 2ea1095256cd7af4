"""
Play the demo's drive on several seeds, one after the other, and hold each against the hidden truth.

python -m bench.seeds --seeds 1-10 --consumers 1000 [--profile sonbhadra] [--json build/seeds.json]

With --json each seed's figures are kept as soon as they are there, and a seed that is kept is not played again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

#: As the table shows them, with their headings.
SHOWN = {
    "forecast": "days_left_forecast_at_half", "true": "days_left_true", "cheats": "cheats", "named": "cheats_named",
    "honest": "honest", "accused": "honest_accused", "wrong": "numbers_wrong",
    "reached": "reached_after", "ceiling": "ceiling",
    "lost": "visits_lost", "doubled": "visits_doubled", "seconds": "total",
}  # fmt: skip
NEAR = 0.15  #: of the true days a forecast may be off


class NotPlayed(Exception):
    """A seed's demo did not come to its end."""


def main() -> None:
    """Print a line for each seed, and what all of them come to."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1-10", help="as 1-10 or 3,7,9")
    parser.add_argument("--consumers", default="1000")
    parser.add_argument("--profile", default="noida")
    parser.add_argument("--factor", default="20000")
    parser.add_argument("--json", type=Path, help="keep the figures of each seed here")
    asked = parser.parse_args()
    click.echo(" ".join(("seed", *(f"{heading:>8}" for heading in SHOWN))))
    found = []
    for seed in _seeds(asked.seeds):
        name = f"{asked.profile} {asked.consumers} {seed}"
        try:
            figures = _kept(asked.json).get(name) or _play(
                seed, consumers=asked.consumers, profile=asked.profile, factor=asked.factor
            )
        except NotPlayed as failed:  # the other seeds are told all the same
            click.echo(failed, err=True)
            continue
        _keep(asked.json, name, figures)
        found.append(figures)
        click.echo(" ".join((f"{seed:>4}", *(f"{figures[name]:>8}" for name in SHOWN.values()))))
    near = sum(is_near(one) for one in found)
    totals = {name: sum(one[name] for one in found) for name in ("cheats", "cheats_named", "honest", "honest_accused")}
    click.echo(
        f"forecast within {NEAR:.0%} in {near} of {len(found)}; cheats named {totals['cheats_named']} of"
        f" {totals['cheats']}; honest accused {totals['honest_accused']} of {totals['honest']}"
    )
    if len(found) < len([*_seeds(asked.seeds)]):
        raise SystemExit(1)


def is_near(figures: Mapping[str, Any]) -> bool:
    """Return whether the forecast of half-time held."""
    true = figures["days_left_true"]
    return bool(abs(figures["days_left_forecast_at_half"] - true) <= NEAR * true)


def _kept(file: Path | None) -> dict[str, dict[str, Any]]:
    return dict(json.loads(file.read_text())) if file and file.exists() else {}


def _keep(file: Path | None, name: str, figures: dict[str, Any]) -> None:
    if file:
        file.write_text(json.dumps({**_kept(file), name: figures}, indent=2) + "\n")


def _seeds(text: str) -> Iterator[int]:
    for part in text.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def _play(seed: int, *, consumers: str, profile: str, factor: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="seeds-") as folder:
        told = Path(folder) / "told.json"
        command = [
            "demo", "--story", "drive", "--consumers", consumers, "--profile", profile, "--seed", str(seed),
            "--factor", factor, "--exit", "--json", str(told),
        ]  # fmt: skip
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "bijlisetu", *command], env=os.environ, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise NotPlayed(f"seed {seed} ended with {done.returncode}: {done.stderr[-6000:]}")
        figures: dict[str, Any] = json.loads(told.read_text())
    honest = figures["workers"] - figures["cheats"]
    return {**figures, "honest": honest, "total": round(figures["seconds"]["total"])}


if __name__ == "__main__":
    main()
