"""A drive gets other days, and is ended; both stand in the book of deeds."""

from __future__ import annotations

from datetime import date

import pytest

from bijlisetu.audit.models import Entry
from bijlisetu.drives.plan.actions import NoTime
from bijlisetu.drives.plan.mending import Ended, end, set_days
from bijlisetu.fieldwork import queries
from bijlisetu.fieldwork.models import Door
from tests.drives import planned
from tests.drives.planned import BEGINS, DEADLINE, Ground, told_of, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return planned.place()


def walked_on(ground: Ground, day: date) -> int:
    return len(queries.beat_of(ground.walkers[0].pk, on=day))


def test_a_drive_typed_for_a_wrong_year_is_put_right(ground: Ground) -> None:
    drive = planned.drive_at(ground, days=planned.days(begins_on=date(2027, 12, 29), deadline=date(2028, 1, 29)))
    assert not walked_on(ground, BEGINS)

    set_days(
        drive, title="सही", days=planned.days(from_hour=9, days_off=[date(2026, 11, 8)]), target_percent=90,
        at=planned.OPENED, by="sdo",
    )  # fmt: skip

    drive.refresh_from_db()
    assert (drive.round.title, drive.round.begins_on, drive.from_hour) == ("सही", BEGINS, 9)
    assert (drive.days_off, drive.target_percent) == ([date(2026, 11, 8)], 90)
    assert walked_on(ground, BEGINS)
    assert walked_on(ground, DEADLINE)
    assert Entry.objects.get(deed="drive.days_set").detail == {
        "from": "2026-11-02", "until": "2026-11-24", "was_from": "2027-12-29", "was_until": "2028-01-29",
    }  # fmt: skip


def test_days_without_any_work_change_nothing(ground: Ground) -> None:
    drive = planned.drive_at(ground)

    with pytest.raises(NoTime):
        set_days(
            drive, title="x", days=planned.days(deadline=BEGINS, weekdays=[6]), target_percent=100,
            at=planned.OPENED, by="sdo",
        )  # fmt: skip

    drive.refresh_from_db()
    assert drive.round.title == "परीक्षण"


def test_an_ended_drive_leaves_the_phones_and_frees_its_doors(ground: Ground) -> None:
    drive = planned.drive_at(ground)
    door = Door.objects.filter(round=drive.pk, beat__worker=ground.walkers[0]).earliest("order")
    before = told_of(door, "updated", at=planned.OPENED, by=ground.walkers[0], answers=planned.number("6000000001"))

    assert end(drive, at=planned.OPENED, by="sdo") == len(ground.people)

    assert not walked_on(ground, BEGINS)
    assert Entry.objects.get(deed="drive.ended").detail == {"open": len(ground.people)}
    assert walk([before], by=ground.walkers[0], at=planned.on_day(1))  # what was found before it ended still counts
    assert planned.drive_at(ground, title="अगला").round.doors.count() == len(ground.people) - 1


def test_a_drive_is_ended_once(ground: Ground) -> None:
    drive = planned.drive_at(ground)
    end(drive, at=planned.OPENED, by="sdo")

    with pytest.raises(Ended):
        end(drive, at=planned.OPENED, by="sdo")
    with pytest.raises(Ended):
        set_days(drive, title="x", days=planned.days(), target_percent=100, at=planned.OPENED, by="sdo")


@pytest.mark.parametrize(
    ("day", "is_walked"),
    [("2026-11-01", False), ("2026-11-02", True), ("2026-11-24", True), ("2026-11-25", False), ("2027-11-10", False)],
)
def test_phones_show_a_drive_from_its_first_day_to_its_last(ground: Ground, day: str, is_walked: bool) -> None:
    drive = planned.drive_at(ground)
    beat = drive.round.beats.filter(worker=ground.walkers[0]).earliest("number")
    on = date.fromisoformat(day)

    assert bool(walked_on(ground, on)) is is_walked
    assert queries.holds(ground.walkers[0].pk, beat.pk, on=on) is is_walked
