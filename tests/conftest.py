"""Tests run on the embedded PostgreSQL, or on the server that BIJLISETU_DATABASE_URL names."""

from __future__ import annotations

import os

import pytest
from django.conf import settings
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from bijlisetu.plumbing import home
from bijlisetu.plumbing.database import postgres
from bijlisetu.project.settings import database
from tests.district import District, district_with_people


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
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = off)')


@pytest.fixture
def district(db: None) -> District:
    """Return two divisions: one person of every degree in the first, a stranger to its officer in the second."""
    return district_with_people()
