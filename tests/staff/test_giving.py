"""Nobody makes an officer beside themselves: a run needs two, and they must be two people."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from bijlisetu.network.models import Office
from bijlisetu.staff.deeds import LEADING, OFFICERS
from bijlisetu.staff.giving import may_give, may_manage, roles_to_give
from bijlisetu.staff.models import Post, Role
from bijlisetu.staff.queries import Seats, seats_named
from tests import build

pytestmark = pytest.mark.django_db
TODAY = build.NOON.date()
PLAIN = set(Role.values) - LEADING


@pytest.fixture
def division() -> Office:
    return build.office("division", parent=build.office("company"))


@pytest.fixture
def section(division: Office) -> Office:
    return build.office(parent=division)


def sitting(at: Office, role: str) -> Seats:
    return seats_named(build.officer("chief", of=at, role=role), on=TODAY)


@pytest.mark.parametrize("role", sorted(OFFICERS))
def test_an_officer_gives_plain_posts_at_home_and_officers_posts_below(
    division: Office, section: Office, role: str
) -> None:
    who = sitting(division, role)

    assert set(roles_to_give(who, office=division.pk)) == PLAIN
    assert set(roles_to_give(who, office=section.pk)) == PLAIN | OFFICERS


def test_who_runs_the_system_gives_every_post_where_they_do(division: Office, section: Office) -> None:
    who = sitting(division, "operator")

    for office in (division, section):
        assert set(roles_to_give(who, office=office.pk)) == set(Role.values)


@pytest.mark.parametrize("role", sorted(PLAIN))
def test_others_give_none(division: Office, role: str) -> None:
    assert roles_to_give(sitting(division, role), office=division.pk) == ()


def test_none_is_given_above_or_beside(division: Office) -> None:
    above = Office.objects.get(kind="company")
    beside = build.office("division", parent=above)
    who = sitting(division, "operator")

    assert not any(may_give(who, role=role, office=office.pk) for role in Role.values for office in (above, beside))


def manages(who: Seats, user: str, by: str = "chief") -> bool:
    return may_manage(who, user=user, person=User.objects.get(username=user).pk, by=by, on=TODAY)


def test_a_login_is_managed_by_whoever_may_give_all_that_it_opens(division: Office, section: Office) -> None:
    who = sitting(division, "ee")
    build.officer("below", of=section, role="sdo")
    build.officer("both", of=section, role="je")
    build.officer("both", of=Office.objects.get(kind="company"), role="clerk")
    build.officer("beside-me", of=division, role="ee")
    User.objects.create_user("without-post")

    told = {user: manages(who, user) for user in ("below", "both", "beside-me", "without-post", "chief")}

    assert told == {"below": True, "both": False, "beside-me": False, "without-post": False, "chief": False}


def test_whoever_left_is_managed_where_they_were(division: Office, section: Office) -> None:
    who = sitting(division, "ee")
    build.officer("gone", of=section, role="je")
    Post.objects.filter(person__username="gone").update(valid_to=TODAY)

    assert manages(who, "gone")
