"""The notice has versions that stay, and who was told which is kept for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from bijlisetu.audit.models import Entry
from bijlisetu.contact.law import notices
from bijlisetu.contact.law.current import NAME_STANDS, faults, notice, versions
from bijlisetu.contact.law.informing import ToldTo, inform, note_informed, told_to
from bijlisetu.contact.law.notices import FILE, NoticeNotUsable, all_shipped, read, shipped
from bijlisetu.contact.lists import ClaimSource
from bijlisetu.editions.actions import issue, take_back
from bijlisetu.plumbing.database import sql
from bijlisetu.values import Language
from tests import build

NOON = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)
OTHER = """
name = "2027-01"
hi = "{utility}, {helpline}"
en = "{utility} has other words, {helpline}"
"""
NEWEST = read(shipped())


def hold(text: str, *, since: datetime, at: datetime = NOON) -> int:
    return issue(file=FILE, text=text, why="नए शब्द", holds_from=since, at=at, by="chief", check=lambda _: None)


@pytest.mark.parametrize("text", all_shipped())
def test_the_notice_says_the_same_in_both_languages_and_whom_to_ask(text: str) -> None:
    hindi, english = (read(text).paragraphs(each, utility="परीक्षण विद्युत", helpline="1912") for each in Language)

    assert len(hindi) == len(english) > 3
    for said in (hindi, english):
        assert any("1912" in paragraph for paragraph in said)
        assert "परीक्षण विद्युत" in said[0]


def test_the_newest_that_came_with_us_holds_where_nobody_edited_it() -> None:
    assert NEWEST.name == max(read(text).name for text in all_shipped())


@pytest.mark.parametrize(
    ("written", "instead", "where"),
    [
        ("{utility} has", "{unknown} has", "en"),
        ("{utility} has", "{utility.name} has", "en"),
        ("{utility} has", "{utility!r} has", "en"),
        ("{utility} has", "{ has", "en"),
        ("{utility} has", "it has", "en"),
        ("{utility} has", "x" * 5000 + "{utility} has", "en"),
        ("other words", "other\\n\\nwords", "en"),
        ('name = "2027-01"', 'name = "2027 01"', "name"),
        ('name = "2027-01"', "name = 2027", "name"),
        ('name = "2027-01"', "", "name"),
        ('hi = "{utility}, {helpline}"', "", "hi"),
        ('hi = "{utility}, {helpline}"', "hi = 7", "hi"),
        ('hi = "{utility}, {helpline}"', 'hi = "{utility}, {helpline}"\nhi_short = "{helpline}"', "hi_short"),
        ("en = ", "since = 2026-01-01\nen = ", "since"),
    ],
)
def test_a_text_that_cannot_be_told_is_refused_with_its_place(written: str, instead: str, where: str) -> None:
    text = OTHER.replace(written, instead)

    assert text != OTHER
    assert where in [fault.at for fault in notices.faults(text)]
    with pytest.raises(NoticeNotUsable):
        read(text)


@pytest.mark.django_db
def test_another_version_holds_from_its_moment_on_and_is_taken_back() -> None:
    edition = hold(OTHER, since=NOON + AN_HOUR)

    assert notice(at=NOON) == NEWEST
    assert notice(at=NOON + AN_HOUR).name == "2027-01"

    take_back(edition=edition, file=FILE, at=NOON + 2 * AN_HOUR, by="chief")
    assert notice(at=NOON + 2 * AN_HOUR) == NEWEST


@pytest.mark.django_db
def test_a_version_that_holds_no_more_stays_known_to_those_who_were_told_it() -> None:
    edition = hold(OTHER, since=NOON)
    take_back(edition=edition, file=FILE, at=NOON + AN_HOUR, by="chief")

    assert versions()["2027-01"] == read(OTHER)
    assert versions().keys() == {read(text).name for text in (*all_shipped(), OTHER)}


@pytest.mark.django_db
def test_a_name_never_stands_for_other_words() -> None:
    hold(OTHER, since=NOON)

    changed = [text.replace("{helpline}", "{helpline}.") for text in (OTHER, *all_shipped())]

    assert [fault.words for text in changed for fault in faults(text)] == [NAME_STANDS] * 3
    assert not faults(OTHER), "the same words may hold again"
    assert not faults(shipped())


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
    assert (told.notice, told.language, told.source, told.by) == (NEWEST.name, "hi", "visit", "ravi")
    assert "916000000001" not in str(Entry.objects.get(deed="contact.informed").detail)
    for refused in ("UPDATE contact_informed SET by = 'x'", "DELETE FROM contact_informed"):
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            sql.execute(refused)


@pytest.mark.parametrize("text", all_shipped())
@pytest.mark.parametrize("language", Language)
def test_in_short_it_names_what_for_by_whom_and_where_to_complain(text: str, language: Language) -> None:
    said = read(text).in_short(language, utility="परीक्षण विद्युत", helpline="1912")

    assert said.startswith("परीक्षण विद्युत")
    assert "1912" in said
    assert len(said) < len(" ".join(read(text).paragraphs(language, utility="परीक्षण विद्युत", helpline="1912")))


def test_a_version_without_short_words_is_told_as_a_whole() -> None:
    assert read(OTHER).in_short(Language.HINDI, utility="बिजली", helpline="1912") == "बिजली, 1912"


@pytest.mark.django_db
def test_what_is_told_twice_by_one_phone_is_kept_once() -> None:
    told = ToldTo(build.consumer().pk, "916000000001", "2026-11", "hi", "visit", "ravi", NOON)

    for _ in range(2):
        note_informed(told=[told, told])

    assert len(told_to(told.consumer)) == 1
    assert Entry.objects.filter(deed="contact.informed").count() == 1
