"""A door that was left open is gone to at another hour."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bijlisetu.fieldwork import actions, queries
from bijlisetu.fieldwork.rules import another_hour
from bijlisetu.plumbing.india import INDIA
from tests.fieldwork.field import Field, laid, told

DAY = datetime(2026, 11, 23, 11, tzinfo=INDIA)
EVENING = datetime(2026, 11, 23, 18, tzinfo=INDIA)
A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("by_day", "in_evening", "when"),
    [(0, 0, ""), (1, 0, "evening"), (1, 1, "evening"), (1, 2, "day"), (2, 2, "evening"), (0, 1, "day"), (0, 3, "day")],
)
def test_two_evenings_to_one_day(by_day: int, in_evening: int, when: str) -> None:
    assert another_hour(by_day=by_day, in_evening=in_evening) == when


def hours(of: Field) -> list[str]:
    return [door.another_hour for door in queries.doors_of(of.beat).doors]


@pytest.mark.django_db
def test_each_door_says_when_to_come_back() -> None:
    field = laid(3)
    visits = [told(field, 0, at=DAY), told(field, 1, "updated", at=DAY)]

    actions.take(visits=visits, by="worker", at=EVENING)
    after_the_day = hours(field)
    actions.take(
        visits=[told(field, 0, at=EVENING + n * A_DAY) for n in range(2)], by="worker", at=EVENING + 2 * A_DAY
    )  # fmt: skip

    assert after_the_day == ["evening", "", ""]
    assert hours(field) == ["day", "", ""]


@pytest.mark.django_db
def test_a_phone_that_has_the_beat_is_told_of_the_hour() -> None:
    field = laid(2)
    known = queries.doors_of(field.beat).version

    actions.take(visits=[told(field, 1, at=DAY)], by="worker", at=EVENING)

    changed = queries.doors_of(field.beat, since=known).doors
    assert [(door.id, door.another_hour) for door in changed] == [(field.doors[1].pk, "evening")]


@pytest.mark.django_db
def test_a_door_that_is_walked_again_begins_anew() -> None:
    field = laid(1)
    actions.take(visits=[told(field, 0, at=DAY)], by="worker", at=EVENING)

    actions.open_again(doors=[field.doors[0].pk], why="nobody was there", by="sdo", at=EVENING)

    assert hours(field) == [""]
