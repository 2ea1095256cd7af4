"""Visits that an earlier version noted under reach are the field's after `bijlisetu migrate`, each once."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from bijlisetu.plumbing import startup
from tests.cli.test_migrate import Server, rows, said

pytestmark = pytest.mark.django_db
MAKE = """
from bijlisetu.plumbing import startup
startup.set_up(check=False)
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
executor.migrate([
    ("auth", "0012_alter_user_first_name_max_length"), ("reach", "0009_lines_in_months"),
    ("contact", "0010_what_is_proved_counts_first"),
])
"""
LEFT = """
INSERT INTO auth_user (username, password, is_superuser, first_name, last_name, email, is_staff, is_active, date_joined)
VALUES ('ramesh', '!', false, '', '', '', false, true, now());
INSERT INTO network_feeder (code, name, category, supply, voltage_kv, valid_from)
VALUES ('F1', 'TEST FEEDER', '', '', 11, '2020-04-01');
INSERT INTO consumers_consumer
    (account, name, address, language, feeder_id, book, pole, tariff, supply_type, load_unit, meter_number, imported_at,
     changed_at)
SELECT '990000' || n, 'परीक्षण', '', 'hi', (SELECT id FROM network_feeder), '', '', '', '', '', '', now(), now()
FROM generate_series(1, 3) AS n;
INSERT INTO reach_visit (consumer_id, outcome, at, "by")
SELECT consumer.id, outcome, timestamptz '2026-11-20 10:00+05:30' + n * interval '1 day', who
FROM consumers_consumer consumer, (VALUES
    (1, 'locked', 'ramesh'), (2, 'not_found', 'gone.since'), (3, 'no_phone', 'ramesh')) AS told (n, outcome, who);
"""


@pytest.fixture
def url(django_db_setup: None) -> Iterator[str]:
    server = Server()
    made = server.database("visited")
    startup.make_database(made, anew=True)
    yield made
    server.drop("visited")


def test_no_visit_is_lost_and_none_doubled(url: str) -> None:
    said(url, "-c", MAKE)
    with psycopg.connect(url) as database:
        database.execute(LEFT)
    before = rows(url, 'SELECT consumer_id, outcome, at, "by" FROM reach_visit ORDER BY consumer_id, at')

    said(url, "-m", "bijlisetu", "migrate")

    kept = rows(url, 'SELECT consumer_id, outcome, at, "by" FROM fieldwork_visit ORDER BY consumer_id, at')
    assert len(before) == 9
    assert kept == before
    of_whom = 'SELECT "by", person_id IS NULL, count(*) FROM fieldwork_visit GROUP BY 1, 2 ORDER BY 1'
    assert rows(url, of_whom) == [("gone.since", True, 3), ("ramesh", False, 6)]
    assert rows(url, "SELECT to_regclass('reach_visit')") == [(None,)]
