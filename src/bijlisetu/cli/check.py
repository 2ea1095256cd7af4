"""`bijlisetu check`: lint what experts edit; say file, line and rule."""

from __future__ import annotations

import sys

import click

from bijlisetu.kinds.lint.texts import faults


@click.command()
def check() -> None:
    """Check the kinds of notice: same facts in all languages and channels, and within every carrier's limits."""
    found = faults()
    for fault in found:
        click.echo(fault, err=True)
    if found:
        sys.exit(1)
    click.echo("kinds and texts are in order")
