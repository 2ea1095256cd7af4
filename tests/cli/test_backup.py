"""A copy of the database comes back whole, and sends nothing by itself."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from bijlisetu.plumbing import startup

pytestmark = pytest.mark.django_db  # so that there is a database to take for a pattern
OFFICES = "SELECT code FROM network_office ORDER BY code"


@pytest.fixture(scope="module")
def url(django_db_setup: None) -> Iterator[str]:
    """A database of its own, made after the tests' and with one office in it."""
    named = connection.settings_dict
    parts = {"host": named["HOST"], "port": named["PORT"], "user": named["USER"], "password": named["PASSWORD"]}
    server = psycopg.conninfo.make_conninfo(**{part: value for part, value in parts.items() if value})
    name = f"{named['NAME']}_backed"
    connection.close()  # a database that somebody uses is no pattern for another
    on_server(server, "CREATE DATABASE {} TEMPLATE {}", name, named["NAME"])
    made = psycopg.conninfo.make_conninfo(server, dbname=name)
    add(made, "7000001")
    yield made
    for other in on_server(server, "SELECT datname FROM pg_database"):
        if other.startswith(name):
            on_server(server, "DROP DATABASE {} WITH (FORCE)", other)


def on_server(server: str, statement: LiteralString, *names: str) -> list[str]:
    with psycopg.connect(server, dbname="postgres", autocommit=True) as postgres:
        done = postgres.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
        return [str(row[0]) for row in done] if done.description else []


def bijlisetu(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, startup.DATABASE_URL: url}
    command = [sys.executable, "-m", "bijlisetu", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def told(url: str, *words: str) -> str:
    done = bijlisetu(url, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def add(url: str, code: str) -> None:
    with psycopg.connect(url) as database:
        database.execute(
            "INSERT INTO network_office (code, kind, name, valid_from) VALUES (%s, 'section', %s, '2026-01-01')",
            (code, code),
        )


def offices(url: str) -> list[str]:
    with psycopg.connect(url) as database:
        return [code for (code,) in database.execute(OFFICES)]


@pytest.fixture(scope="module")
def copy(url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copies") / "kept" / "monday"
    told(url, "backup", str(folder))
    return folder


def test_nobody_else_can_read_the_copy(copy: Path) -> None:
    assert stat.S_IMODE(copy.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in copy.iterdir()} == {0o600}


def test_a_copy_is_never_written_over(url: str, copy: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in copy.iterdir()}

    done = bijlisetu(url, "backup", str(copy))

    assert done.returncode == 1
    assert "is there already" in done.stderr
    assert {file: file.stat().st_mtime_ns for file in copy.iterdir()} == before


def test_a_copy_that_cannot_be_made_leaves_nothing_behind(url: str, tmp_path: Path) -> None:
    nowhere = startup.with_database(url, "not_there")

    done = bijlisetu(nowhere, "backup", str(tmp_path / "monday"))

    assert done.returncode == 1
    assert "not_there" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_copy_is_not_brought_back(url: str, tmp_path: Path) -> None:
    done = bijlisetu(url, "restore", str(tmp_path))

    assert done.returncode == 1
    assert "no folder that bijlisetu backup made" in done.stderr


def test_a_broken_copy_takes_nothing_away(url: str, copy: Path, tmp_path: Path) -> None:
    broken = tmp_path / "tuesday"
    shutil.copytree(copy, broken)
    for file in broken.glob("*.dat.gz"):
        file.write_bytes(file.read_bytes()[:9])

    done = bijlisetu(url, "restore", str(broken))

    assert done.returncode == 1
    assert "could not be brought back" in done.stderr
    assert offices(url) == ["7000001"]


def test_while_somebody_is_at_work_nothing_is_put_in_place(url: str, copy: Path) -> None:
    with psycopg.connect(url):
        done = bijlisetu(url, "restore", str(copy))

    assert done.returncode == 1
    assert "stop serve, deliver and work" in done.stderr
    assert offices(url) == ["7000001"]


def test_what_was_copied_comes_back_and_stands_still(url: str, copy: Path) -> None:
    add(url, "7000002")

    said = told(url, "restore", str(copy))

    assert offices(url) == ["7000001"]
    kept = said.split("kept as ")[1].split()[0]
    assert offices(startup.with_database(url, kept)) == ["7000001", "7000002"]
    with psycopg.connect(url) as database:
        stops = database.execute("SELECT scope, by, why FROM outbox_stop WHERE lifted_at IS NULL").fetchall()
    assert [(scope, by) for scope, by, _ in stops] == [("all", "restore")]
    assert "monday" in stops[0][2]
