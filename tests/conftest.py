"""
Tests run on the embedded PostgreSQL, or on the server that BIJLISETU_DATABASE_URL names.

`make test` runs them in as many processes as there are cores, each with a database of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.db import connection, connections
from django.db.backends.postgresql.operations import DatabaseOperations
from pytest_django import DjangoDbBlocker

from bijlisetu.plumbing import home
from bijlisetu.plumbing.database import postgres
from bijlisetu.project.settings import database
from tests.district import District, district_with_people

#: Tests that start many processes or hold the product to a second: two of them at once would starve each other.
#: In this order: the first lets out the bills that the second looks at, in the demo that the journeys share.
LARGE = (
    "tests/journeys/test_run_control.py",
    "tests/journeys/test_main_job.py",
    "tests/journeys/test_drive.py",
    "tests/journeys/test_contact_drive.py",
    "tests/journeys/test_a_new_kind.py",
    "tests/faults/test_kills.py",
    "tests/delivery/test_kill_switch.py",
    "tests/cli/test_serve.py",
    "tests/project/test_wheel.py",
)

#: No test measures time: a busy machine may take its time over an example.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")

#: What Django wrote itself while it migrated, and no test touches.
DJANGOS = {"auth_permission", "django_content_type"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the large tests: one that began last would run on alone."""
    items.sort(key=lambda item: [not item.nodeid.startswith(each) for each in LARGE])


@pytest.hookimpl(optionalhook=True)  # without xdist nobody asks
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Keep a file's tests in one process, for they share costly fixtures; and all large ones in one too."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "large" if nodeid.startswith(LARGE) else nodeid.partition("::")[0]

    config.option.loadscopereorder = False  # the order of collection, not the files with the most tests first
    return ByFile(config, log)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    current = connections["default"].settings_dict
    if not os.environ.get("BIJLISETU_DATABASE_URL"):
        parts = {**database(postgres.start(home.folder())), "NAME": "bijlisetu"}
        settings.DATABASES["default"].update(parts)
        current.update(parts)
    # One test run must not wait for another's: each names its database after its process.
    current["TEST"]["NAME"] = f"test_bijlisetu_{os.getpid()}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """
    Nobody measures the tables of tests by chance.

    A test never commits its rows. Autovacuum, should it come by in that minute, counts none, and every plan after it is
    one for an empty table.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        for (table,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = off)')


@pytest.fixture(autouse=True, scope="session")
def emptied_by_rows() -> Iterator[None]:
    """
    Empty only tables with rows after a test that commits: to truncate all two hundred takes seconds.

    Triggers rest meanwhile, for what is never deleted in life is deleted here.
    """

    def statements(self: DatabaseOperations, style: object, tables: Sequence[str], **kwargs: object) -> list[str]:
        with connection.cursor() as cursor:
            asked = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables)
            cursor.execute(" UNION ALL ".join(asked))
            filled = {table for (table,) in cursor.fetchall()} - DJANGOS
        return ["SET LOCAL session_replication_role = replica", *(f'DELETE FROM "{table}"' for table in sorted(filled))]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", statements)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_: None)  # nothing is gone that it would bring back
        yield


@pytest.fixture
def district(db: None) -> District:
    """Return two divisions: one person of every degree in the first, a stranger to its officer in the second."""
    return district_with_people()
