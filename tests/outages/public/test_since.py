"""Planned work whose messages wait for a second officer is nobody's to read, at any of the public addresses."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from bijlisetu.outages import actions
from bijlisetu.outages.models import Outage
from bijlisetu.outages.public.bulletins import latest, words_of
from bijlisetu.outages.public.cap import Source, identifier
from bijlisetu.outages.public.lists import board
from bijlisetu.outages.public.since import public_since
from bijlisetu.outages.rules import Kind
from bijlisetu.outbox.models import Notice, Run
from bijlisetu.runs import actions as runs
from bijlisetu.systems import seeing
from tests.build import NOON
from tests.outages.desk import HOUR, MINUTE, Desk, desk, enter, person

pytestmark = pytest.mark.django_db
SOURCE = Source("bijlisetu.example.in", "https://bijlisetu.example.in")


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a desk where each run waits for a second officer."""
    monkeypatch.setattr(runs, "goes_at_once", lambda run: False)
    made = desk()
    person(made)
    return made


def waiting(of: Desk, kind: Kind = Kind.PLANNED, *, at: datetime = NOON) -> Outage:
    outage = enter(of, kind=kind, at=at)
    actions.announce(outage=outage.pk, at=at, by=of.engineer)
    return outage


def let_out(*, at: datetime) -> None:
    runs.release(run=Run.objects.latest("id").pk, at=at, by="chief")


def numbers(at: datetime = NOON) -> list[str]:
    return [one.number for one in board(at=at).outages]


def test_work_that_waits_is_public_once_a_second_officer_lets_it_out(at_desk: Desk) -> None:
    outage = waiting(at_desk)
    assert (numbers(), words_of([outage.pk]), latest(at=NOON, source=SOURCE)) == ([], [], [])

    let_out(at=NOON + MINUTE)

    assert numbers(NOON + MINUTE) == [outage.number]
    (word,) = words_of([outage.pk])
    assert (word.sent_at, word.stage) == (NOON + MINUTE, "planned")


def test_what_changed_while_it_waited_is_public_with_it(at_desk: Desk) -> None:
    outage = waiting(at_desk)
    actions.promise(outage=outage.pk, until_at=NOON + 4 * HOUR, at=NOON + MINUTE, by="je")
    assert words_of([outage.pk]) == []

    let_out(at=NOON + 2 * MINUTE)

    assert [word.sent_at for word in words_of([outage.pk])] == [NOON + 2 * MINUTE] * 2


def test_a_draft_that_is_cancelled_was_never_public(at_desk: Desk) -> None:
    outage = waiting(at_desk)

    actions.cancel(outage=outage.pk, why="wrong feeder", at=NOON + MINUTE, by="je")

    assert (numbers(NOON + MINUTE), public_since([outage.pk])) == ([], {})


def test_it_is_public_once_its_hour_has_come(at_desk: Desk) -> None:
    outage = waiting(at_desk)

    actions.pass_time(at=NOON + HOUR + MINUTE)

    assert public_since([outage.pk]) == {outage.pk: NOON + HOUR + MINUTE}


def test_a_breakdown_is_public_though_its_messages_wait(at_desk: Desk) -> None:
    outage = waiting(at_desk, Kind.BREAKDOWN)

    assert public_since([outage.pk]) == {outage.pk: NOON}


def test_work_that_touches_nobody_waits_for_nobody(at_desk: Desk) -> None:
    Notice.objects.all().delete()
    elsewhere = enter(at_desk, actions.Elements(feeders=(at_desk.feeders[1].pk,)), kind=Kind.PLANNED)

    actions.announce(outage=elsewhere.pk, at=NOON, by="je")

    assert public_since([elsewhere.pk]) == {elsewhere.pk: NOON}


def test_no_address_shows_it_and_all_do_afterwards(at_desk: Desk, client: Client) -> None:
    at = timezone.now()
    outage = waiting(at_desk, at=at)
    event = outage.events.get(what="announced").pk
    places = [
        "/outages/", "/outages.json", "/outages/embed/", "/outages/feed.atom", "/outages/cap.atom",
        f"/outages/{outage.number}/", f"/outages/cap/{identifier(outage.number, event)}.xml",
    ]  # fmt: skip
    offices = [at_desk.section.pk]

    def shown() -> list[bool]:
        answers = [client.get(place) for place in places]
        return [one.status_code == 200 and outage.number in one.content.decode() for one in answers]

    assert shown() == [False] * len(places)
    assert [one.is_announced for one in seeing.outages(offices, most=9)] == [False]  # type: ignore[attr-defined]
    let_out(at=timezone.now())
    cache.clear()  # the pages remember for some seconds

    assert shown() == [True] * len(places)
    assert [one.is_announced for one in seeing.outages(offices, most=9)] == [True]  # type: ignore[attr-defined]
