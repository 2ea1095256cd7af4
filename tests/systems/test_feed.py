"""What happened is numbered in the order in which it is found: whoever follows misses nothing that is theirs."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from bijlisetu.consumers.models import Consumer
from bijlisetu.outages import actions
from bijlisetu.systems import feed
from bijlisetu.systems.models import Change, Feed
from tests import build
from tests.build import NOON
from tests.outages.desk import Desk, desk, enter

BOTH = ("outage", "complaint")


def told(office: int, *, after: int = 0, subjects: tuple[str, ...] = BOTH) -> list[tuple[str, str]]:
    found = feed.changes(office=office, subjects=subjects, after=after, most=100)
    return [(one.record, f"{one.subject}.{one.what}") for one in found]


def followed() -> Desk:
    """Return a desk whose changes a system follows from now on."""
    made = desk()
    build.system(made.section)
    feed.gather(at=NOON)
    return made


def of_the_desk(made: Desk) -> Consumer:
    return build.consumer(on=made.feeders[0], mobile="916000000001")


@pytest.mark.django_db
def test_events_of_both_rooms_are_told_once_in_their_order() -> None:
    made = followed()
    outage = enter(made)
    complaint = build.complaint(of_the_desk(made))
    actions.back(outage=outage.pk, at=NOON + timedelta(minutes=9), by=made.engineer)

    gathered = [feed.gather(at=NOON) for _ in range(2)]

    found = told(made.section.pk)
    assert gathered == [len(found), 0]
    assert [one for one in found if one[0] == outage.number] == [
        (outage.number, "outage.entered"), (outage.number, "outage.back"),
    ]  # fmt: skip
    assert (complaint.number, "complaint.registered") in found
    last = Change.objects.order_by("-pk")[0].pk
    assert told(made.section.pk, after=last) == []


@pytest.mark.django_db
def test_each_sees_what_is_of_its_office_and_of_its_purpose() -> None:
    made = followed()
    beside = build.office()
    outage = enter(made)
    build.complaint(of_the_desk(made))
    feed.gather(at=NOON)

    assert told(beside.pk) == []
    assert told(made.section.pk, subjects=("outage",)) == [(outage.number, "outage.entered")]
    assert {what.partition(".")[0] for _, what in told(made.section.pk, subjects=("complaint",))} == {"complaint"}


@pytest.mark.django_db
def test_what_happened_before_anybody_followed_is_not_told() -> None:
    made = desk()
    enter(made)
    feed.gather(at=NOON)
    build.system(made.section)

    feed.gather(at=NOON)

    assert told(made.section.pk) == []


@pytest.mark.django_db
def test_times_are_told_and_no_words_of_anybody() -> None:
    made = followed()
    outage = enter(made, words="गुप्त जगह")
    actions.cancel(outage=outage.pk, why="गुप्त कारण", at=NOON, by=made.engineer)
    feed.gather(at=NOON)

    (entered, cancelled) = feed.changes(office=made.section.pk, subjects=BOTH, after=0, most=10)

    assert set(entered.facts) == {"from_at", "until_at"}
    assert cancelled.facts == {}


@pytest.mark.django_db(transaction=True)
def test_what_was_numbered_first_and_committed_last_is_told_too() -> None:
    made = followed()
    is_written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            build.complaint(build.consumer(on=made.feeders[1]))
            is_written.set()
            assert may_commit.wait(30)
        connection.close()

    late = threading.Thread(target=slow)
    late.start()
    assert is_written.wait(30)
    outage = enter(made)
    feed.gather(at=NOON)
    seen = Change.objects.order_by("-pk")[0].pk
    may_commit.set()
    late.join(30)
    feed.gather(at=NOON)

    assert told(made.section.pk)[0] == (outage.number, "outage.entered")
    assert any(what == "complaint.registered" for _, what in told(made.section.pk, after=seen))


@pytest.mark.django_db
def test_it_does_not_look_at_all_events_for_ever_and_forgets_changes_after_a_month() -> None:
    made = followed()
    enter(made)
    feed.gather(at=NOON)

    feed.gather(at=NOON + timedelta(hours=2))

    assert Feed.objects.get(subject="outage").from_event == Change.objects.get().event
    assert feed.forget(at=NOON + timedelta(days=31)) == 1
    assert feed.gather(at=NOON + timedelta(days=31)) == 0
