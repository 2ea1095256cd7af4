"""What is counted at night for everybody: by office and feeder, without names, and only of enough cases."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bijlisetu.complaints.actions import rising, working
from bijlisetu.editions.actions import issue
from bijlisetu.outages import actions
from bijlisetu.reports.disclosure.making import GOOD_FOR, make_due
from bijlisetu.reports.disclosure.wishes import FILE, read, shipped
from bijlisetu.reports.models import Disclosure
from tests.build import NOON
from tests.complaints import made
from tests.outages.desk import HOUR, MINUTE, Desk, desk, enter

pytestmark = pytest.mark.django_db


def came_back(of: Desk, *, late: int) -> None:
    outage = enter(of)
    actions.announce(outage=outage.pk, at=NOON, by=of.engineer)
    actions.back(outage=outage.pk, at=NOON + 2 * HOUR + late * MINUTE, by=of.engineer)


def wish(text: str) -> None:
    issue(file=FILE, text=text, why="test", holds_from=NOON, at=NOON, by="chief", check=read)


def test_an_office_shows_how_many_times_were_kept_and_its_feeders_where_they_are_enough() -> None:
    at_desk = desk()
    for late in (-60, 0, 10, 20, 90):
        came_back(at_desk, late=late)

    make_due(at=NOON + 12 * HOUR)

    figures = Disclosure.objects.get(office=at_desk.section).figures
    told = figures["promises"]
    assert (told["outages"], told["promised"], told["kept"], told["nearly"]) == (5, 5, 3, 4)
    assert [one["outages"] for one in figures["kept"]] == [5]
    assert figures["complaints"] is None  # none came


def test_of_fewer_nothing_is_shown() -> None:
    at_desk = desk()
    for _ in range(4):
        came_back(at_desk, late=0)

    make_due(at=NOON + 12 * HOUR)

    figures = Disclosure.objects.get(office=at_desk.section).figures
    assert (figures["promises"], figures["kept"]) == (None, [])


def test_confirmed_stands_beside_closed_and_officers_by_their_posts() -> None:
    place = made.place()
    ones = [made.complaint(made.consumer(place)) for _ in range(6)]
    rising.rise_due(at=made.TEN + 2 * HOUR)
    for one in ones:
        working.assign(complaints=[one.pk], crew="टीम", at=made.TEN + 2 * HOUR + MINUTE, by="sdo")
    at = made.TEN + 5 * HOUR
    issue(
        file=FILE, text=shipped().replace("heads = false", "heads = true"), why="x", holds_from=made.TEN,
        at=made.TEN, by="chief", check=read,
    )  # fmt: skip

    make_due(at=at)

    figures = Disclosure.objects.get(office=place.offices["subdivision"]).figures
    told = figures["complaints"]
    assert (told["received"], told["closed"], told["confirmed"], told["still_open"]) == (6, 0, 0, 6)
    sdo, je = figures["heads"]
    assert (sdo["role"], sdo["came"], sdo["answered"], sdo["took"]) == ("sdo", 6, 6, 60)
    assert (je["role"], je["came"], je["answered"]) == ("je", None, None)  # nothing came: too little to say more
    assert '"sdo"' in json.dumps(figures)
    assert not {"name_hi", "name_en", "user"} & sdo.keys()


def test_it_is_counted_once_a_day_and_anew_when_it_is_wished_otherwise() -> None:
    desk()
    at = NOON + HOUR
    assert make_due(at=at) > 0

    assert make_due(at=at + timedelta(hours=1)) == 0
    assert make_due(at=at + GOOD_FOR + MINUTE) > 0
    wish(shipped().replace("least = 5", "least = 9"))
    assert make_due(at=at + GOOD_FOR + 2 * MINUTE) > 0
