"""The command that makes a synthetic district's files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from bijlisetu.plumbing.india import INDIA
from bijlisetu.plumbing.progress import columns
from bijlisetu.simulator.district.files import write_bad_file, write_district
from bijlisetu.simulator.district.profiles import PROFILES, profile_named
from bijlisetu.values import in_indian_groups


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--profile", default="sonbhadra", show_default=True, help=f"How dirty: {', '.join(PROFILES)}.")
@click.option("--circle", help="Circle of the network, as 'EDC SONBHADRA'; the profile's own by default.")
@click.option("--consumers", type=int, help="Lines in consumers.csv; as many as the real district by default.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed writes the same bytes.")
@click.option("--network", type=click.Path(path_type=Path), help="List of feeders; those of some circles are built in.")
@click.option(
    "--bill-date",
    type=click.DateTime(["%Y-%m-%d"]),
    default=lambda: f"{datetime.now(tz=INDIA):%Y-%m-%d}",
    show_default="today",
    help="Day the bills are issued.",
)
@click.option("--bad-file", is_flag=True, help="Also write bad.csv, which an import must refuse as a whole.")
def synth(
    folder: Path,
    *,
    profile: str,
    circle: str | None,
    consumers: int | None,
    seed: int,
    network: Path | None,
    bill_date: datetime,
    bad_file: bool,
) -> None:
    """Write a synthetic district into DIR: consumers, bills, network, and the truth about them."""
    chosen = profile_named(profile)
    count = chosen.consumers if consumers is None else consumers
    with _progress_bar() as bar:
        task = bar.add_task("Consumers", visible=False)  # until the first word of progress: a refusal needs no bar
        write_district(
            folder,
            circle=circle or chosen.circle,
            consumers=count,
            seed=seed,
            profile=profile,
            network=network,
            bill_date=bill_date.date(),
            on_progress=lambda done, total: bar.update(task, completed=done, total=total, visible=True),
        )
    if bad_file:
        write_bad_file(folder)
    click.echo(
        f"{in_indian_groups(count)} consumers of {circle or chosen.circle} ({profile}) are in {folder}; "
        f"import them with --mapping {chosen.utility}."
    )


def _progress_bar() -> Progress:
    return Progress(*columns(), console=Console(stderr=True))
