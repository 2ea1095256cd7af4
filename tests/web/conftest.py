"""A small district to look at, and the Hindi catalogue its pages need."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.core.cache import cache
from django.test import Client

from bijlisetu.project.settings import LOCALE_PATHS
from tests import build
from tests.district import District

CATALOGUE = Path(LOCALE_PATHS[0]) / "hi" / "LC_MESSAGES" / "django.po"


def pytest_configure() -> None:
    compiled = CATALOGUE.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime < CATALOGUE.stat().st_mtime:
        scratch = compiled.with_name(f"{os.getpid()}.mo")  # another process of the same run may read or make it now
        with CATALOGUE.open("rb") as words, scratch.open("wb") as out:
            write_mo(out, read_po(words))
        scratch.replace(compiled)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.clear()


@pytest.fixture
def admin_client(admin_client: Client) -> Client:
    build.second_factor(admin_client)
    return admin_client


@pytest.fixture
def officer(client: Client, district: District) -> Client:
    client.force_login(district.officer)
    return client
