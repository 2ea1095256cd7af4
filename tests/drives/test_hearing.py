"""What is told at doors becomes claims, and what stays open too often goes back to the office."""

from __future__ import annotations

import pytest

import bijlisetu.contact.actions as contact
from bijlisetu.contact.law.informing import told_to
from bijlisetu.contact.models import Address, Claim, Detail
from bijlisetu.drives.desk import told_at_desk
from bijlisetu.drives.hearing import hear
from bijlisetu.drives.honesty.conflicts import conflicts
from bijlisetu.drives.models import CallBack
from bijlisetu.drives.proved import proved_of
from bijlisetu.fieldwork.models import Door
from bijlisetu.outbox.models import Notice
from bijlisetu.values import Email
from tests import build
from tests.drives import planned
from tests.drives.planned import number, on_day, told, walk

pytestmark = pytest.mark.django_db
FIRST, SECOND = "6000000001", "6000000002"


def test_a_number_brought_is_a_claim_of_who_walked_and_when() -> None:
    where = planned.place()
    drive = planned.drive_at(where)
    east, person = where.walkers[0], where.people[0]

    answers = {**number(FIRST, "family"), "whatsapp": "other", "whatsapp_number": SECOND, "email": "ek@example.in"}
    walk([told(drive, person, "updated", at=on_day(0), by=east, answers=answers)], by=east, at=on_day(3))

    claims = {claim.value: claim for claim in Claim.objects.filter(consumer=person)}
    assert set(claims) == {f"91{FIRST}", f"91{SECOND}", "ek@example.in"}
    first = claims[f"91{FIRST}"]
    assert (first.source, first.word, first.role, first.by, first.at) == (
        "visit", "reaches", "family", east.username, on_day(0),
    )  # fmt: skip
    assert Door.objects.get(round=drive.pk, consumer=person).state == "done"


def test_the_notice_that_was_missed_goes_to_the_number_that_was_brought() -> None:
    where = planned.place(people=0)
    person = build.consumer(on=where.feeders[0])
    notice = build.notice(person)
    type(notice).objects.filter(pk=notice.pk).update(state="exhausted", settled_at=build.NOON)
    drive = planned.drive_at(where)

    walk([told(drive, person, "updated", at=on_day(0), by=where.walkers[0], answers=number(FIRST))],
         by=where.walkers[0], at=build.NOON)  # fmt: skip

    notice.refresh_from_db()
    assert notice.state == "open"


def test_hearing_a_visit_twice_changes_nothing() -> None:
    where = planned.place()
    drive = planned.drive_at(where)
    east = where.walkers[0]
    taken = walk(
        [told(drive, where.people[0], "updated", at=on_day(0), by=east, answers=number(FIRST))], by=east, at=on_day(1)
    )

    hear(taken, on_day(2))

    assert Claim.objects.count() == 1
    assert Address.objects.get().known_at == on_day(0)


def test_two_numbers_for_one_door_are_both_kept_and_shown() -> None:
    where = planned.place()
    drive = planned.drive_at(where)
    east, west = where.walkers
    person = where.people[0]
    walk([told(drive, person, "updated", at=on_day(0), by=east, answers=number(FIRST))], by=east, at=on_day(1))

    walk([told(drive, person, "updated", at=on_day(1), by=east, answers=number(SECOND))], by=east, at=on_day(1))

    assert Address.objects.filter(consumer=person).count() == 2
    (shown,) = conflicts(drive, office=where.division.pk, most=10)
    assert (shown.consumer, shown.numbers) == (person.pk, 2)
    assert conflicts(drive, office=where.sections[1].pk, most=10) == ()
    assert west.username == "lineman1"


def test_a_number_that_somebody_disowned_is_no_conflict() -> None:
    where = planned.place()
    drive = planned.drive_at(where)
    east, person = where.walkers[0], where.people[0]
    for digits in (FIRST, SECOND):
        walk([told(drive, person, "updated", at=on_day(0), by=east, answers=number(digits))], by=east, at=on_day(1))

    Address.objects.filter(value=f"91{FIRST}").update(owner="not_owner", owner_at=on_day(2))

    assert conflicts(drive, office=where.division.pk, most=10) == ()


def test_a_door_that_is_locked_five_times_goes_back_to_the_office() -> None:
    where = planned.place()
    drive = planned.drive_at(where)
    east, person = where.walkers[0], where.people[0]
    door = Door.objects.get(round=drive.pk, consumer=person)

    for day in range(4):
        walk([told(drive, person, at=on_day(day), by=east)], by=east, at=on_day(day))
    door.refresh_from_db()
    assert door.state == "open"
    walk([told(drive, person, at=on_day(4), by=east)], by=east, at=on_day(9))

    door.refresh_from_db()
    assert (door.state, door.why, door.closed_at) == ("blocked", "locked", on_day(4))


def test_whoever_refused_twice_is_not_asked_again() -> None:
    where = planned.place()
    drive = planned.drive_at(where)
    east, person = where.walkers[0], where.people[0]

    for day in range(2):
        walk([told(drive, person, "refused", at=on_day(day), by=east)], by=east, at=on_day(day))

    door = Door.objects.get(round=drive.pk, consumer=person)
    assert (door.state, door.why) == ("blocked", "refused")


def test_two_in_a_hundred_visits_are_drawn_whatever_ids_a_telephone_makes() -> None:
    where = planned.place(people=1200)
    drive = planned.drive_at(where)
    east = where.walkers[0]
    theirs = [person for person in where.people if person.feeder_id == where.feeders[0].pk]
    answers = number(FIRST)
    beats = {door.consumer_id: door for door in Door.objects.filter(round=drive.pk)}
    visits = [planned.told_of(beats[person.pk], "updated", at=on_day(0), by=east, answers=answers) for person in theirs]

    walk(visits, by=east, at=on_day(1))

    drawn = CallBack.objects.filter(drive=drive).count()
    assert 3 <= drawn <= 30
    hear([back.visit for back in CallBack.objects.select_related("visit")], on_day(2))
    assert CallBack.objects.count() == drawn


def test_a_visit_of_another_form_is_nothing_to_a_drive() -> None:
    visit = build.visit(build.consumer(), "updated", form="meter", answers=number(FIRST))

    hear([visit], build.NOON)

    assert not Claim.objects.exists()


@pytest.mark.parametrize("entrance", ["app", "counter"])
def test_a_link_goes_to_a_mailbox_that_was_told(entrance: str) -> None:
    where = planned.place()
    drive = planned.drive_at(where)
    east, person = where.walkers[0], where.people[0]
    if entrance == "app":
        answers = {"email": "ek@example.in", "whose": "own"}
        walk([told(drive, person, "updated", at=on_day(0), by=east, answers=answers)], by=east, at=on_day(0))
    else:
        told_at_desk(consumer=person.pk, address=Email.parse("ek@example.in"), at=on_day(0), by="clerk")

    link = Notice.objects.get(kind="mailbox_asked")
    assert (link.consumer, link.to) == (person, "ek@example.in")


def test_a_mailbox_is_not_asked_again_and_never_once_it_is_proved() -> None:
    where = planned.place()
    drive = planned.drive_at(where)
    east, person = where.walkers[0], where.people[0]
    build.address(person, "ek@example.in", channels=["email"], owner="proved", owner_at=on_day(-5))

    answers = {"email": "ek@example.in", "whose": "own"}
    walk([told(drive, person, "updated", at=on_day(0), by=east, answers=answers)], by=east, at=on_day(0))

    assert not Notice.objects.filter(kind="mailbox_asked").exists()


def test_links_that_go_out_too_often_lose_no_visit() -> None:
    where = planned.place()
    drive = planned.drive_at(where)
    east = where.walkers[0]
    theirs = [person for person in where.people if person.feeder_id == where.feeders[0].pk]
    answers = {"email": "ek@example.in", "whose": "own"}

    for person in theirs:
        walk([told(drive, person, "updated", at=on_day(0), by=east, answers=answers)], by=east, at=on_day(0))

    assert Claim.objects.filter(value="ek@example.in").count() == len(theirs) > 5
    assert Notice.objects.filter(kind="mailbox_asked").count() == 5


def test_the_phone_is_told_what_has_proved_itself_since() -> None:
    where = planned.place()
    drive = planned.drive_at(where)
    east, person = where.walkers[0], where.people[0]
    answers = {**number(FIRST), "email": "ek@example.in"}
    (visit,) = walk([told(drive, person, "updated", at=on_day(0), by=east, answers=answers)], by=east, at=on_day(0))

    def proves(value: str) -> None:
        claim = Claim(consumer=person, value=value, word="own", source="reply", proof="link", at=on_day(1))
        contact.take(claims=[claim], at=on_day(1), by="link")

    assert proved_of(east.pk, since=on_day(0, 1)) == {}
    proves("ek@example.in")
    assert proved_of(east.pk, since=on_day(0, 1)) == {visit.pk: ["email"]}
    proves(f"91{FIRST}")
    assert proved_of(east.pk, since=on_day(0, 1)) == {visit.pk: ["email", "number"]}
    assert proved_of(east.pk, since=on_day(1)) == {}
    assert proved_of(where.walkers[1].pk, since=on_day(0, 1)) == {}


SAID = {"version": "2026-11", "language": "en"}


def test_what_was_read_out_at_the_door_is_kept_for_each_address_once() -> None:
    where = planned.place()
    drive = planned.drive_at(where)
    east, person = where.walkers[0], where.people[0]
    answers = {**number(FIRST), "email": "ek@example.in", "informed": SAID}

    taken = walk(
        [told(drive, person, "updated", at=on_day(0), by=east, answers=answers),
         told(drive, where.people[2], "updated", at=on_day(0), by=east, answers=number(SECOND))],
        by=east, at=on_day(1),
    )  # fmt: skip
    hear(taken, on_day(2))

    assert sorted((one.value, one.notice, one.language, one.source, one.by, one.at) for one in told_to(person.pk)) == [
        (value, "2026-11", "en", "visit", east.username, on_day(0)) for value in (f"91{FIRST}", "ek@example.in")
    ]
    assert told_to(where.people[2].pk) == []


def test_a_notice_that_never_was_is_not_said_to_be_told() -> None:
    where = planned.place()
    drive = planned.drive_at(where)
    east, person = where.walkers[0], where.people[0]

    answers = {**number(FIRST), "informed": {"version": "2011-01", "language": "hi"}}
    walk([told(drive, person, "updated", at=on_day(0), by=east, answers=answers)], by=east, at=on_day(1))

    assert Claim.objects.filter(consumer=person).exists()
    assert told_to(person.pk) == []


@pytest.mark.parametrize(
    ("answered", "noted"),
    [
        ({}, []),
        ({"whatsapp": "same"}, ["whatsapp"]),
        ({"whatsapp": "none", "mailbox": "none"}, ["email", "whatsapp"]),
        ({"email": "ek@example.in"}, ["email"]),
        ({"mailbox": "yes"}, []),
    ],
)
def test_what_was_asked_at_the_door_is_asked_no_more(answered: dict[str, str], noted: list[str]) -> None:
    where = planned.place()
    drive = planned.drive_at(where)
    east, person = where.walkers[0], where.people[0]

    answers = {**number(FIRST), **answered}
    walk([told(drive, person, "updated", at=on_day(0), by=east, answers=answers)], by=east, at=on_day(1))

    found = Detail.objects.filter(consumer=person).order_by("matter").values_list("matter", "by", "at")
    assert list(found) == [(matter, east.username, on_day(0)) for matter in noted]
