"""What others say of numbers: the operators' monthly list, and the validation service."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bijlisetu.audit.models import Entry
from bijlisetu.contact.hygiene import rules
from bijlisetu.contact.hygiene.evidence import load_revoked, load_validated, write_to_ask
from bijlisetu.contact.hygiene.inspecting import inspect
from bijlisetu.contact.models import Address, Finding, Revoked, Suspect, Validated
from bijlisetu.plumbing.files.intake import Summary
from bijlisetu.plumbing.files.mapping import WrongColumns
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

HEAD, MONTH = "MOBILE_NUMBER,LSA,DISCONNECTION_DATE\n", date(2026, 11, 1)


def revoked(folder: Path, text: str, *, month: date = MONTH, days: int = 0) -> Summary:
    file = folder / "mnrl.csv"
    file.write_text(text)
    return load_revoked(path=file, month=month, at=NOON + timedelta(days=days), by="test")


def test_each_number_is_kept_with_the_day_on_which_it_was_disconnected(tmp_path: Path) -> None:
    summary = revoked(tmp_path, f"{HEAD}9415078263,UPE,03-11-2026\n+91 94150 78264,UPE,2026-10-31\n9415078265,UPW,\n")

    assert (summary.rows, summary.new, summary.rejected) == (3, 3, 0)
    assert dict(Revoked.objects.values_list("value", "on")) == {
        "919415078263": date(2026, 11, 3), "919415078264": date(2026, 10, 31), "919415078265": date(2026, 11, 1)
    }  # fmt: skip


def test_rows_that_say_nothing_are_set_apart_with_the_reason(tmp_path: Path) -> None:
    summary = revoked(
        tmp_path,
        f"{HEAD}94150,U,\n9415078263,U,45-11-2026\n9415078264,U,03-12-2027\n9415078265,U,\n9415078265,U,\n9415078266,U,soon\n",
    )

    assert summary.reasons == {"date unreadable": 2, "no number": 1, "date ahead": 1, "number repeated": 1}
    assert summary.new == 1


def test_a_month_taken_twice_changes_nothing_and_a_later_one_only_what_is_newer(tmp_path: Path) -> None:
    text = f"{HEAD}9415078263,U,03-11-2026\n"
    revoked(tmp_path, text)

    again = revoked(tmp_path, text)
    later = revoked(tmp_path, f"{HEAD}9415078263,U,03-10-2026\n", days=30)

    assert (again.new, again.changed, later.changed) == (0, 0, 0)
    assert Revoked.objects.get().on == date(2026, 11, 3)


def test_a_list_without_its_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongColumns, match="MOBILE_NUMBER"):
        revoked(tmp_path, "MSISDN\n9415078263\n")


def test_what_is_older_than_any_use_is_forgotten(tmp_path: Path) -> None:
    revoked(tmp_path, f"{HEAD}9415078263,U,03-11-2026\n")

    revoked(tmp_path, f"{HEAD}9415078264,U,03-11-2027\n", month=date(2027, 12, 1), days=401)

    assert [one.value for one in Revoked.objects.all()] == ["919415078264"]


def test_the_list_alone_makes_nobody_suspect_and_deletes_nothing(tmp_path: Path) -> None:
    build.consumer(mobile="919415078263")

    revoked(tmp_path, f"{HEAD}9415078263,U,03-11-2026\n")

    assert Address.objects.count() == 1
    assert not Suspect.objects.exists()
    inspect(rules=rules.read(rules.shipped()), at=NOON, by="test")
    assert list(Finding.objects.values_list("rule", "value")) == [("revoked", "919415078263")]


def test_doubted_numbers_are_written_out_once_a_year_those_on_most_accounts_first(tmp_path: Path) -> None:
    on = build.feeder()
    build.consumer(mobile="919999911111", on=on)
    for _ in range(2):
        build.consumer(mobile="919999900000", on=on)
    build.consumer(mobile="919415078263", on=on)
    inspect(rules=rules.read(rules.shipped()), at=NOON, by="test")

    assert write_to_ask(path=tmp_path / "ask.csv", most=10, at=NOON, by="officer") == 2

    assert (tmp_path / "ask.csv").read_text().split() == ["MOBILE_NUMBER", "9999900000", "9999911111"]
    assert (tmp_path / "ask.csv").stat().st_mode & 0o077 == 0
    assert Entry.objects.get(deed="contact.numbers_to_validate").detail == {"numbers": 2}
    Validated.objects.create(value="919999900000", says="unknown", at=NOON)
    assert write_to_ask(path=tmp_path / "again.csv", most=10, at=NOON, by="officer") == 1
    assert write_to_ask(path=tmp_path / "next.csv", most=10, at=NOON + timedelta(days=366), by="officer") == 2


def test_the_answers_are_kept_and_are_no_verdict(tmp_path: Path) -> None:
    build.consumer(mobile="919415078263")
    file = tmp_path / "answers.csv"
    file.write_text("MOBILE_NUMBER,ANSWER\n9415078263,No match\n9415078264,MATCH\n9415078265,\n9415078266,perhaps\n")

    summary = load_validated(path=file, at=NOON, by="test")

    assert (summary.new, summary.reasons) == (3, {"answer unknown": 1})
    assert dict(Validated.objects.values_list("value", "says")) == {
        "919415078263": "differs", "919415078264": "matches", "919415078265": "unknown"
    }  # fmt: skip
    assert not Suspect.objects.exists()
