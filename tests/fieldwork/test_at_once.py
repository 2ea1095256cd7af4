"""Many telephones tell of visits at once, some of them twice, while the office moves doors: none lost or doubled."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from bijlisetu.audit.models import Entry
from bijlisetu.fieldwork import actions
from bijlisetu.fieldwork.models import Door, Visit
from bijlisetu.fieldwork.telling import Told
from bijlisetu.fieldwork.totals import DOORS
from bijlisetu.plumbing.database.totals import differences
from tests import build
from tests.fieldwork.field import Field, fields, told

WORKERS, DOORS_EACH, AT_ONCE = 24, 6, 12
LATER = build.NOON + timedelta(hours=5)


def in_thread(deed: Callable[[], object]) -> None:
    try:
        deed()
    finally:
        connection.close()


def sends(parcel: list[Told], by: str) -> Callable[[], object]:
    def deed() -> None:
        taken = actions.take(visits=parcel, by=by, at=LATER)
        assert taken.refused == ()
        assert len(taken.taken) + len(taken.repeated) == len(parcel)

    return deed


def moves(of: Field, number: int) -> Callable[[], object]:
    def deed() -> None:
        actions.split(beat=of.beat, doors=[of.doors[number].pk], worker=of.worker.pk, by="chief", at=LATER)

    return deed


@pytest.mark.django_db(transaction=True)
def test_telephones_at_once_and_an_office_that_moves_doors() -> None:
    made = fields(workers=WORKERS, doors=DOORS_EACH)
    parcels = {
        field.worker.username: [
            told(field, place, outcome, at=build.NOON + timedelta(minutes=place))
            for place, outcome in enumerate(("updated", "locked", "not_found", "updated", "refused", "locked"))
        ]
        for field in made
    }
    # Each is told twice, as a phone does that heard no answer; the second time backwards.
    deeds = [sends(parcel, by) for by, parcel in parcels.items()]
    deeds += [sends(list(reversed(parcel)), by) for by, parcel in parcels.items()]
    deeds += [moves(field, 2) for field in made[::4]]
    deeds = [deed for lot in range(7) for deed in deeds[lot::7]]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(in_thread, deeds))

    assert Visit.objects.count() == WORKERS * DOORS_EACH
    assert {visit.id for parcel in parcels.values() for visit in parcel} == set(
        Visit.objects.values_list("pk", flat=True)
    )
    assert Entry.objects.filter(deed__startswith="visit.").count() == WORKERS * DOORS_EACH
    assert sorted(Door.objects.values_list("state", flat=True)) == sorted(
        ["done", "done", "blocked", "open", "open", "open"] * WORKERS
    )
    assert differences(DOORS) == []
