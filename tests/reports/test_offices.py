"""Offices are called on pages as the utility at work calls them."""

from __future__ import annotations

import pytest

from bijlisetu.network.models import Office
from bijlisetu.reports.offices import Called, office_words
from tests import build

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("company", "language", "called"),
    [
        ("JBVNL", "hi", Called("प्रमंडल", "कार्यपालक अभियंता")),
        ("JBVNL", "en", Called("Supply Division", "Executive Engineer")),
        ("KESCO", "hi", Called("खंड", "अधिशासी अभियंता")),
    ],
)
def test_a_division_and_its_head_have_the_utilitys_words(company: str, language: str, called: Called) -> None:
    Office.objects.create(kind="company", code=company, name=company, valid_from=build.SINCE)

    assert office_words(language)["division"] == called


def test_a_feeder_has_nobody_at_its_head() -> None:
    assert office_words("en")["feeder"].officer == ""
