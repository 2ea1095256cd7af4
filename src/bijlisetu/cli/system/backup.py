"""`bijlisetu backup`, `restore` and `database`: the database as a technician looks after it."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import click

from bijlisetu.plumbing import env, startup
from bijlisetu.plumbing.database import backups, postgres, sizing

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
@click.option("--sizes", is_flag=True, help="Only print how a PostgreSQL server of this machine should be sized.")
@click.option("--memory", type=click.FloatRange(0.5), help="GB of the machine it is for; this one's by default.")
@click.option("--cores", type=click.IntRange(1), help="Its cores; this one's by default.")
def database(*, sizes: bool, memory: float | None, cores: int | None) -> None:
    """Run the embedded PostgreSQL until stopped, for the other processes of this machine."""
    if sizes:
        room = int(memory * 1024**3) if memory else sizing.memory()
        sized = {**sizing.settings_for(memory=room, cores=cores or sizing.cores()), **postgres.FIXED}
        for name, value in sized.items():
            if name != "listen_addresses":  # whom it lets in is not a matter of size
                click.echo(f"{name} = {value}")
        return
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
