"""A drive over a division: whom it takes, in which beats, and who walks them."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date

import pytest
from django.db import close_old_connections, connections

from bijlisetu.audit.models import Entry
from bijlisetu.drives.models import Drive
from bijlisetu.drives.plan.actions import NobodyToVisit, NoTime, plan
from bijlisetu.fieldwork.models import Beat, Door, Holding
from bijlisetu.reach.models import Standing
from bijlisetu.staff.models import Post
from tests import build
from tests.drives import planned

pytestmark = pytest.mark.django_db


def standing(of: object, *, reached: bool = False, degree: str = "failed", reason: str = "number_dead") -> None:
    Standing.objects.create(
        consumer=of, ledger="bills", occasion="2026-11", notice=1, degree=degree, reached=reached, proved=False,
        reason=reason, attempt=1 if reached else None, at=build.NOON,
    )  # fmt: skip


def test_everybody_without_a_number_is_a_door_of_the_lineman_of_their_section() -> None:
    where = planned.place()
    build.address(where.people[0], "916000000001")

    drive = planned.drive_at(where)

    doors = Door.objects.filter(round=drive.pk).select_related("beat", "consumer")
    assert {door.consumer_id for door in doors} == {one.pk for one in where.people[1:]}
    for door in doors:
        assert door.beat
        east = door.consumer.feeder_id == where.feeders[0].pk
        assert door.beat.worker_id == where.walkers[0 if east else 1].pk
        assert door.beat.office_id == where.sections[0 if east else 1].pk
    assert {door.why for door in doors} == {"no_address"}


def test_beats_are_held_from_the_moment_of_the_plan_and_the_plan_is_in_the_book() -> None:
    drive = planned.drive_at(planned.place())

    assert set(Holding.objects.values_list("from_at", flat=True)) == {planned.OPENED}
    assert Entry.objects.get(deed="drive.planned").detail["doors"] == 24
    assert Beat.objects.filter(round=drive.pk, worker=None).count() == 0


@pytest.mark.parametrize("number", ["disowned", "dead"])
def test_a_number_that_is_of_no_use_is_none(number: str) -> None:
    where = planned.place(people=1)
    if number == "disowned":
        build.address(where.people[0], "916000000001", owner="not_owner", owner_at=build.NOON)
    else:
        from bijlisetu.contact.models import Health

        build.address(where.people[0], "916000000001")
        Health.objects.create(
            value="916000000001", finding="number_dead", shut=["sms"], since=build.NOON, last_on=build.NOON.date(),
            until=planned.on_day(90),
        )  # fmt: skip

    assert Door.objects.filter(round=planned.drive_at(where).pk).count() == 1


def test_a_drive_over_an_occasion_takes_those_it_did_not_reach_and_says_why() -> None:
    where = planned.place(people=4)
    for person in where.people:
        build.address(person, "916000000001")
    standing(where.people[0], reached=True, degree="read", reason="")
    standing(where.people[1])
    standing(where.people[2], degree="not_owner", reason="")

    drive = planned.drive_at(
        where, population=Drive.Population.NOT_REACHED, ledger="bills", occasion="2026-11"
    )  # fmt: skip

    found = dict(Door.objects.filter(round=drive.pk).values_list("consumer_id", "why"))
    assert found == {where.people[1].pk: "number_dead", where.people[2].pk: "not_owner"}


def test_people_of_other_offices_are_not_in_it() -> None:
    where = planned.place()
    build.consumer()

    drive = planned.drive_at(where, offices=[where.sections[0].pk])

    assert Door.objects.filter(round=drive.pk).count() == 12


def test_nobody_is_in_two_drives_at_once() -> None:
    where = planned.place()
    planned.drive_at(where)

    with pytest.raises(NobodyToVisit):
        planned.drive_at(where)


def test_where_no_lineman_has_a_post_the_junior_engineer_walks_and_else_nobody() -> None:
    where = planned.place()
    lonely, led = (build.office(parent=where.division) for _ in range(2))
    engineer = build.officer("je", of=led, role="je")
    build.consumer(on=build.feeder(section=lonely))
    build.consumer(on=build.feeder(section=led))

    drive = planned.drive_at(where)

    held = dict(Beat.objects.filter(round=drive.pk).values_list("office_id", "worker__username"))
    assert held[led.pk] == engineer
    assert held[lonely.pk] is None


def test_a_walker_of_the_circle_takes_no_doors_where_somebody_sits_nearer() -> None:
    where = planned.place()
    build.officer("of-the-division", of=where.division, role="lineman")
    Post.objects.filter(person=where.walkers[1]).delete()

    drive = planned.drive_at(where)

    held = dict(Beat.objects.filter(round=drive.pk).values_list("office__name", "worker__username"))
    assert held == {"EAST": "lineman0", "WEST": "of-the-division"}


def test_doors_come_in_walking_order() -> None:
    where = planned.place(people=0)
    poles = [
        build.consumer(on=where.feeders[0], book=book, pole=pole)
        for book, pole in [("B2", "P1"), ("B1", "P2"), ("B1", "P1")]
    ]
    mapped = [
        build.consumer(on=where.feeders[0], book="B0", latitude=28.5 + row * 0.001, longitude=77.3 + place * 0.001)
        for row, place in [(1, 0), (1, 1), (0, 0), (0, 1)]
    ]

    drive = planned.drive_at(where)

    walked = list(Door.objects.filter(round=drive.pk).order_by("order").values_list("consumer_id", flat=True))
    there_and_back = [mapped[n].pk for n in (2, 3, 1, 0)]
    assert walked == [*there_and_back, poles[2].pk, poles[1].pk, poles[0].pk]


def test_a_month_of_holidays_is_no_time() -> None:
    where = planned.place()

    with pytest.raises(NoTime):
        planned.drive_at(where, days=planned.days(days_off=[date(2026, 11, n) for n in range(1, 31)]))
    with pytest.raises(NoTime):
        planned.drive_at(where, days=planned.days(deadline=date(2026, 10, 1)))
    assert not Drive.objects.exists()


def test_beats_of_many_doors_are_shared_out_evenly() -> None:
    where = planned.place(people=120)
    for number in (2, 3):
        build.officer(f"agent{number}", of=where.division, role="agent")

    drive = planned.drive_at(where)

    load = Counter(Door.objects.filter(round=drive.pk).values_list("beat__worker__username", flat=True))
    assert len(load) == 4
    assert max(load.values()) <= 1.5 * min(load.values())


def test_a_population_needs_its_occasion() -> None:
    from django.db import IntegrityError

    where = planned.place()
    with pytest.raises(IntegrityError):
        plan(
            title="x", offices=[where.division.pk], population=Drive.Population.NO_NUMBER, ledger="bills",
            occasion="2026-11", days=planned.days(), at=planned.OPENED, by="sdo",
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_a_drive_at_once_one_has_the_doors() -> None:
    where = planned.place()
    start, opened = threading.Barrier(4), []

    def press() -> None:
        close_old_connections()
        start.wait()
        try:
            opened.append(planned.drive_at(where))
        except NobodyToVisit:
            opened.append(None)
        connections.close_all()

    presses = [threading.Thread(target=press) for _ in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()

    assert len([drive for drive in opened if drive]) == 1
    assert Door.objects.count() == len(where.people)
