"""
What `bijlisetu migrate` makes of a database that an earlier version left: nothing of it is lost, no figure moves.

before/rows.sql holds rows in every table as the version of 28-11-2026 left them after a small demo; before/reach.json
holds what that version itself counted in them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from bijlisetu.plumbing import startup

BEFORE = Path(__file__).parent / "before"
#: The last changes of tables that the earlier version knew; of the other rooms it knew all there are.
ITS_LAST = {
    "audit": "0001", "reach": "0001", "tracking": "0002", "outbox": "0007", "contact": "0003", "billing": "0001",
}  # fmt: skip
#: What the product has taken in since.
NOT_YET = {"axes"}
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
COUNT = """
from bijlisetu.plumbing import startup
startup.set_up()
import json
from dataclasses import asdict
from datetime import UTC, datetime
from bijlisetu.network.models import Office
from bijlisetu.reach import actions, queries
while FRESH and actions.refresh(at=datetime.now(UTC)):
    pass
told = {}
for office in Office.objects.all():
    for occasion in queries.occasions("bills"):
        if (figures := queries.survey(office.pk, occasion).own).people:
            told[f"{office.pk} {occasion.name}"] = asdict(figures)
print(json.dumps(told))
"""
#: The Django user's and the tables' own bookkeeping is made by the change of tables itself.
ITS_OWN = ("django_migrations", "django_content_type", "auth_permission")
TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
"""


@pytest.fixture
def earlier() -> Iterator[str]:
    """The database of the earlier version, with rows in every table."""
    named = connection.settings_dict
    parts = {"host": named["HOST"], "port": named["PORT"], "user": named["USER"], "password": named["PASSWORD"]}
    server = psycopg.conninfo.make_conninfo(**{part: value for part, value in parts.items() if value})
    url = psycopg.conninfo.make_conninfo(server, dbname=f"{named['NAME']}_earlier")
    startup.make_database(url, anew=True)
    said(url, "-c", MAKE)
    with psycopg.connect(url) as database:
        fill(database)
    yield url
    with psycopg.connect(server, dbname="postgres", autocommit=True) as postgres:
        postgres.execute(f'DROP DATABASE "{named["NAME"]}_earlier" WITH (FORCE)')


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
    done = subprocess.run([sys.executable, *words], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def figures(url: str, *, fresh: bool) -> Any:
    return json.loads(said(url, "-c", f"FRESH = {fresh}{COUNT}"))


POST_AGAIN = """
from bijlisetu.plumbing import startup
startup.set_up()
from datetime import UTC, datetime
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.actions import Posting, post
from bijlisetu.outbox.models import Notice
told = Notice.objects.filter(kind="bill_issued").order_by("id")[:20]
again = [Posting(one.key, one.consumer_id, one.facts) for one in told]
print(len(again), post(kind=kinds()["bill_issued"], postings=again, at=datetime.now(UTC)))
"""
IN_MONTHS = ("outbox_notice", "outbox_attempt", "outbox_part", "tracking_inbound", "audit_entry", "reach_standing")


def rows_in(url: str, tables: Iterable[str]) -> dict[str, object]:
    """How many rows the tables have, and what their numbers add up to."""
    with psycopg.connect(url) as database:
        return {table: database.execute(f"SELECT count(*), sum(id) FROM {table}").fetchone() for table in tables}


def test_large_tables_are_parted_and_no_row_is_lost(earlier: str, django_db_setup: None) -> None:
    before = rows_in(earlier, IN_MONTHS)

    said(earlier, "-m", "bijlisetu", "migrate")

    assert rows_in(earlier, IN_MONTHS) == before
    with psycopg.connect(earlier) as database:
        parted = database.execute("SELECT partrelid::regclass::text FROM pg_partitioned_table").fetchall()
    assert {table for (table,) in parted} == {*IN_MONTHS}
    assert said(earlier, "-c", POST_AGAIN).split() == ["20", "0"]


def test_no_figure_of_reach_moves(earlier: str, django_db_setup: None) -> None:
    counted_before = json.loads((BEFORE / "reach.json").read_text())

    said(earlier, "-m", "bijlisetu", "migrate")

    assert figures(earlier, fresh=False) == counted_before
    assert figures(earlier, fresh=True) == counted_before
    with psycopg.connect(earlier) as database:
        replies = database.execute("SELECT count(*) FROM tracking_reply WHERE taken_at IS NULL").fetchone()
        refused = database.execute("SELECT value, purpose, at, how FROM contact_unsubscribed").fetchall()
        wished = database.execute("SELECT value, purpose, at, how FROM contact_wished WHERE NOT is_wanted").fetchall()
    assert replies == (0,), "answers of before are taken once more"
    assert refused
    assert sorted(refused) == sorted(wished), "what was refused before is no wish"


def test_the_books_are_true_and_a_false_one_is_named(earlier: str, django_db_setup: None) -> None:
    said(earlier, "-m", "bijlisetu", "migrate")
    assert "the books are true" in said(earlier, "-m", "bijlisetu", "check", "--books")

    with psycopg.connect(earlier) as database:
        database.execute("UPDATE reach_peopletotal SET people = people + 1 WHERE degree = 'read'")
    env = {**os.environ, startup.DATABASE_URL: earlier}
    command = [sys.executable, "-m", "bijlisetu", "check", "--books"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "reach_peopletotal" in done.stderr
    assert "degree read" in done.stderr
