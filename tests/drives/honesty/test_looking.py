"""The clock looks at visits, and the page shows what it saw."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bijlisetu.drives.honesty.looking import AT_LEAST_EVERY, look, look_where_due, seen_in
from bijlisetu.drives.honesty.queries import signals_of
from bijlisetu.drives.honesty.rules import Signal
from bijlisetu.drives.models import CallBack, Drive
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.fieldwork.models import Door
from tests.drives import planned
from tests.drives.planned import Ground, number, on_day, told_of, walk

pytestmark = pytest.mark.django_db
EVENING = on_day(0, 20)


@pytest.fixture
def ground() -> Ground:
    return planned.place(people=60)


@pytest.fixture
def drive(ground: Ground) -> Drive:
    """One of the two brings the same number from every door."""
    drive = planned.drive_at(ground)
    visit(drive, ground, first=0, last=30)
    return drive


def visit(drive: Drive, ground: Ground, *, first: int, last: int, hour: int = 19) -> None:
    east = ground.walkers[0]
    doors = Door.objects.filter(round=drive.pk, beat__worker=east).order_by("order")[first:last]
    visits = [
        told_of(door, "updated", at=on_day(0) + timedelta(minutes=9 * n), by=east, answers=number("6000000001"))
        for n, door in enumerate(doors)
    ]
    walk(visits, by=east, at=on_day(0, hour))


def test_what_a_look_raises_is_kept_for_the_page(ground: Ground, drive: Drive) -> None:
    look(drive, at=EVENING)

    seen = seen_in(drive, at=EVENING)

    assert seen.at == EVENING
    assert seen.raised == {who: found for who, found in signals_of(drive).items() if found}
    assert [one.signal for one in seen.raised[ground.walkers[0].pk]] == [Signal.ONE_NUMBER]


def test_a_page_looks_at_few_visits_itself_and_leaves_many_to_the_clock(drive: Drive) -> None:
    assert seen_in(drive, at=EVENING, quick=29) == (None, {})
    assert seen_in(drive, at=EVENING, quick=30).at == EVENING


def test_a_drive_is_looked_at_again_once_something_came_in(ground: Ground) -> None:
    drive = planned.drive_at(ground)
    visit(drive, ground, first=0, last=10)

    assert look_where_due(at=EVENING) == 1
    assert look_where_due(at=EVENING + timedelta(minutes=5)) == 0
    visit(drive, ground, first=10, last=20)
    assert look_where_due(at=EVENING + timedelta(minutes=10)) == 1
    assert look_where_due(at=EVENING + timedelta(minutes=15)) == 0
    back = CallBack.objects.create(
        visit=drive.round.visits.earliest("at"), drive=drive, drawn_at=EVENING, said="same", called_by="sdo",
        called_at=EVENING + timedelta(minutes=16),
    )  # fmt: skip
    assert look_where_due(at=EVENING + timedelta(minutes=20)) == 1
    assert back.drive.look.at == EVENING + timedelta(minutes=20)


def test_a_drive_is_looked_at_every_hour_as_numbers_turn_out_dead(drive: Drive) -> None:
    look_where_due(at=EVENING)

    assert look_where_due(at=EVENING + AT_LEAST_EVERY) == 1


def test_a_closed_drive_keeps_what_was_seen_last(ground: Ground, drive: Drive) -> None:
    look_where_due(at=EVENING)
    fieldwork.close_round(round_=drive.pk, by="sdo", at=EVENING)

    assert look_where_due(at=EVENING + AT_LEAST_EVERY) == 0
    assert set(seen_in(drive, at=EVENING + AT_LEAST_EVERY).raised) == {ground.walkers[0].pk}
