"""Many people who write at once are taken together, and each is taken as if they had written alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bijlisetu.audit.models import Entry
from bijlisetu.complaints.lists import State
from bijlisetu.complaints.models import Complaint
from bijlisetu.complaints.replaying import differing
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions as outages
from bijlisetu.outages.models import NoLight
from bijlisetu.outages.rules import Kind
from bijlisetu.outbox.models import Notice
from tests import build
from tests.carried import LATER, fold, say
from tests.complaints import made
from tests.complaints.made import Place

pytestmark = pytest.mark.django_db
TEXTS = (
    "light nahi hai", "pure mohalle me bijli nahi hai", "बिजली नहीं है", "no power", "batti gul", "transformer jal gaya",
    "mere ghar ki light gayi hai", "bijli kab aayegi",
)  # fmt: skip
HOUR = timedelta(hours=1)


@pytest.fixture
def place() -> Place:
    return made.place()


def people(place: Place, *, first: int, many: int = len(TEXTS)) -> list[Consumer]:
    """Make people on two transformers of a feeder, every fourth on none."""
    low = [made.transformer(place), made.transformer(place)]
    return [
        made.consumer(place, mobile=f"91600000{first + n:04}", transformer=None if n % 4 == 3 else low[n % 2])
        for n in range(many)
    ]


def messages(first: int, texts: Sequence[str] = TEXTS) -> list[dict[str, Any]]:
    return [
        {**say(text, sender=f"91600000{first + n:04}"), "id": f"in.{first + n}", "timestamp": str(_second(n))}
        for n, text in enumerate(texts)
    ]


def _second(n: int) -> int:
    return int((LATER - timedelta(minutes=5)).timestamp()) + n


def became(of: Consumer) -> list[object]:
    """Return all that is known of the consumer's complaints, but their numbers."""
    return [
        (
            one.category, one.state, one.due_at, one.rises_at, one.said_at, one.words, one.area, one.office_id,
            one.standard, one.primary is not None and one.primary.category, one.outage,
            [(event.what, event.at, sorted(event.facts)) for event in one.events.order_by("id")],
            [entry.deed for entry in Entry.objects.filter(record=f"complaint:{one.number}").order_by("id")],
            sorted(notice.kind for notice in Notice.objects.filter(consumer=of, kind="complaint_registered")),
        )
        for one in Complaint.objects.filter(consumer=of).order_by("id")
    ]  # fmt: skip


def test_together_each_becomes_what_it_becomes_alone(place: Place) -> None:
    other = replace(place, feeder=build.feeder(section=place.section))
    together, alone = people(place, first=1000), people(other, first=2000)

    fold(messages=messages(1000))
    for one in messages(2000):
        fold(messages=[one])

    assert [became(each) for each in together] == [became(each) for each in alone]
    assert all(became(each) for each in together)


def test_their_events_add_up_to_what_is_kept_and_each_has_a_number_of_its_own(place: Place) -> None:
    people(place, first=1000)

    fold(messages=messages(1000))

    assert list(differing()) == []
    assert Complaint.objects.values("number").distinct().count() == len(TEXTS)
    assert Complaint.objects.exclude(state=State.JOINED).exists()


def test_a_known_outage_answers_each_and_nobody_has_a_complaint(place: Place) -> None:
    them = people(place, first=1000)
    assert place.feeder
    begun = LATER - HOUR
    outages.enter(
        kind=Kind.BREAKDOWN, elements=Elements(feeders=(place.feeder.pk,)), reason="line_fault", from_at=begun,
        until_at=LATER + HOUR, at=begun, by="je",
    )  # fmt: skip

    fold(messages=messages(1000, ["light nahi hai"] * len(them)))

    assert not Complaint.objects.exists()
    assert NoLight.objects.filter(outage__isnull=False).count() == len(them)
    assert Notice.objects.filter(kind="answer").count() == len(them)


def test_who_writes_twice_at_once_has_one_complaint(place: Place) -> None:
    people(place, first=1000, many=1)
    twice = [{**one, "id": f"in.{n}"} for n, one in enumerate(messages(1000, ["light nahi hai"]) * 2)]

    fold(messages=twice)

    one = Complaint.objects.get()
    assert [event.what for event in one.events.order_by("id")] == ["registered", "noted"]


def test_of_whose_feeder_no_section_is_known_it_is_registered_all_the_same(place: Place) -> None:
    people(place, first=1000, many=2)
    place.feeder.places.all().delete()  # type: ignore[union-attr]

    fold(messages=messages(1000, ["light nahi hai"] * 2))

    assert Complaint.objects.count() == 2


def test_forty_people_ask_hardly_more_of_the_database_than_eight(place: Place) -> None:
    people(place, first=1000, many=8)
    people(place, first=2000, many=40)

    asked = []
    for first, many in ((1000, 8), (2000, 40)):
        with CaptureQueriesContext(connection) as questions:
            fold(messages=messages(first, ["light nahi hai"] * many))
        asked.append(len(questions))

    assert asked[1] < asked[0] + 40
