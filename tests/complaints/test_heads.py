"""Whether the heads are active is a figure: last look, what came to each, what they answered and after how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from bijlisetu.complaints.actions import rising, working
from bijlisetu.complaints.heads import Head, heads, looked
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions as outages
from bijlisetu.outages.rules import Kind
from tests.complaints import made
from tests.complaints.made import HOUR, TEN, Place

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def place() -> Place:
    return made.place()


def of(place: Place, kind: str = "company", *, until=TEN + 24 * HOUR) -> dict[str, Head]:  # type: ignore[no-untyped-def]
    found = heads(place.offices[kind].pk, begins=TEN - HOUR, ends=until)
    return {head.user: head for head in found}


def test_each_officer_stands_there_with_what_came_and_what_they_did(place: Place) -> None:
    ones = [made.complaint(made.consumer(place)) for _ in range(3)]
    rising.rise_due(at=TEN + 2 * HOUR)
    for minutes, one in zip((10, 30), ones, strict=False):
        at = TEN + 2 * HOUR + minutes * MINUTE
        working.assign(complaints=[one.pk], crew="टीम", at=at, by="sdo")

    found = of(place)

    assert list(found) == ["md", "ce", "se", "ee", "sdo", "je"]
    sdo = found["sdo"]
    assert (sdo.came, sdo.answered, sdo.waiting, sdo.took) == (3, 2, 1, 20 * 60)
    assert (found["je"].came, found["je"].took, found["je"].looked_at) == (0, None, None)


def test_an_office_shows_its_own_and_those_below(place: Place) -> None:
    assert list(of(place, "subdivision")) == ["sdo", "je"]


def test_what_came_at_another_time_is_not_counted(place: Place) -> None:
    made.complaint(made.consumer(place))
    rising.rise_due(at=TEN + 2 * HOUR)

    assert of(place, until=TEN + 2 * HOUR)["sdo"].came == 0
    assert of(place, until=TEN + 3 * HOUR)["sdo"].came == 1


def test_a_promise_of_an_outage_that_passed_is_theirs_to_answer_too(place: Place) -> None:
    assert place.feeder
    outage = outages.enter(
        kind=Kind.BREAKDOWN, elements=Elements(feeders=(place.feeder.pk,)), reason="safety", from_at=TEN,
        until_at=TEN + HOUR, at=TEN, by="je",
    )  # fmt: skip
    outages.pass_time(at=TEN + HOUR)
    assert (of(place)["je"].came, of(place)["je"].waiting) == (1, 1)

    outages.promise(outage=outage.pk, until_at=TEN + 3 * HOUR, at=TEN + HOUR + 6 * MINUTE, by="je")

    je = of(place)["je"]
    assert (je.answered, je.waiting, je.took) == (1, 0, 6 * 60)


def test_the_last_look_is_kept_and_never_an_earlier_one(place: Place) -> None:
    person = User.objects.get(username="ee").pk
    for at in (TEN, TEN + HOUR, TEN + HOUR + MINUTE / 2, TEN):
        looked(person, at=at)

    assert of(place)["ee"].looked_at == TEN + HOUR
