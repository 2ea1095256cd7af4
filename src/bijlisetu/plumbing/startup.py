"""What every entrance does first: find the database and set Django up on it."""

from __future__ import annotations

import os

import django
import psycopg
from psycopg import sql

from bijlisetu.plumbing import home, postgres
from bijlisetu.plumbing.refusal import Refusal

DATABASE_URL = "BIJLISETU_DATABASE_URL"


class DatabaseGone(Refusal):
    """The database does not answer."""


def set_up(database: str = "bijlisetu") -> None:
    """Set Django up on the server that is configured, or on the embedded one, and bring the tables up to date."""
    if not os.environ.get(DATABASE_URL):
        os.environ[DATABASE_URL] = with_database(postgres.start(home.folder()), database)
        make_database(os.environ[DATABASE_URL])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bijlisetu.project.settings")
    django.setup()


def migrate() -> None:
    """Bring the tables up to date."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def with_database(url: str, database: str) -> str:
    """Return the URL with another database in it."""
    return psycopg.conninfo.make_conninfo(url, dbname=database)


def make_database(url: str, *, anew: bool = False) -> None:
    """Make the database the URL names, if it is not there; anew: drop the old one first, whoever is connected."""
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with psycopg.connect(with_database(url, "postgres"), autocommit=True) as connection:
        if anew:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(str(name))))
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if not there:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(str(name))))
