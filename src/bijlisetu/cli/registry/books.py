"""`bijlisetu books open`: what is owed by bills that were imported before the books were kept."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from bijlisetu.cli.registry.imports import who
from bijlisetu.plumbing import startup
from bijlisetu.plumbing.progress import bar
from bijlisetu.values import in_indian_groups


@click.group()
def books() -> None:
    """Keep the books: what each connection owes."""


@books.command("open")
def open_() -> None:
    """Open the accounts of all who have bills and no account yet; may be stopped, and run again."""
    startup.set_up()
    from bijlisetu.billing.books.opening import open_books

    with bar("Accounts") as on_progress:
        made = open_books(at=datetime.now(UTC), by=who(), on_progress=on_progress)
    click.echo(f"{in_indian_groups(made)} entries made")
