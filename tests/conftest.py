"""Tests run on the embedded PostgreSQL, or on the server that BIJLISETU_DATABASE_URL names."""

from __future__ import annotations

import os

import pytest
from django.conf import settings
from django.db import connections

from bijlisetu.plumbing import home, postgres
from bijlisetu.project.settings import database


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    current = connections["default"].settings_dict
    if not os.environ.get("BIJLISETU_DATABASE_URL"):
        parts = {**database(postgres.start(home.folder())), "NAME": "bijlisetu"}
        settings.DATABASES["default"].update(parts)
        current.update(parts)
    # One test run must not wait for another's: each names its database after its process.
    current["TEST"]["NAME"] = f"test_bijlisetu_{os.getpid()}"
