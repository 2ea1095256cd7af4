"""Copies of the whole database, made and brought back by PostgreSQL's own tools."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql

from bijlisetu.plumbing import env, startup
from bijlisetu.plumbing.database import postgres
from bijlisetu.plumbing.refusal import Refusal

#: Processes that copy side by side; more help only where disks do.
AT_ONCE = min(4, os.cpu_count() or 1)
IDENTIFIER_HOLDS = 63  # bytes
#: Where systems keep the programs of each version of PostgreSQL.
PROGRAMS = ("/usr/lib/postgresql/{major}/bin", "/usr/pgsql-{major}/bin")


class BackupFailed(Refusal):
    """The database could not be copied."""


class RestoreFailed(Refusal):
    """The copy could not be brought back; what was there is there still."""


def dump(url: str, folder: Path) -> None:
    """
    Copy the database as it stands at this moment into a new folder, readable by us alone; others go on working.

    :raises BackupFailed: saying why; a folder that was begun is taken away
    """
    if folder.exists():
        raise BackupFailed(f"{folder} is there already; name a folder that is not")
    begun = folder.with_name(f".{folder.name}.begun")
    shutil.rmtree(begun, ignore_errors=True)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        words = _said("pg_dump", url, f"--file={begun}")
        if words is None:
            begun.chmod(0o700)
            begun.rename(folder)
    except OSError as fault:
        words = f"{fault.strerror}: {folder}"
    finally:
        shutil.rmtree(begun, ignore_errors=True)
    if words is not None:
        raise BackupFailed(f"no copy could be made: {words}")


def load(folder: Path, url: str) -> None:
    """
    Bring the copy into an empty database.

    :raises RestoreFailed: saying why
    """
    if not (folder / "toc.dat").exists():
        raise RestoreFailed(f"{folder} is no folder that bijlisetu backup made")
    words = _said("pg_restore", url, "--exit-on-error", "--no-owner", "--no-privileges", str(folder))
    if words is not None:
        raise RestoreFailed(f"the copy could not be brought back: {words}")


def put_in_place(new: str, *, of: str, at: datetime) -> str | None:
    """
    Give the new database the name of the one in use, and that one a name with the time; return that name, if any.

    :raises RestoreFailed: if somebody is still at work in the one in use
    """
    name, made = (str(env.database_parts(url)["dbname"]) for url in (of, new))
    kept = f"{name[: IDENTIFIER_HOLDS - 22]}_until_{at:%Y%m%d_%H%M%S}"
    with psycopg.connect(startup.with_database(of, "postgres"), autocommit=True) as server:
        there = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        try:
            if there:
                server.execute(_renamed(name, kept))
            server.execute(_renamed(made, name))
        except psycopg.errors.ObjectInUse:
            raise RestoreFailed(f"somebody is at work in {name}: stop serve, deliver and work, and try again") from None
    return kept if there else None


def _renamed(name: str, other: str) -> sql.Composed:
    return sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(other))


def _programs(url: str) -> Path:
    """
    Return the folder of the programs of the server's own version: newer ones speak of what an older server lacks.

    :raises BackupFailed: if they are not on this machine
    """
    try:
        with psycopg.connect(url) as connection:
            major = connection.info.server_version // 10_000
    except psycopg.OperationalError as fault:
        raise BackupFailed(f"the database cannot be reached: {str(fault).strip().splitlines()[-1]}") from None
    if major == postgres.major():
        return postgres.programs()
    for place in PROGRAMS:
        if (folder := Path(place.format(major=major))).is_dir():
            return folder
    raise BackupFailed(
        f"the server is PostgreSQL {major}: install its programs here, on Debian postgresql-client-{major}"
    )


def _said(program: str, url: str, *more: str) -> str | None:
    """Run one of PostgreSQL's programs on the database; return the first thing it complains of, None if it is done."""
    parts = env.database_parts(url)
    password = str(parts.pop("password", ""))  # on the command line everybody on the machine could read it
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program
        [
            str(_programs(url) / program),
            "--format=directory",
            f"--jobs={AT_ONCE}",
            f"--dbname={psycopg.conninfo.make_conninfo(**parts)}",
            *more,
        ],
        env={**os.environ, **({"PGPASSWORD": password} if password else {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        umask=0o077,
    )
    if not done.returncode:
        return None
    complaints = [line for line in done.stderr.splitlines() if "error:" in line] or done.stderr.splitlines()
    return complaints[0] if complaints else f"{program} ended with {done.returncode}"
