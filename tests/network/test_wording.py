"""The reader of vocabularies: each word that is asked for, and no other, fit for bill and message."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from bijlisetu.editions.actions import issue, take_back
from bijlisetu.editions.faults import MISSING, UNASKED
from bijlisetu.editions.models import Edition
from bijlisetu.network import wording
from bijlisetu.network.companies import companies_of_feeders, company_named, utility_at_work
from bijlisetu.network.models import Office
from bijlisetu.network.utilities import BadVocabulary, known_utilities, shipped
from tests import build

TEXT = shipped("uppcl")
HELPLINE = 'helpline = "1912"'


@pytest.mark.parametrize("name", known_utilities())
def test_what_came_with_us_has_no_fault(name: str) -> None:
    assert wording.faults(shipped(name)) == []


@pytest.mark.parametrize(
    ("old", "new", "at", "words"),
    [
        (HELPLINE, "", "helpline", MISSING),
        (HELPLINE, "helpline = 1912", "helpline", wording.NO_HELPLINE),
        (HELPLINE, 'helpline = "call us"', "helpline", wording.NO_HELPLINE),
        (HELPLINE, 'helpline = ""', "helpline", wording.NO_HELPLINE),
        ('header = "UPPCLT"', 'header = "upp"', "header", wording.NO_HEADER),
        ('bill_hi = "बिल"', 'bill_hi = "  "', "words.bill_hi", wording.NO_WORDS),
        ('bill_hi = "बिल"', 'bill_hi = "बिल\\n\\u0000"', "words.bill_hi", wording.NO_WORDS),
        ('bill_hi = "बिल"', f'bill_hi = "{"x" * 301}"', "words.bill_hi", wording.NO_WORDS),
        ('bill_hi = "बिल"', 'bill_hi = ["बिल"]', "words.bill_hi", wording.NO_WORDS),
        ('bill_hi = "बिल"', 'bil_hi = "बिल"', "words.bil_hi", UNASKED),
        ("[offices.circle]", "[offices.ring]", "offices.ring", UNASKED),
        ("[offices.circle]", "[offices.ring]", "offices.circle", MISSING),
        ("[words]", "[wordz]", "wordz", UNASKED),
        ("[companies.KESCO]", '[companies.KESCO]\ncolour = "red"', "companies.KESCO.colour", UNASKED),
        ('upi = "kesco.synthetic@example"', 'upi = "no address"', "companies.KESCO.upi", wording.NO_UPI),
        ('short_hi = "केस्को"', f'short_hi = "{"क" * 31}"', "companies.KESCO.short_hi", wording.NO_SHORT),
        ("[companies.KESCO]", '[companies.NEW]\nhi = "क"\n[companies.KESCO]', "companies.NEW.en", MISSING),
    ],
)  # fmt: skip
def test_each_fault_is_named(old: str, new: str, at: str, words: str) -> None:
    text = TEXT.replace(old, new, 1)

    found = wording.faults(text)

    assert (at, words) in [(fault.at, fault.words) for fault in found]
    with pytest.raises(BadVocabulary, match=r"line \d+"):
        wording.read("uppcl", text)


@pytest.mark.parametrize("text", ["", "companies = 7", "words = 7", "titles = 7\noffices = 7", "\x00", "[[words]]"])
def test_what_is_no_vocabulary_at_all_is_a_fault_and_no_crash(text: str) -> None:
    assert wording.faults(text)


@pytest.mark.django_db
def test_another_name_is_read_without_starting_anew_and_taken_back() -> None:
    Office.objects.create(kind="company", code="POORVANCHAL", name="PUVVNL", valid_from=build.SINCE)
    before, now = company_named("POORVANCHAL"), timezone.now()
    edited = TEXT.replace(before.short_hi, "नमूना विद्युत").replace(HELPLINE, 'helpline = "1800-000-000"')

    number = issue(
        file="vocabulary-uppcl", text=edited, why="नया नाम", holds_from=now, at=now, by="chief",
        check=lambda text: wording.read("uppcl", text),
    )  # fmt: skip

    assert company_named("POORVANCHAL").short_hi == "नमूना विद्युत"
    assert utility_at_work().helpline == "1800-000-000"
    take_back(edition=number, file="vocabulary-uppcl", at=now, by="chief")
    assert company_named("POORVANCHAL") == before


@pytest.mark.django_db
def test_an_edition_that_a_newer_reader_refuses_lets_the_shipped_words_hold(caplog: pytest.LogCaptureFixture) -> None:
    at = timezone.now() - timedelta(days=400)
    Edition.objects.create(
        file="vocabulary-uppcl", text=TEXT.replace(HELPLINE, ""), why="x", by="chief", at=at, holds_from=at
    )

    assert company_named("KESCO").helpline == "1912"
    assert "does not hold any more" in caplog.text


@pytest.mark.django_db
def test_for_a_feeder_under_no_company_the_department_speaks() -> None:
    assert companies_of_feeders()[0].short_en == "Electricity department"
