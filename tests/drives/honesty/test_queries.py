"""Visits in the database as the signals see them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bijlisetu.contact.models import Address
from bijlisetu.contact.proof.models import Challenge
from bijlisetu.drives.honesty.actions import called_back, walk_again
from bijlisetu.drives.honesty.queries import signals_of, to_call, walked
from bijlisetu.drives.honesty.rules import Signal
from bijlisetu.drives.models import CallBack, Drive
from bijlisetu.drives.pace.queries import picture
from bijlisetu.fieldwork.models import Door, Visit
from tests import build
from tests.drives import planned
from tests.drives.planned import Ground, number, on_day, told_of, walk

pytestmark = pytest.mark.django_db


def walk_east(
    drive: Drive, ground: Ground, *, digits: str = "", step: timedelta = timedelta(minutes=10)
) -> list[Visit]:
    east = ground.walkers[0]
    doors = Door.objects.filter(round=drive.pk, beat__worker=east).order_by("order")
    visits = [
        told_of(
            door, "updated", at=on_day(0) + step * n, by=east, answers=number(digits or f"600123{n:04}"),
            place=(28.5, 77.3),
        )
        for n, door in enumerate(doors)
    ]  # fmt: skip
    return walk(visits, by=east, at=on_day(0, 23))


def named(drive: Drive, ground: Ground) -> set[Signal]:
    return {one.signal for one in signals_of(drive).get(ground.walkers[0].pk, ())}


def test_one_number_on_all_doors_is_seen() -> None:
    ground = planned.place(people=60)
    drive = planned.drive_at(ground)
    walk_east(drive, ground, digits="6000000001")

    assert named(drive, ground) == {Signal.ONE_NUMBER}


def test_an_honest_morning_is_not() -> None:
    ground = planned.place(people=60)
    drive = planned.drive_at(ground)
    walk_east(drive, ground)

    assert named(drive, ground) == set()


def test_far_from_the_door_and_from_the_feeder() -> None:
    ground = planned.place(people=60)
    for n, person in enumerate(ground.people):
        if n % 3 == 0:
            person.latitude, person.longitude = 28.7 + n * 0.0001, 77.3
            person.save()
    drive = planned.drive_at(ground)
    walk_east(drive, ground)

    visits = walked(drive)[ground.walkers[0].pk]

    assert all(visit.home for visit in visits)
    assert {round(visit.home.within) == 0 for visit in visits if visit.home} == {True, False}
    assert named(drive, ground) == {Signal.FAR_AWAY}


def test_numbers_whose_people_say_no() -> None:
    ground = planned.place(people=60)
    drive = planned.drive_at(ground)
    walk_east(drive, ground)
    Address.objects.filter(value__gte="916001230010").update(owner="not_owner", owner_at=on_day(1))

    assert named(drive, ground) == {Signal.NO_ANSWERS}


def test_codes_that_came_back_too_soon() -> None:
    ground = planned.place(people=60)
    drive = planned.drive_at(ground)
    for visit in walk_east(drive, ground):
        Challenge.objects.create(
            consumer=visit.consumer, value=f"91{visit.answers['number']}", entrance="visit", by=visit.by,
            state="proved", at=visit.at, sent_at=visit.at, until=on_day(1), proof="otp",
            answered_at=visit.at + timedelta(seconds=3),
        )  # fmt: skip

    assert named(drive, ground) == {Signal.ONE_HAND}


def test_paper_tells_nothing_of_time_and_place() -> None:
    ground = planned.place(people=60)
    drive = planned.drive_at(ground)
    walk_east(drive, ground, step=timedelta(seconds=1))

    assert named(drive, ground) == {Signal.IMPOSSIBLE_SPEED}
    paper = walked(drive)
    assert len(paper[ground.walkers[0].pk]) == 30


def test_what_people_say_who_are_called_counts_once() -> None:
    ground = planned.place(people=20)
    drive = planned.drive_at(ground)
    visits = walk_east(drive, ground)
    CallBack.objects.all().delete()
    CallBack.objects.bulk_create([CallBack(visit=visit, drive=drive, drawn_at=on_day(0)) for visit in visits[:4]])

    for visit in visits[:3]:
        assert called_back(
            drive=drive, visit=str(visit.pk), said=CallBack.Said.OTHERWISE, at=on_day(1), by="sdo"
        )  # fmt: skip
    again = called_back(drive=drive, visit=str(visits[0].pk), said=CallBack.Said.SAME, at=on_day(1), by="sdo")

    assert not again
    assert named(drive, ground) == {Signal.CALLED_BACK}
    assert [one.visit for one in to_call(drive, office=ground.division.pk, most=10)] == [str(visits[3].pk)]
    assert to_call(drive, office=build.office().pk, most=10) == ()


@pytest.mark.parametrize("visit", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_visit_that_was_not_drawn_is_not_called_back(visit: str) -> None:
    drive = planned.drive_at(planned.place())

    assert not called_back(drive=drive, visit=visit, said=CallBack.Said.SAME, at=on_day(1), by="sdo")


def test_a_worker_s_doors_are_walked_to_again_by_others() -> None:
    ground = planned.place(people=60)
    drive = planned.drive_at(ground)
    east, west = ground.walkers
    taken = walk_east(drive, ground, digits="6000000001")

    again = walk_again(drive=drive, person=east.pk, to=[west.pk], why="one number", at=on_day(2), by="sdo")

    doors = Door.objects.filter(round=drive.pk, consumer__in=[visit.consumer_id for visit in taken])
    assert (again.doors, set(doors.values_list("state", "beat__worker"))) == (30, {("open", west.pk)})
    # A visit that a telephone tells of late does not close them, one of the other does.
    door = doors.earliest("order")
    walk([told_of(door, "updated", at=on_day(1), by=east, answers=number("6000000001"))], by=east, at=on_day(3))
    door.refresh_from_db()
    assert door.state == "open"
    walk([told_of(door, "updated", at=on_day(3), by=west, answers=number("6000000002"))], by=west, at=on_day(3))
    door.refresh_from_db()
    assert door.state == "done"
    assert picture(drive, on=on_day(3).date()).own.done == 1
