"""The notice has versions that stay, and who was told which is kept for good."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from bijlisetu.audit.models import Entry
from bijlisetu.contact.law.informing import ToldTo, inform, note_informed, told_to
from bijlisetu.contact.law.notices import NoticeNotUsable, current, versions
from bijlisetu.contact.lists import ClaimSource
from bijlisetu.plumbing.database import sql
from bijlisetu.values import Language
from tests import build

NOON = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)
TWO = """
[[versions]]
name = "a"
since = 2026-01-01
hi = "एक {utility}"
en = "one {helpline}"
[[versions]]
name = "b"
since = 2026-06-01
hi = "दो"
en = "two"
"""


def file(folder: Path, text: str) -> Path:
    path = folder / "notice.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_notice_says_the_same_in_both_languages_and_whom_to_ask() -> None:
    for one in versions():
        hindi, english = (one.paragraphs(each, utility="परीक्षण विद्युत", helpline="1912") for each in Language)

        assert len(hindi) == len(english) > 3
        for said in (hindi, english):
            assert any("1912" in paragraph for paragraph in said)
            assert "परीक्षण विद्युत" in said[0]


@pytest.mark.parametrize(
    ("on", "name"),
    [(date(2025, 1, 1), "a"), (date(2026, 5, 31), "a"), (date(2026, 6, 1), "b"), (date(2030, 1, 1), "b")],
)
def test_on_each_day_the_version_of_that_day_holds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, on: date, name: str
) -> None:
    found = versions(file(tmp_path, TWO))
    monkeypatch.setattr("bijlisetu.contact.law.notices.versions", lambda: found)

    assert current(on).name == name


@pytest.mark.parametrize(
    ("written", "instead"),
    [('name = "b"', 'name = "a"'), ("2026-06-01", "2025-06-01"), ('en = "two"', ""), ("{utility}", "{unknown}"),
     ("[[versions]]", "[versions"), ("since = 2026-01-01\n", "")],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, written: str, instead: str) -> None:
    with pytest.raises(NoticeNotUsable):
        versions(file(tmp_path, TWO.replace(written, instead)))


@pytest.mark.django_db
def test_who_was_told_what_is_kept_and_stands_in_the_book() -> None:
    consumer = build.consumer(mobile="916000000001")

    inform(
        consumer=consumer.pk,
        value="916000000001",
        language=Language.HINDI,
        source=ClaimSource.VISIT,
        by="ravi",
        at=NOON,
    )

    [told] = told_to(consumer.pk)
    assert (told.notice, told.language, told.source, told.by) == (current(NOON.date()).name, "hi", "visit", "ravi")
    assert "916000000001" not in str(Entry.objects.get(deed="contact.informed").detail)
    for refused in ("UPDATE contact_informed SET by = 'x'", "DELETE FROM contact_informed"):
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            sql.execute(refused)


def test_in_short_it_names_what_for_by_whom_and_where_to_complain() -> None:
    for one in versions():
        for language in Language:
            said = one.in_short(language, utility="परीक्षण विद्युत", helpline="1912")

            assert said.startswith("परीक्षण विद्युत")
            assert "1912" in said
            assert len(said) < len(" ".join(one.paragraphs(language, utility="परीक्षण विद्युत", helpline="1912")))


def test_a_version_without_short_words_is_told_as_a_whole(tmp_path: Path) -> None:
    first, _ = versions(file(tmp_path, TWO))

    assert first.in_short(Language.HINDI, utility="बिजली", helpline="1912") == "एक बिजली"


@pytest.mark.django_db
def test_what_is_told_twice_by_one_phone_is_kept_once() -> None:
    told = ToldTo(build.consumer().pk, "916000000001", "2026-11", "hi", "visit", "ravi", NOON)

    for _ in range(2):
        note_informed(told=[told, told])

    assert len(told_to(told.consumer)) == 1
    assert Entry.objects.filter(deed="contact.informed").count() == 1
