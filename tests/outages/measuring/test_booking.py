"""Our own outages become interruptions when they are over: once, in steps, and nobody is dark twice at a time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bijlisetu.network.models import Switching
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions
from bijlisetu.outages.measuring.actions import count_served, load
from bijlisetu.outages.measuring.booking import book_over
from bijlisetu.outages.measuring.counting import read, shipped
from bijlisetu.outages.measuring.periods import month_of
from bijlisetu.outages.measuring.queries import By, measured
from bijlisetu.outages.measuring.rules import Indices
from bijlisetu.outages.models import Interruption, OutagePart
from bijlisetu.outages.rules import Kind
from tests import build
from tests.build import NOON
from tests.exports import table_file
from tests.outages.desk import HOUR, Desk, desk, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk() -> Desk:
    made = desk()
    for feeder in made.feeders:
        for _ in range(2):
            build.consumer(on=feeder)
    count_served(at=NOON)
    return made


def booked() -> list[tuple[int, int, int, int, int]]:
    """Return feeder, minutes, events, customers and interrupted of each row."""
    return [
        (one.feeder_id, round((one.until_at - one.from_at).total_seconds() / 60), one.events, one.customers,
         one.interrupted)
        for one in Interruption.objects.order_by("id")
    ]  # fmt: skip


def whole(of: Desk) -> Indices:
    period = month_of(NOON.date())
    return measured(of.section.pk, period, by=By.OFFICE, rules=read(shipped())).whole.all


def test_what_is_over_is_booked_once_with_the_consumers_of_its_feeder(at_desk: Desk) -> None:
    outage = enter(at_desk)
    assert book_over(at=NOON) == 0
    actions.back(outage=outage.pk, at=NOON + HOUR, by="je")

    assert (book_over(at=NOON), book_over(at=NOON)) == (1, 0)

    assert booked() == [(at_desk.feeders[0].pk, 60, 1, 2, 2)]
    found = whole(at_desk)
    assert (found.saifi, found.saidi_minutes, found.maifi) == (0.5, 30, None)


def test_a_cut_that_comes_back_in_steps_counts_each_customer_with_their_own_minutes(at_desk: Desk) -> None:
    both = Elements(feeders=tuple(one.pk for one in at_desk.feeders))
    outage = enter(at_desk, both, kind=Kind.PLANNED)
    part = OutagePart.objects.get(outage=outage, feeder=at_desk.feeders[0])
    actions.partly_back(outage=outage.pk, parts=[part.pk], at=NOON + 2 * HOUR, by="je")
    actions.back(outage=outage.pk, at=NOON + 4 * HOUR, by="je")

    book_over(at=NOON)

    assert sorted(booked()) == sorted([(at_desk.feeders[0].pk, 60, 1, 2, 2), (at_desk.feeders[1].pk, 180, 1, 2, 2)])
    assert set(Interruption.objects.values_list("planned", flat=True)) == {True}
    assert (whole(at_desk).saifi, whole(at_desk).saidi_minutes) == (1, 120)


def test_of_a_feeder_some_of_whose_people_are_back_sooner_it_is_one_interruption(at_desk: Desk) -> None:
    build.consumer(on=at_desk.feeders[0], transformer=at_desk.transformer)
    outage = enter(at_desk, Elements(transformers=(at_desk.transformer.pk,), feeders=(at_desk.feeders[1].pk,)))
    actions.back(outage=outage.pk, at=NOON + HOUR, by="je")
    book_over(at=NOON)

    assert sorted(booked()) == sorted([(at_desk.feeders[0].pk, 60, 1, 1, 1), (at_desk.feeders[1].pk, 60, 1, 2, 2)])


def test_whoever_is_dark_already_is_not_interrupted_again(at_desk: Desk) -> None:
    first = enter(at_desk)
    station = enter(at_desk, Elements(substations=(at_desk.section.pk,)), at=NOON + HOUR)
    actions.back(outage=first.pk, at=NOON + 2 * HOUR, by="je")
    actions.back(outage=station.pk, at=NOON + 4 * HOUR, by="je")

    book_over(at=NOON)

    near, far = (one.pk for one in at_desk.feeders)
    assert sorted(booked()) == sorted([(near, 120, 1, 2, 2), (near, 120, 0, 2, 0), (far, 180, 1, 2, 2)])
    found = whole(at_desk)
    assert (found.saifi, found.saidi_minutes) == (1, (2 * 240 + 2 * 180) / 4)


def test_one_wholly_within_another_is_booked_as_nothing_and_not_looked_at_again(at_desk: Desk) -> None:
    build.consumer(on=at_desk.feeders[0], transformer=at_desk.transformer)
    low = enter(at_desk, Elements(transformers=(at_desk.transformer.pk,)), at=NOON + HOUR)
    feeder = enter(at_desk)
    actions.back(outage=low.pk, at=NOON + 2 * HOUR, by="je")

    assert (book_over(at=NOON), book_over(at=NOON)) == (1, 0)
    actions.back(outage=feeder.pk, at=NOON + 3 * HOUR, by="je")
    assert (book_over(at=NOON), book_over(at=NOON)) == (1, 0)

    near = at_desk.feeders[0].pk
    assert sorted(booked()) == [(near, 60, 0, 0, 0), (near, 180, 1, 3, 3)]


def test_a_feeder_that_hangs_on_the_dark_one_is_interrupted_with_it(at_desk: Desk) -> None:
    near, far = at_desk.feeders
    Switching.objects.create(feeder=far, fed_by=near, from_at=NOON - HOUR, by="test", at=NOON)
    outage = enter(at_desk)
    actions.back(outage=outage.pk, at=NOON + HOUR, by="je")

    book_over(at=NOON)

    assert {feeder for feeder, *_ in booked()} == {near.pk, far.pk}


def test_a_feeder_without_consumers_and_a_cancelled_outage(at_desk: Desk) -> None:
    empty = build.feeder(section=at_desk.section)
    outage = enter(at_desk, Elements(feeders=(empty.pk,)))
    actions.back(outage=outage.pk, at=NOON + HOUR, by="je")
    cancelled = enter(at_desk)
    actions.cancel(outage=cancelled.pk, why="by mistake", at=NOON, by="je")

    assert book_over(at=NOON) == 1
    assert booked() == [(empty.pk, 60, 1, 0, 0)]


def test_our_short_outages_are_no_measure_of_momentary_ones(at_desk: Desk) -> None:
    outage = enter(at_desk)
    actions.back(outage=outage.pk, at=NOON + timedelta(minutes=4), by="je")
    book_over(at=NOON)

    assert (whole(at_desk).saifi, whole(at_desk).maifi) == (0, None)


def test_what_a_breaker_logged_holds_in_place_of_what_the_desk_knew(at_desk: Desk, tmp_path: Path) -> None:
    outage = enter(at_desk)
    actions.back(outage=outage.pk, at=NOON + HOUR, by="je")
    book_over(at=NOON)
    row = {"FEEDER_CODE": at_desk.feeders[0].code, "FROM": "22-11-2026 17:20", "UNTIL": "22-11-2026 18:40", "KIND": ""}
    load(path=table_file(tmp_path / "log.csv", row), at=NOON + 24 * HOUR, by="test")

    assert (whole(at_desk).saifi, whole(at_desk).saidi_minutes) == (0.5, 40)
