"""What the clock does for drives."""

from __future__ import annotations

import pytest

from bijlisetu.drives.actions import close_reached, look_after
from bijlisetu.drives.models import Drive, Matter
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.fieldwork.models import Door
from bijlisetu.reach.models import Standing
from tests import build
from tests.drives import planned
from tests.drives.planned import on_day

pytestmark = pytest.mark.django_db


def test_whoever_is_reached_meanwhile_is_off_the_beat() -> None:
    where = planned.place(people=3)
    for person in where.people:
        build.address(person, "916000000001")
        Standing.objects.create(
            consumer=person, ledger="bills", occasion="2026-11", notice=1, degree="failed", reached=False,
            proved=False, reason="number_dead", at=build.NOON,
        )  # fmt: skip
    drive = planned.drive_at(where, population=Drive.Population.NOT_REACHED, ledger="bills", occasion="2026-11")
    Standing.objects.filter(consumer=where.people[0]).update(reached=True, degree="read", attempt=1)

    assert close_reached(at=on_day(3)) == 1
    assert close_reached(at=on_day(3)) == 0

    assert Door.objects.get(round=drive.pk, state="done").consumer_id == where.people[0].pk


def test_whoever_proved_a_number_elsewhere_is_off_the_beat_too() -> None:
    where = planned.place(people=3)
    planned.drive_at(where)
    build.address(where.people[1], "916000000001", owner="proved", owner_at=build.NOON)
    build.address(where.people[2], "916000000002")

    assert close_reached(at=on_day(3)) == 1


def test_in_the_evening_whoever_did_not_walk_rises() -> None:
    planned.drive_at(planned.place())

    assert look_after(at=on_day(2, 18)) == 2
    assert look_after(at=on_day(2, 19)) == 0
    assert Matter.objects.count() == 2


@pytest.mark.parametrize("day", [-1, 23, 300])
def test_nobody_rises_before_a_drive_or_after_it(day: int) -> None:
    planned.drive_at(planned.place())

    assert look_after(at=on_day(day, 18)) == 0


def test_nobody_rises_in_a_round_that_is_closed() -> None:
    drive = planned.drive_at(planned.place())
    fieldwork.close_round(round_=drive.pk, by="sdo", at=on_day(1))

    assert look_after(at=on_day(5, 18)) == 0
