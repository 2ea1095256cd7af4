"""Which office is meant, and what lies below it."""

from __future__ import annotations

import pytest

from bijlisetu.network.models import Office
from bijlisetu.network.queries import (
    AmbiguousOffice,
    UnknownOffice,
    office,
    top_offices,
)
from tests import build
from tests.network.tree import above, below

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle() -> Office:
    """A circle with one division and its section, in a zone called as its company."""
    company = build.office("company", name="KESCO")
    zone = build.office("zone", parent=company, name="KESCO")
    circle = build.office("circle", parent=zone, name="EDC SONBHADRA")
    build.office("section", parent=build.office("division", parent=circle, name="EDD PIPARI"), name="AMWAR")
    return circle


@pytest.mark.parametrize("called", ["EDC SONBHADRA", "edc sonbhadra", "  EDC  Sonbhadra "])
def test_an_office_is_found_however_it_is_spelled(circle: Office, called: str) -> None:
    assert office(called) == circle


def test_of_several_with_a_name_the_highest_is_meant(circle: Office) -> None:
    assert office("KESCO").kind == "company"


def test_a_section_is_found_by_its_substation(circle: Office) -> None:
    section = Office.objects.get(kind="section")
    Office.objects.filter(pk=section.pk).update(code="EDD PIPARI/AMWAR_416962")

    assert office("AMWAR_416962") == office("EDD PIPARI/AMWAR_416962") == section


def test_an_unknown_office_is_answered_with_names_near_it(circle: Office) -> None:
    with pytest.raises(UnknownOffice, match="'EDC SONBADRA'; near it are EDC SONBHADRA"):
        office("EDC SONBADRA")


@pytest.mark.parametrize("called", ["", "%", "_DC SONBHADRA"])
def test_what_is_no_name_finds_nothing(circle: Office, called: str) -> None:
    with pytest.raises(UnknownOffice):
        office(called)


def test_of_two_of_one_kind_one_must_be_chosen(circle: Office) -> None:
    build.office("section", name="AMWAR")

    with pytest.raises(AmbiguousOffice, match="2 sections"):
        office("AMWAR")


def test_a_closed_office_is_not_found(circle: Office) -> None:
    Office.objects.filter(pk=circle.pk).update(valid_to=build.NOON.date())

    with pytest.raises(UnknownOffice):
        office("EDC SONBHADRA")


def test_below_and_above(circle: Office) -> None:
    assert below(circle) == ["EDD PIPARI", "AMWAR"]
    assert [kind for kind, _ in above(circle)] == ["company", "zone", "circle"]
    assert [top.name for top in top_offices()] == ["KESCO"]
