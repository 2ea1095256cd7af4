"""Who works where: vacant offices first, what is below in numbers, titles in the utility's words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from bijlisetu.network.models import Office
from bijlisetu.staff import roster
from bijlisetu.staff.models import Card, Post
from tests import build

pytestmark = pytest.mark.django_db
TODAY = build.NOON.date()


@pytest.fixture
def company() -> Office:
    made = build.office("company", name="JBVNL")
    Office.objects.filter(pk=made.pk).update(code="JBVNL")
    return made


def test_a_vacant_office_stands_first_and_one_with_vacant_ones_below_before_the_rest(company: Office) -> None:
    full, hollow, _ = (build.office("division", parent=company, name=name) for name in ("A", "B", "C"))
    for office in (full, hollow):
        build.officer(f"head-{office.name}", of=office)
    build.officer("je-1", of=build.office(parent=full), role="je")
    build.office(parent=hollow)

    own, *below = roster.places(company.pk, on=TODAY)

    assert (own.office.id, own.lines, own.people_below, own.vacant_below) == (company.pk, (), 3, 2)
    assert [(place.office.name, place.people_below, place.vacant_below) for place in below] == [
        ("C", 0, 0), ("B", 0, 1), ("A", 1, 0),
    ]  # fmt: skip


def test_a_post_that_ends_soon_stands_first_and_one_that_has_ended_not_at_all(company: Office) -> None:
    for user, until in (("stays", None), ("gone", TODAY), ("ending", TODAY + timedelta(days=3))):
        build.officer(user, of=company)
        Post.objects.filter(person__username=user).update(valid_to=until)

    lines = roster.places(company.pk, on=TODAY)[0].lines

    assert [(line.user, line.is_ending) for line in lines] == [("ending", True), ("stays", False)]


def test_a_post_is_called_as_the_utility_calls_it_or_as_it_says_itself(company: Office) -> None:
    build.officer("mitra", of=company, role="agent")
    build.officer("special", of=company, role="je")
    Post.objects.filter(person__username="special").update(title_hi="कनीय अभियंता (मीटर)")

    titles = {line.user: line.title_hi for line in roster.places(company.pk, on=TODAY)[0].lines}

    assert titles == {"mitra": "ऊर्जा मित्र", "special": "कनीय अभियंता (मीटर)"}


def test_a_person_is_seen_with_all_posts_the_newest_first(company: Office) -> None:
    build.officer("asha", of=company, role="clerk")
    Post.objects.update(valid_to=TODAY)
    asha = User.objects.get()
    Post.objects.create(person=asha, office=company, role="je", valid_from=TODAY)
    Card.objects.create(person=asha, name_hi="आशा", mobile="916000000001")

    found = roster.person(asha.pk, at=build.NOON, on=TODAY)

    assert found is not None
    assert [(line.role, line.is_held) for line in found.lines] == [("je", True), ("clerk", False)]
    assert (found.name_hi, found.mobile, found.has_second_factor, found.key_until) == (
        "आशा",
        "916000000001",
        False,
        None,
    )


def test_nobody_has_that_number(company: Office) -> None:
    assert roster.person(10**15, at=build.NOON, on=TODAY) is None
