"""`bijlisetu backup`, `restore` and `database`: the database as a technician looks after it."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import click

from bijlisetu.plumbing import env, startup
from bijlisetu.plumbing.database import backups

FOLDER = click.argument("folder", type=click.Path(path_type=Path))


@click.command()
@FOLDER
def backup(folder: Path) -> None:
    """Copy the whole database into the new FOLDER; everybody goes on working meanwhile."""
    startup.set_up(check=False)
    backups.dump(os.environ[startup.DATABASE_URL], folder)
    size = sum(file.stat().st_size for file in folder.iterdir())
    click.echo(f"{folder} holds the database, {size / 1024**2:,.1f} MB; keep it like the data themselves")


@click.command()
@FOLDER
def restore(folder: Path) -> None:
    """
    Bring back the copy in FOLDER; nothing leaves until an officer says so.

    The database that was in use stays beside it under another name.
    """
    startup.set_up(check=False)
    from django.db import connections

    url, at = os.environ[startup.DATABASE_URL], datetime.now(UTC)
    copy = startup.with_database(url, f"{env.database_parts(url)['dbname']}_restored")
    connections.close_all()
    startup.make_database(copy, anew=True)
    click.echo("bringing the copy back ...")
    backups.load(folder, copy)
    _stand_still(copy, folder, at)
    kept = backups.put_in_place(copy, of=url, at=at)
    click.echo(f"the copy is in use; what was there before is kept as {kept}" if kept else "the copy is in use")
    click.echo("nothing leaves: look at it, run bijlisetu check --books, then bijlisetu go-on all --by OFFICER")


@click.command()
def database() -> None:
    """Run the embedded PostgreSQL until stopped, for the other processes of this machine."""
    startup.set_up(check=False)
    click.echo("the database runs")
    signal.sigwait({signal.SIGTERM, signal.SIGINT})


def _stand_still(copy: str, folder: Path, at: datetime) -> None:
    """Bring the copy's tables up to date, and stop all that could leave it: what left since may leave again."""
    from django.db import connection

    from bijlisetu.outbox import stops

    connection.settings_dict["NAME"] = env.database_parts(copy)["dbname"]
    startup.migrate()
    stops.stand_still(why=f"restored from {folder.name}; what left since that copy may leave again", at=at)
    connection.close()
