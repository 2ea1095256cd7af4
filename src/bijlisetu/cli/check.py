"""`bijlisetu check`: lint what experts edit; say file, line and rule."""

from __future__ import annotations

import sys

import click

from bijlisetu.kinds.files import also_from
from bijlisetu.kinds.lint.texts import faults, warnings
from bijlisetu.plumbing import env


@click.command()
@click.option("--quiet", is_flag=True, help="Say how many warnings there are, not each of them.")
def check(quiet: bool) -> None:
    """Check the kinds of notice: same facts in all languages and channels, and within every carrier's limits."""
    if folder := env.folder("KINDS"):
        also_from(folder)
    found = faults()
    for fault in found:
        click.echo(fault, err=True)
    if found:
        sys.exit(1)
    told = warnings()
    for warning in () if quiet else told:
        click.echo(f"warning: {warning}")
    click.echo(f"kinds and texts are in order, with {len(told)} warnings" if told else "kinds and texts are in order")
