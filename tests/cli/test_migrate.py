"""
What `bijlisetu migrate` makes of a database that an earlier version left: nothing of it is lost, no figure moves.

before/rows.sql holds rows in every table as the version of 28-11-2026 left them after a small demo, and what no demo
leaves; before/reach.json and before/counted.json hold what that version itself counted in them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from bijlisetu.plumbing import startup
from tests.cli.after import COUNTED

BEFORE = Path(__file__).parent / "before"
ROOT = Path(__file__).parents[2]
#: The last changes of tables that the earlier version knew; of the other rooms it knew all there are.
ITS_LAST = {
    "audit": "0001", "reach": "0002", "tracking": "0003", "outbox": "0008", "contact": "0006", "billing": "0002",
    "consumers": "0001", "network": "0002", "staff": "0001",
}  # fmt: skip
#: What the product has taken in since.
NOT_YET = {
    "arrears",
    "axes",
    "campaigns",
    "complaints",
    "drives",
    "editions",
    "fieldwork",
    "ledger",
    "memos",
    "metering",
    "otp_totp",
    "outages",
    "payments",
    "reports",
    "systems",
    "tills",
}
MAKE = f"""
from bijlisetu.plumbing import startup
startup.set_up(check=False)
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
lasts = {ITS_LAST}
graph = executor.loader.graph
executor.migrate([node for node in graph.leaf_nodes() if node[0] not in {{*lasts, *{NOT_YET}}}] + [
    node for node in graph.nodes if node[0] in lasts and node[1][:4] == lasts[node[0]]
])
"""
#: The Django user's and the tables' own bookkeeping is made by the change of tables itself.
ITS_OWN = ("django_migrations", "django_content_type", "auth_permission")
TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
"""


IN_MONTHS = ("outbox_notice", "outbox_attempt", "outbox_part", "tracking_inbound", "audit_entry", "reach_standing")
pytestmark = pytest.mark.django_db


class Server:
    """The PostgreSQL of the tests, for databases that stand for themselves."""

    def __init__(self) -> None:
        named = connection.settings_dict
        parts = {"host": named["HOST"], "port": named["PORT"], "user": named["USER"], "password": named["PASSWORD"]}
        self.url = psycopg.conninfo.make_conninfo(**{part: value for part, value in parts.items() if value})
        self.prefix = named["NAME"]

    def database(self, name: str) -> str:
        return psycopg.conninfo.make_conninfo(self.url, dbname=f"{self.prefix}_{name}")

    def say(self, statement: str) -> None:
        with psycopg.connect(self.url, dbname="postgres", autocommit=True) as postgres:
            postgres.execute(statement)

    def copy(self, of: str, name: str) -> str:
        self.say(f'CREATE DATABASE "{self.prefix}_{name}" TEMPLATE "{self.prefix}_{of}"')
        return self.database(name)

    def drop(self, name: str) -> None:
        self.say(f'DROP DATABASE IF EXISTS "{self.prefix}_{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    """The server, and the database of the earlier version on it, with rows in every table."""
    made = Server()
    url = made.database("earlier")
    startup.make_database(url, anew=True)
    said(url, "-c", MAKE)
    with psycopg.connect(url) as database:
        fill(database)
    yield made
    made.drop("earlier")


@pytest.fixture(scope="module")
def earlier(server: Server) -> str:
    """The database as it was left; only looked at."""
    return server.database("earlier")


@pytest.fixture(scope="module")
def migrated(server: Server) -> Iterator[str]:
    """The same after `bijlisetu migrate`; only looked at."""
    url = server.copy("earlier", "migrated")
    said(url, "-m", "bijlisetu", "migrate")
    yield url
    server.drop("migrated")


@pytest.fixture(scope="module")
def after(migrated: str) -> Any:
    """What today's product finds in it without changing anything."""
    return found(migrated, "reach", "traced", "runs", "unclear")


@pytest.fixture
def copy(server: Server, migrated: str) -> Iterator[str]:
    """The same, to work on."""
    yield server.copy("migrated", "copy")
    server.drop("copy")


def fill(database: psycopg.Connection) -> None:
    database.execute("SET session_replication_role = replica")
    known = [table for (table,) in database.execute(TABLES) if table not in ITS_OWN]
    database.execute(f"TRUNCATE {', '.join(known)}")
    text = (BEFORE / "rows.sql").read_text(encoding="utf-8")
    for statement, lines in re.findall(r"^(COPY .*)\n((?:.*\n)*?)\\\.\n", text, re.MULTILINE):
        with database.cursor().copy(statement) as copy:
            copy.write(lines)
    for statement in re.findall(r"^SELECT setval.*;$", text, re.MULTILINE):
        database.execute(statement)
    empty = [table for table in known if not database.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()]
    assert not empty, f"nothing of {empty} would be migrated"


def said(url: str, *words: str) -> str:
    """What Python says of the database."""
    env = {**os.environ, startup.DATABASE_URL: url}
    done = subprocess.run([sys.executable, *words], env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def found(url: str, *questions: str) -> Any:
    """What today's product finds there, by question."""
    return json.loads(said(url, "-m", "tests.cli.after", *questions))


def rows(url: str, statement: str) -> list[Any]:
    with psycopg.connect(url) as database:
        return database.execute(statement).fetchall()


def test_no_figure_of_reach_moves(after: Any, copy: str) -> None:
    counted_before = json.loads((BEFORE / "reach.json").read_text())

    assert after["reach"] == counted_before
    assert found(copy, "judged")["judged"] == counted_before


def test_large_tables_are_parted_and_no_row_is_lost(earlier: str, migrated: str) -> None:
    known = [table for (table,) in rows(earlier, TABLES) if table not in ITS_OWN]
    count = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in known)
    numbers = " UNION ALL ".join(f"SELECT '{table}', sum(id) FROM {table}" for table in IN_MONTHS)
    parted = rows(migrated, "SELECT partrelid::regclass::text FROM pg_partitioned_table")

    assert sorted(rows(migrated, count)) == sorted(rows(earlier, count))
    assert sorted(rows(migrated, numbers)) == sorted(rows(earlier, numbers))
    new = {"consumers_factchange", "reach_runline", "metering_day", "metering_read"}
    assert {table for (table,) in parted} == {*IN_MONTHS, *new}


def test_every_notice_and_try_is_found_by_its_trace(after: Any) -> None:
    assert after["traced"] == COUNTED["traced"]


def test_runs_keep_their_states_their_makers_and_their_certificates(after: Any) -> None:
    assert after["runs"] == COUNTED["runs"]


def test_the_engine_takes_up_what_was_due_and_pages_and_logins_still_open(copy: str) -> None:
    told = found(copy, "claimed", "pages")

    assert told["claimed"] == COUNTED["claimed"]
    assert told["pages"].pop("login") == 302
    assert {page: status for page, status in told["pages"].items() if status != 200} == {}


def test_nothing_is_told_twice_and_the_work_goes_on(copy: str) -> None:
    told = found(copy, "posted_again", "went_on")

    assert told["posted_again"] == [20, 0]
    assert told["went_on"] == {"letter": "Read", "degree": "delivered", "open tasks": 0}
    assert "the books are true" in said(copy, "-m", "bijlisetu", "check", "--books")


def test_an_unclear_answer_waits_beside_the_message_it_quotes_or_the_accounts_of_its_number(after: Any) -> None:
    assert after["unclear"] == [
        ["???", ""],
        ["haan mera hai par galat naam hai", "300000000042"],
        ["kaun", ""],
        ["ye kya hai", "3000000007"],
    ]


def test_wishes_and_replies_are_taken_once(earlier: str, migrated: str) -> None:
    waiting = "SELECT id FROM tracking_reply WHERE taken_at IS NULL ORDER BY 1"
    refused = rows(migrated, "SELECT value, purpose, at, how FROM contact_unsubscribed")

    assert rows(earlier, waiting) == rows(migrated, waiting) != []
    assert sorted(refused) == sorted(
        rows(migrated, "SELECT value, purpose, at, how FROM contact_wished WHERE NOT is_wanted")
    )


def test_the_books_are_true_and_a_false_one_is_named(copy: str) -> None:
    assert "the books are true" in said(copy, "-m", "bijlisetu", "check", "--books")

    with psycopg.connect(copy) as database:
        database.execute("UPDATE reach_peopletotal SET people = people + 1 WHERE degree = 'read'")
    env = {**os.environ, startup.DATABASE_URL: copy}
    command = [sys.executable, "-m", "bijlisetu", "check", "--books"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "reach_peopletotal" in done.stderr
    assert "degree read" in done.stderr
