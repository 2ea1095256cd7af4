"""A post lets its holder do what the table says, at its office and below."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

import bijlisetu.staff.queries as staff
from bijlisetu.network.models import Feeder, FeederPlace, Office
from bijlisetu.staff.deeds import EVERYBODY, LEADING, OFFICERS, TABLE, WALKING, Deed, Where
from bijlisetu.staff.models import Card, Post
from bijlisetu.staff.queries import Seats
from tests import build

pytestmark = pytest.mark.django_db
TODAY = build.NOON.date()


@dataclass
class Offices:
    """A company, its division with a feeder, and a division beside it."""

    company: Office
    division: Office
    beside: Office
    feeder: Feeder


@pytest.fixture
def offices() -> Offices:
    company = build.office("company")
    division, beside = (build.office("division", parent=company) for _ in range(2))
    return Offices(company, division, beside, build.feeder(section=build.office(parent=division)))


def sitting(*at: Office, role: str = "officer") -> Seats:
    for office in at:
        build.officer("somebody", of=office, role=role)
    return staff.seats_named("somebody", on=TODAY)


def test_every_deed_has_its_row_in_the_table() -> None:
    assert set(TABLE) == set(Deed)


@pytest.mark.parametrize("role", sorted(EVERYBODY))
@pytest.mark.parametrize("deed", Deed)
def test_at_the_top_a_post_may_do_all_that_its_role_may(offices: Offices, deed: Deed, role: str) -> None:
    who = sitting(offices.company, role=role)

    assert staff.may(who, deed) is (role in TABLE[deed].roles)


@pytest.mark.parametrize("deed", Deed)
def test_what_concerns_everybody_is_not_for_a_lower_office(offices: Offices, deed: Deed) -> None:
    who = sitting(offices.division)

    assert staff.may(who, deed) is (TABLE[deed].where is not Where.TOP)


def test_clerks_and_engineers_let_no_letters_out_by_the_thousand() -> None:
    others = {deed for deed, allowed in TABLE.items() if allowed.roles - LEADING}

    assert others == {
        Deed.SEE_REACH,
        Deed.SEE_PEOPLE,
        Deed.MEND_NUMBER,
        Deed.READ_ANSWERS,
        Deed.VISIT_DOORS,
        Deed.STOP_RUN,
        Deed.SEE_DELIVERY,
        Deed.UNMASK,
        Deed.RUN_DRIVE,
        Deed.SEE_DRIVE,
        Deed.ANSWER_REGISTER,
        Deed.WALK_BEAT,
        Deed.KEY_IN_SHEETS,
        Deed.SERVE_COUNTER,
        Deed.SEE_COMPLAINTS,
        Deed.WORK_COMPLAINTS,
        Deed.SEE_HYGIENE,
        Deed.SEE_OUTAGES,
        Deed.RUN_OUTAGES,
        Deed.SEE_CAMPAIGNS,
        Deed.SEE_PAYMENTS,
        Deed.CHASE_ARREARS,
        Deed.TAKE_MONEY,
        Deed.SEE_TILLS,
        Deed.REVERSE_RECEIPT,
        Deed.ASK_ON_ACCOUNT,
    }


@pytest.mark.parametrize("role", sorted(WALKING))
def test_who_walks_from_door_to_door_does_that_alone(role: str) -> None:
    theirs = {deed for deed, allowed in TABLE.items() if role in allowed.roles}

    assert theirs == {Deed.VISIT_DOORS, Deed.WALK_BEAT, Deed.MEND_NUMBER}


def test_officers_of_every_level_may_the_same() -> None:
    assert {frozenset(allowed.roles & OFFICERS) for allowed in TABLE.values()} == {OFFICERS}


def test_a_clerk_walks_no_beat_and_sends_nobody() -> None:
    not_theirs = {deed for deed, allowed in TABLE.items() if "clerk" not in allowed.roles and "je" in allowed.roles}

    assert not_theirs == {
        Deed.VISIT_DOORS, Deed.WALK_BEAT, Deed.RUN_DRIVE, Deed.ANSWER_REGISTER, Deed.RUN_OUTAGES, Deed.WORK_COMPLAINTS,
        Deed.CHASE_ARREARS,
        Deed.SEE_TILLS, Deed.REVERSE_RECEIPT,
    }  # fmt: skip


def test_an_agent_has_an_agency(offices: Offices) -> None:
    with pytest.raises(IntegrityError):
        Post.objects.create(
            person=User.objects.create(username="agent"), office=offices.company, role="agent", valid_from=build.SINCE
        )


def test_a_role_that_is_not_listed_is_kept_by_nobody(offices: Offices) -> None:
    with pytest.raises(IntegrityError):
        build.officer("somebody", of=offices.company, role="king")


def test_the_holders_of_an_office_are_its_own_and_of_today(offices: Offices) -> None:
    build.officer("of-the-company", of=offices.company, role="se")
    build.officer("clerk", of=offices.division, role="clerk")
    build.officer("gone", of=offices.division, role="ee")
    User.objects.filter(username="gone").update(is_active=False)
    build.officer("asha", of=offices.division, role="ee")
    Card.objects.create(person=User.objects.get(username="asha"), name_hi="आशा", email="asha@example.in")

    [held] = staff.holders([offices.division.pk], roles=OFFICERS, on=TODAY)

    assert (held.user, held.role, held.name_hi, held.email, held.mobile) == ("asha", "ee", "आशा", "asha@example.in", "")


def test_a_post_reaches_its_office_and_all_below(offices: Offices) -> None:
    who = sitting(offices.division)
    section = Office.objects.get(kind="section")

    reached = [
        staff.may(who, Deed.SEE_PEOPLE, office=office.pk)
        for office in (offices.company, offices.beside, offices.division, section)
    ]

    assert reached == [False, False, True, True]


def test_the_way_begins_at_the_post(offices: Offices) -> None:
    section = Office.objects.get(kind="section")

    way = staff.path_to(section.pk, who=sitting(offices.division), deed=Deed.SEE_REACH)

    assert [place.id for place in way] == [offices.division.pk, section.pk]


def test_a_run_that_tells_people_beside_is_not_theirs(offices: Offices) -> None:
    beside = build.feeder(section=build.office(parent=offices.beside))
    lots = [[offices.feeder.pk], [offices.feeder.pk, beside.pk], [beside.pk], []]

    may = staff.may_each(sitting(offices.division), Deed.SEE_RUNS, lots)

    assert may == [True, False, False, False]  # whom the last will tell is not known yet


def test_two_posts_together_cover_a_run(offices: Offices) -> None:
    beside = build.feeder(section=build.office(parent=offices.beside))

    who = sitting(offices.division, offices.beside)

    assert staff.may(who, Deed.LET_RUN_OUT, feeders=[offices.feeder.pk, beside.pk])


@pytest.mark.parametrize(("office", "is_theirs"), [("company", True), ("division", False)])
def test_a_feeder_that_no_section_looks_after_is_the_highest_offices(
    offices: Offices, office: str, is_theirs: bool
) -> None:
    FeederPlace.objects.all().delete()

    who = sitting(getattr(offices, office))

    assert staff.may(who, Deed.SEE_PEOPLE, feeders=[offices.feeder.pk]) is is_theirs


@pytest.mark.parametrize("ends", ["a post that has ended", "somebody who left"])
def test_nothing_is_allowed_to_those_of_yesterday(offices: Offices, ends: str) -> None:
    sitting(offices.company)
    if ends == "somebody who left":
        User.objects.update(is_active=False)
    else:
        Post.objects.update(valid_to=TODAY)

    who = staff.seats_named("somebody", on=TODAY)

    assert not any(staff.may(who, deed) for deed in Deed)


def test_nobody_of_that_name_may_do_anything(offices: Offices) -> None:
    assert staff.seats_named("terminal", on=TODAY) == Seats()


def test_a_superuser_sits_at_the_top(offices: Offices) -> None:
    who = staff.seats(User.objects.create(username="root", is_superuser=True), on=TODAY)

    assert [place.id for place in who.offices] == [offices.company.pk]
    assert all(staff.may(who, deed) for deed in Deed)


def test_before_there_is_any_office_a_superuser_may_stop_what_is_sent() -> None:
    who = staff.seats(User.objects.create(username="root", is_superuser=True), on=TODAY)

    assert staff.may(who, Deed.STOP_SENDING)


def test_many_lots_of_feeders_are_asked_about_at_once(offices: Offices) -> None:
    who = sitting(offices.division)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        staff.may_each(who, Deed.SEE_RUNS, [[offices.feeder.pk]] * 100)

    assert len(asked) == 1


def test_posts_are_read_in_one_question(offices: Offices) -> None:
    build.officer("somebody", of=offices.division)
    build.officer("somebody", of=offices.company, role="clerk")
    person = User.objects.get(username="somebody")

    with CaptureQueriesContext(connection) as asked:
        held = staff.seats(person, on=TODAY).held

    assert len(asked) == 1
    assert [(seat.role, seat.is_top) for seat in held] == [("officer", False), ("clerk", True)]


def test_over_feeders_of_several_offices_lies_who_may_do_it_for_all_of_them(offices: Offices) -> None:
    build.officer("low", of=offices.division)
    build.officer("high", of=offices.company)
    other = build.feeder(section=build.office(parent=offices.beside))

    def names(*feeders: Feeder, but: str = "") -> list[str]:
        found = staff.nearest_over([one.pk for one in feeders], Deed.LET_RUN_OUT, on=TODAY, but={but})
        return list(User.objects.filter(pk__in=found).values_list("username", flat=True))

    assert names(offices.feeder) == ["low"]
    assert names(offices.feeder, but="low") == ["high"]
    assert names(offices.feeder, other) == ["high"]
    assert names() == ["high"], "whom it is about is not known yet"


def test_for_all_companies_speaks_only_who_sits_over_each(offices: Offices) -> None:
    other = build.office("company")
    for name, tops in {"one": [offices.company], "both": [offices.company, other]}.items():
        for top in tops:
            build.officer(name, of=top)
    build.officer("clerk", of=other, role="clerk")

    assert [one.user for one in staff.holders_everywhere(Deed.EDIT_SETTINGS, on=TODAY)] == ["both"]
