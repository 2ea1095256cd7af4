"""What every entrance does first: find the database and set Django up on it."""

from __future__ import annotations

import os

import django
import psycopg
from psycopg import sql

from bijlisetu.plumbing import env, home
from bijlisetu.plumbing.database import postgres
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.plumbing.telling import tell

DATABASE_URL = "BIJLISETU_DATABASE_URL"


#: Holds back the second of two processes that find the same database empty.
MIGRATING = 811_217


class TablesOutdated(Refusal):
    """The program is newer than the tables it finds."""


def set_up(database: str = "bijlisetu", *, check: bool = True) -> None:
    """
    Set Django up on the server that is configured, or on the embedded one; an empty database is filled with tables.

    :raises TablesOutdated: if the tables are of an older version: to change them is a deed of its own
    """
    if not os.environ.get(DATABASE_URL):
        os.environ[DATABASE_URL] = with_database(postgres.start(home.folder()), database)
        postgres.keep(home.folder())
        make_database(os.environ[DATABASE_URL])
    use_settings()
    django.setup()
    if check:
        _check_tables()


def use_settings() -> None:
    """Have the settings read from the environment; nothing is started by that."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bijlisetu.project.settings")


def migrate() -> None:
    """Bring the tables up to date."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            call_command("migrate", verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])


def missing_changes() -> tuple[int, bool]:
    """Return how many changes of this version the tables lack, and whether there are any tables at all."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return len(missing), bool(executor.loader.applied_migrations)


def _check_tables() -> None:
    missing, are_there = missing_changes()
    if missing and not are_there:
        tell("making the tables, once")
        migrate()
    elif missing:
        raise TablesOutdated(f"the tables lack {missing} changes of this version: run bijlisetu migrate")


def with_database(url: str, database: str) -> str:
    """Return the URL with another database in it."""
    return psycopg.conninfo.make_conninfo(**{**env.database_parts(url), "dbname": database})


def make_database(url: str, *, anew: bool = False) -> None:
    """Make the database the URL names, if it is not there; anew: drop the old one first, whoever is connected."""
    name = env.database_parts(url)["dbname"]
    with psycopg.connect(with_database(url, "postgres"), autocommit=True) as connection:
        if anew:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(str(name))))
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if not there:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(str(name))))
