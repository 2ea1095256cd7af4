"""What is left of a drive is shared out again."""

from __future__ import annotations

import pytest
from django.utils import timezone

from bijlisetu.audit.models import Entry
from bijlisetu.drives.models import Drive, Matter
from bijlisetu.drives.pace.queries import picture
from bijlisetu.drives.plan.levelling import share_out_again
from bijlisetu.fieldwork.models import Door
from tests import build
from tests.drives import planned
from tests.drives.planned import Ground, number, on_day, told_of, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    where = planned.place(people=40)
    build.officer("lineman1", of=where.sections[0], role="lineman")
    return where


@pytest.fixture
def drive(ground: Ground) -> Drive:
    """In four days the one closed two doors a day, the other five, and is done."""
    drive = planned.drive_at(ground)
    doors = list(Door.objects.filter(round=drive.pk, beat__worker__isnull=False).order_by("beat__number", "order"))
    half = len(doors) // 2
    for walker, mine, many in ((ground.walkers[0], doors[:half], 2), (ground.walkers[1], doors[half:], 5)):
        Door.objects.filter(pk__in=[door.pk for door in mine]).update(beat=mine[0].beat)
        type(mine[0].beat).objects.filter(pk=mine[0].beat_id).update(worker=walker, office=ground.sections[0])  # type: ignore[union-attr]
        for day in range(4):
            told = [
                told_of(Door.objects.get(pk=door.pk), "updated", at=on_day(day), by=walker,
                        answers=number(f"60000{door.pk % 100000:05}"))
                for door in mine[day * many : day * many + many]
            ]  # fmt: skip
            walk(told, by=walker, at=on_day(day, 18))
    return drive


def held(drive: Drive) -> dict[str, int]:
    doors = Door.objects.filter(round=drive.pk, state="open").values_list("beat__worker__username", flat=True)
    return {name: list(doors).count(name) for name in ("lineman0", "lineman1")}


def share(drive: Drive, ground: Ground) -> int:
    return share_out_again(drive, office=ground.division.pk, on=on_day(3).date(), at=on_day(3, 19), by="sdo")


def test_who_is_done_takes_doors_by_their_pace(drive: Drive, ground: Ground) -> None:
    before = held(drive)

    moved = share(drive, ground)

    after = held(drive)
    assert (before["lineman0"], before["lineman1"]) == (12, 0)
    assert moved == after["lineman1"]
    assert 7 <= after["lineman1"] <= 9
    assert sum(after.values()) == 12
    assert Entry.objects.filter(deed="drive.shared_out_again", by="sdo").exists()


def test_pressed_twice_it_moves_nothing_more(drive: Drive, ground: Ground) -> None:
    share(drive, ground)

    assert share(drive, ground) == 0


def test_nothing_goes_to_somebody_whose_visits_wait_for_a_look(drive: Drive, ground: Ground) -> None:
    Matter.objects.create(
        drive=drive, person=ground.walkers[1], office=ground.sections[0], why="signals", level=1,
        raised_at=timezone.now(), risen_at=timezone.now(),
    )  # fmt: skip

    assert share(drive, ground) == 0


def test_the_forecast_is_of_doors_that_are_shared_out_again(drive: Drive, ground: Ground) -> None:
    seen = picture(drive, on=on_day(3).date())

    alone = next(row for row in seen.workers if row.person.user == "lineman0").progress.days_left
    assert alone
    assert seen.own.days_left
    assert seen.own.days_left < alone / 2
