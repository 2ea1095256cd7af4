"""What the database holds of the field, whoever writes to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from bijlisetu.fieldwork.models import Beat, Door, DoorTotal, Round, Visit, VisitTotal
from bijlisetu.fieldwork.totals import DOORS, VISITS
from bijlisetu.plumbing.database.months import leaving
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.database.totals import count_anew, differences, gather
from tests import build

pytestmark = pytest.mark.django_db
KEPT = "kept as it was told"


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "updated"}, {"at": build.NOON.replace(day=1)}, {"answers": {"number": "6000000002"}},
        {"person": None, "by": "another"}, {"answers": {}, "outcome": "refused"}, {"latitude": 24.0, "longitude": 83.0},
    ],
)  # fmt: skip
def test_a_visit_is_not_altered(change: dict[str, object]) -> None:
    visit = build.visit(
        build.consumer(), "updated" if "outcome" not in change else "locked", answers={"number": "6000000001"}
    )

    with pytest.raises(IntegrityError, match=KEPT), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(**change)

    assert Visit.objects.get().answers == {"number": "6000000001"}


def test_a_visit_is_not_deleted() -> None:
    build.visit(build.consumer())

    with pytest.raises(IntegrityError, match=KEPT), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM fieldwork_visit")

    assert Visit.objects.exists()


def test_what_a_person_said_goes_when_its_time_is_over_and_not_by_accident() -> None:
    visit = build.visit(build.consumer(), "updated", answers={"number": "6000000001"}, latitude=24.1, longitude=83.1)
    nothing = {"answers": {}, "latitude": None, "longitude": None, "accuracy_m": None}

    with pytest.raises(IntegrityError, match="kept as it was told"), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(**nothing)
    with leaving():
        Visit.objects.filter(pk=visit.pk).update(**nothing)

    kept = Visit.objects.get()
    assert (kept.answers, kept.latitude, kept.outcome, kept.by) == ({}, None, "updated", "worker")


@pytest.mark.parametrize("place", [(91.0, 83.0), (24.0, 181.0), (24.0, None), (float("nan"), 83.0)])
def test_a_visit_is_on_earth(place: tuple[float, float | None]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        build.visit(build.consumer(), latitude=place[0], longitude=place[1])


def test_a_beat_is_of_the_round_of_its_doors() -> None:
    first, second = build.beat(), build.beat()

    build.door(first, round=second.round)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    Door.objects.all().delete()


def test_totals_of_doors_move_with_them() -> None:
    beat, other = build.beat(), build.beat()
    doors = [build.door(beat, why="no_address") for _ in range(3)] + [build.door(other)]
    Door.objects.filter(pk=doors[0].pk).update(
        state="blocked", why="locked", closed_at=build.NOON, visited_at=build.NOON, visits=2
    )
    Door.objects.filter(pk=doors[1].pk).update(beat=None)
    doors[3].delete()

    assert differences(DOORS) == []
    gather(DOORS, at=build.NOON)
    assert differences(DOORS) == []
    assert sorted(DoorTotal.objects.values_list("beat", "state", "why", "visits", "doors")) == [
        (0, "open", "no_address", 0, 1),
        (beat.pk, "blocked", "locked", 2, 1),
        (beat.pk, "open", "no_address", 0, 1),
    ]
    count_anew(DOORS, at=build.NOON)
    assert differences(DOORS) == []


def test_one_holds_a_beat_at_a_time() -> None:
    beat = build.beat()
    build.hold(beat, "first")

    with pytest.raises(IntegrityError), transaction.atomic():
        build.hold(beat, "second")


def test_tables_stand_where_the_design_says() -> None:
    assert rows("SELECT to_regclass('reach_visit')") == [(None,)]
    assert {model._meta.app_label for model in (Round, Beat, Door, Visit)} == {"fieldwork"}


def test_visits_of_a_day_are_counted_as_they_come() -> None:
    beat = build.beat()
    person = build.hold(beat, "first").worker
    for at in (build.NOON, build.NOON + timedelta(hours=1), build.NOON + timedelta(days=1)):
        build.visit(build.consumer(), round=beat.round, person=person, at=at, said_at=at, received_at=at)
    build.visit(build.consumer(), person=person)

    assert differences(VISITS) == []
    gather(VISITS, at=build.NOON)
    assert differences(VISITS) == []
    assert list(VisitTotal.objects.values_list("round", "person", "visits").order_by("day")) == [
        (beat.round_id, person.pk, 2),
        (beat.round_id, person.pk, 1),
    ]


def test_a_door_that_was_visited_had_a_visit() -> None:
    door = build.door(build.beat())

    for unlike in ({"visits": 1}, {"visited_at": build.NOON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Door.objects.filter(pk=door.pk).update(**unlike)


def test_a_door_is_laid_with_three_looks_at_what_it_points_to() -> None:
    looked_at = rows("SELECT conname FROM pg_constraint WHERE conrelid = 'fieldwork_door'::regclass AND contype = 'f'")

    assert len(looked_at) == 3, "consumer, round, and beat and round together: each is looked at for every door"
