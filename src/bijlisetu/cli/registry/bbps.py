"""`bijlisetu bbps-bills`: the file of bills for an operating unit of BBPS that does not ask online."""

from __future__ import annotations

from pathlib import Path

import click

from bijlisetu.payments.bbps.biller import biller_named
from bijlisetu.plumbing import startup
from bijlisetu.values import in_indian_groups


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--biller", default="bbps", show_default=True, help="Name of a biller, or a .toml file: how it is laid out."
)
def bbps_bills(file: Path, biller: str) -> None:
    """Write to FILE what each account owes; BBPS takes it, and its settlement comes back by import-payments."""
    startup.set_up()
    from bijlisetu.payments.bbps.uploading import write

    many = write(file, biller=biller_named(biller))
    click.echo(f"{in_indian_groups(many)} accounts that owe something are in {file}")
