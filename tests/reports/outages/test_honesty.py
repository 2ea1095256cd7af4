"""Promised against actual return: the first, the last and every promise, by office, feeder and reason."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions
from bijlisetu.outages.models import Outage
from bijlisetu.reports.outages.honesty import NONE, By, Honesty, honesty, honesty_by
from tests import build
from tests.build import NOON
from tests.outages.desk import HOUR, Desk, desk, enter

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def at_desk() -> Desk:
    return desk()


def came_back(of: Desk, outage: Outage, at: datetime) -> None:
    actions.back(outage=outage.pk, at=at, by=of.engineer)


def said_of(office: int) -> Honesty:
    return honesty(office, begins=NOON - HOUR, ends=NOON + 24 * HOUR)


def test_a_promise_is_kept_until_a_quarter_of_an_hour_after_it_and_nearly_until_half_an_hour(at_desk: Desk) -> None:
    for late in (-60, 15, 30, 31):
        outage = enter(at_desk)
        came_back(at_desk, outage, NOON + 2 * HOUR + late * MINUTE)

    found = said_of(at_desk.section.pk).first

    assert (found.made, found.kept, found.nearly) == (4, 2, 3)
    assert found.late_minutes == 22  # between a quarter and half an hour


def test_the_first_promise_and_the_last_are_told_apart_and_every_one_counts(at_desk: Desk) -> None:
    outage = enter(at_desk)
    actions.announce(outage=outage.pk, at=NOON, by="je")
    for hours in (3, 5):
        actions.promise(outage=outage.pk, until_at=NOON + hours * HOUR, at=NOON + HOUR, by="je")
    came_back(at_desk, outage, NOON + 5 * HOUR)

    found = said_of(at_desk.section.pk)

    assert (found.first.kept, found.first.late_minutes) == (0, 180)
    assert (found.last.kept, found.last.late_minutes) == (1, 0)
    assert (found.every.made, found.every.kept) == (3, 1)


def test_what_was_promised_before_anybody_was_told_is_no_promise(at_desk: Desk) -> None:
    outage = enter(at_desk)
    actions.promise(outage=outage.pk, until_at=NOON + 4 * HOUR, at=NOON, by="je")
    actions.announce(outage=outage.pk, at=NOON, by="je")
    came_back(at_desk, outage, NOON + 4 * HOUR)

    found = said_of(at_desk.section.pk)

    assert (found.first.made, found.first.kept, found.every.made) == (1, 1, 1)


def test_an_outage_for_which_no_time_was_promised_is_counted_as_such(at_desk: Desk) -> None:
    came_back(at_desk, enter(at_desk, until_at=None), NOON + HOUR)

    found = said_of(at_desk.section.pk)

    assert (found.outages, found.without, found.first.made, found.first.late_minutes) == (1, 1, 0, None)


def test_only_what_came_back_in_the_time_asked_for_counts(at_desk: Desk) -> None:
    came_back(at_desk, enter(at_desk), NOON + 30 * HOUR)
    enter(at_desk)

    assert said_of(at_desk.section.pk) == NONE


def test_each_line_has_its_own_promises_and_a_substation_is_all_its_feeders(at_desk: Desk) -> None:
    near, far = at_desk.feeders
    company = at_desk.section.places.get().parent
    came_back(at_desk, enter(at_desk), NOON + 2 * HOUR)
    whole = enter(at_desk, Elements(substations=(at_desk.section.pk,)), reason="storm")
    came_back(at_desk, whole, NOON + 6 * HOUR)

    def lines(by: By, office: int) -> dict[int | str, tuple[int, int]]:
        found = honesty_by(by, office, begins=NOON, ends=NOON + 24 * HOUR)
        return {one.key: (one.honesty.outages, one.honesty.first.kept) for one in found}

    assert lines(By.FEEDER, at_desk.section.pk) == {near.pk: (2, 1), far.pk: (1, 0)}
    assert lines(By.REASON, at_desk.section.pk) == {"safety": (1, 1), "storm": (1, 0)}
    assert lines(By.OFFICE, company.pk) == {at_desk.section.pk: (2, 1)}
    assert said_of(build.office().pk) == NONE
