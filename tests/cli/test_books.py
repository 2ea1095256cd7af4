"""`bijlisetu books`: accounts are opened, and a month is charged only by a rule that lets us."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from bijlisetu.cli.registry.books import NotCharged, books
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bijlisetu.plumbing.startup.set_up", lambda: None)


def test_the_books_of_nobody_are_opened_at_once() -> None:
    assert CliRunner().invoke(books, ["open"], catch_exceptions=False).output == "0 entries made\n"


def test_where_no_rule_is_known_nothing_is_charged() -> None:
    company = build.office("company")

    for office in (company.code, "NO SUCH OFFICE"):
        with pytest.raises(NotCharged):
            CliRunner().invoke(
                books, ["charge", "2026-10", "--office", office], catch_exceptions=False, standalone_mode=False
            )
