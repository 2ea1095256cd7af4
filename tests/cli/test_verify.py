"""`bijlisetu report verify` at the terminal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner, Result

from bijlisetu.audit import chain
from bijlisetu.cli.asking.report import report
from bijlisetu.plumbing import startup
from bijlisetu.plumbing.database import sql
from tests.audit.test_chain import NOON, behind_the_back, four_days, note

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _set_up_already(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "set_up", lambda: None)


def verified(*words: str) -> Result:
    return CliRunner().invoke(report, ["verify", *words], catch_exceptions=False)


def test_a_whole_chain_is_told_with_its_last_seal() -> None:
    four_days()

    said = verified()

    assert said.exit_code == 0
    assert f"12 entries under 4 seals since 25-11-2026; the last is {chain.anchor()}" in said.output
    assert "everything under seal is as it was written" in said.output


def test_what_is_not_sealed_yet_is_told() -> None:
    four_days()
    note(days=3, records=2)

    assert "2 more, the first of 28-11-2026 12:00, are under no seal yet" in verified().output


def test_the_first_altered_day_is_named() -> None:
    four_days()
    with behind_the_back():
        sql.execute("UPDATE audit_entry SET \"by\" = 'suresh' WHERE at > %(at)s", at=NOON + timedelta(hours=1))

    said = verified()

    assert said.exit_code == 1
    assert "the first day that is not as it was written is 26-11-2026" in said.output


def test_an_empty_book_is_whole() -> None:
    assert verified().exit_code == 0


def test_what_a_mail_told_is_held_against_the_chain() -> None:
    four_days()
    kept = str(chain.anchor())

    assert verified("--anchor", kept).exit_code == 0
    assert verified("--anchor", kept[:-1] + ("0" if kept[-1] != "0" else "1")).exit_code == 1
