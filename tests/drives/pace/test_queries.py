"""How a drive stands, from the doors and visits in the database."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bijlisetu.drives.models import Drive
from bijlisetu.drives.pace.queries import picture
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.fieldwork.models import Beat, Door
from bijlisetu.staff.models import Card
from tests import build
from tests.drives import planned
from tests.drives.planned import Ground, number, on_day, told_of, walk

pytestmark = pytest.mark.django_db
THURSDAY = date(2026, 11, 5)


@pytest.fixture
def ground() -> Ground:
    return planned.place(people=80)


@pytest.fixture
def drive(ground: Ground) -> Drive:
    """On four days the one of the east visits six doors each, and closes half of them; nobody walks in the west."""
    drive = planned.drive_at(ground)
    east = ground.walkers[0]
    doors = list(Door.objects.filter(round=drive.pk, beat__worker=east).order_by("order"))
    for day in range(4):
        visits = [
            told_of(
                door, "updated" if n % 2 else "locked", at=on_day(day), by=east,
                answers=number(f"60000{day}000{n}") if n % 2 else None,
            )
            for n, door in enumerate(doors[day * 6 : day * 6 + 6])
        ]  # fmt: skip
        walk(visits, by=east, at=on_day(day, 18))
    return drive


def test_doors_are_done_blocked_begun_or_not_yet_started(ground: Ground, drive: Drive) -> None:
    seen = picture(drive, on=THURSDAY)

    own = seen.own
    assert (own.doors, own.done, own.blocked, own.open, own.fresh) == (80, 12, 0, 68, 56)
    assert (own.target, own.expected, own.closed, own.behind) == (80, 16, 12, 4)
    assert own.needed == 5  # 68 doors in 16 days
    assert own.pace == 3


def test_the_end_is_not_in_sight_while_somebody_does_not_walk(ground: Ground, drive: Drive) -> None:
    east, west = picture(drive, on=THURSDAY).workers[::-1]

    assert (east.person.user, west.person.user) == ("lineman0", "lineman1")
    assert west.progress.forecast is None
    assert (west.last_on, west.since) == (None, planned.BEGINS)
    assert picture(drive, on=THURSDAY).own.forecast is None
    assert east.last_on == THURSDAY
    forecast = east.progress.forecast
    assert forecast
    assert THURSDAY < forecast.soonest <= forecast.likely <= forecast.latest
    # Sixteen fresh doors and twelve locked ones at six visits a day, and the locked ones open less often.
    assert date(2026, 11, 12) <= forecast.likely <= date(2026, 11, 23)


def test_an_office_sees_its_own_part_and_the_offices_below(ground: Ground, drive: Drive) -> None:
    whole = picture(drive, on=THURSDAY, office=ground.division.pk)
    part = picture(drive, on=THURSDAY, office=ground.sections[0].pk)

    assert [(row.name, row.progress.done) for row in whole.offices] == [("WEST", 0), ("EAST", 12)]
    assert (part.own.doors, part.own.done) == (40, 12)
    assert [row.person.user for row in part.workers] == ["lineman0"]


def test_a_target_may_be_a_part_of_the_doors(ground: Ground) -> None:
    drive = planned.drive_at(ground, target_percent=90)

    assert picture(drive, on=THURSDAY).own.target == 72


def test_doors_in_nobodys_hands_are_told_apart(ground: Ground, drive: Drive) -> None:
    beats = list(Beat.objects.filter(round=drive.pk, worker=ground.walkers[1]).values_list("pk", flat=True))
    fieldwork.assign(beats=beats, worker=None, by="sdo", at=on_day(4))

    seen = picture(drive, on=THURSDAY)

    assert seen.nobodys == 40
    assert [row.person.user for row in seen.workers] == ["lineman0"]
    assert seen.own.forecast is None


def test_a_drive_that_is_done_ends_today(ground: Ground, drive: Drive) -> None:
    doors = list(Door.objects.filter(round=drive.pk).values_list("pk", flat=True))
    fieldwork.close_doors(doors=doors, by="sdo", at=on_day(5))

    own = picture(drive, on=date(2026, 11, 7)).own

    assert (own.open, own.needed, own.days_left) == (0, 0, 0)
    assert own.forecast
    assert own.forecast.likely == date(2026, 11, 7)


def test_a_worker_is_called_by_the_name_on_their_card(ground: Ground, drive: Drive) -> None:
    Card.objects.create(person=ground.walkers[0], name_hi="परीक्षण लाइनमैन", name_en="Test Lineman")

    people = {row.person.user: row.person for row in picture(drive, on=THURSDAY).workers}

    assert (people["lineman0"].name_hi, people["lineman1"].name_hi) == ("परीक्षण लाइनमैन", "lineman1")


def test_an_empty_office_has_an_empty_picture(drive: Drive) -> None:
    seen = picture(drive, on=THURSDAY, office=build.office().pk)

    assert (seen.own.doors, seen.workers, seen.offices) == (0, (), ())


def test_a_picture_reads_no_visit_and_no_door(drive: Drive) -> None:
    with CaptureQueriesContext(connection) as asked:
        picture(drive, on=THURSDAY)

    doors_and_visits = ("FROM fieldwork_visit ", "JOIN fieldwork_visit ", "FROM fieldwork_door door\n")
    assert not [one["sql"] for one in asked if any(table in one["sql"] for table in doors_and_visits)]
