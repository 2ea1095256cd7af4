"""
A contact drive as people live it, before their own screens: from the plan to the report of the evening.

An officer opens it over those whom the bills did not reach and gives the beats to two workers. One of them has no
network for a day. Numbers are proved by codes read off the people's phones, the missed bills follow, tasks close by
receipts, and in the end everybody is reached who can be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from bijlisetu.demo.desks import CHIEF, SDO, mailbox_of
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.simulator.homes.home import Home
from tests.journeys.contact_drive.mailbox import Mailbox
from tests.journeys.contact_drive.people import Officer, Telephone, Walker
from tests.journeys.contact_drive.played import walk_to_the_rest
from tests.journeys.contact_drive.town import Town, town_of
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM, PATIENCE, running

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)

Window = Callable[..., BrowserContext]
DESK, PHONE = (1366, 768), (360, 740)
CONSUMERS = 60
A_MONTH, A_DAY = timedelta(days=30), timedelta(days=1)
BY_HAND = 3  #: doors of each worker
#: What the database says of everybody, each figure by its name in the report.
FIGURES = """
SELECT count(*) AS people, count(*) FILTER (WHERE reached) AS reached,
       to_char(100.0 * count(*) FILTER (WHERE reached) / count(*), 'FM990.0') AS "per cent",
       count(*) FILTER (WHERE proved) AS proved, count(*) FILTER (WHERE NOT reached) AS left,
       (SELECT count(DISTINCT consumer_id) FROM contact_claim
        WHERE "by" LIKE 'walker%%' AND (at AT TIME ZONE 'Asia/Kolkata')::date = %s) AS "mended today"
FROM reach_standing WHERE ledger = 'bills'
"""


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with running(tmp_path, "--consumers", str(CONSUMERS), "--by-hand") as demo, town_of(demo) as town:
        yield town


@pytest.fixture
def window(browser: Browser) -> Iterator[Window]:
    """Opens a window or a telephone that shares nothing with the others."""
    with ExitStack() as opened:

        def open_one(width: int, height: int) -> BrowserContext:
            context = browser.new_context(
                viewport={"width": width, "height": height}, locale="hi-IN", reduced_motion="reduce",
                permissions=["geolocation"], geolocation={"latitude": 24.69, "longitude": 83.07, "accuracy": 12},
            )  # fmt: skip
            opened.callback(context.close)
            context.set_default_timeout(PATIENCE)
            return context

        yield open_one


def test_a_drive_brings_everybody_their_bill_who_can_have_it(town: Town, window: Window) -> None:
    town.sends_the_bills()
    before, now = town.reached(), datetime.now(UTC)
    officer = Officer(window(*DESK).new_page(), town)
    near, far = _two_workers_have_beats(officer, window, since=now - A_MONTH)
    ceiling = before + sum(home.can_be_reached for home in town.doors())

    away = _goes_from_door_to_door_offline(far, on=now - A_DAY)
    telephone = Telephone(window(*PHONE).new_page(), town)
    proved = _goes_from_door_to_door_and_proves(near, telephone)
    _sends_what_was_found(far, away, on=now - A_DAY)
    far.proves(away[-1].number, telephone)
    _the_bills_follow(town, [*proved, *away], telephone)
    walk_to_the_rest(town, [near.name, far.name], since=now - A_MONTH)
    town.comes_to_rest()
    town.comes_to_the_evening(of=day_in_india(now))

    _the_chief_engineer_reads_it(Mailbox(window(*DESK).new_page(), town, mailbox_of(CHIEF)), of=day_in_india(now))
    officer.sees_that_every_door_is_closed()
    officer.sees_reach_of(town.reached())
    assert town.reached() > before
    assert abs(town.reached() - ceiling) <= CONSUMERS / 100


def _two_workers_have_beats(officer: Officer, window: Window, *, since: datetime) -> tuple[Walker, Walker]:
    """Open a drive at the desk, give its beats to two workers, and have them log in in the field."""
    town = officer.town
    officer.logs_in(SDO)
    officer.opens_a_drive(since=day_in_india(since))
    one, other = (Walker(window(*PHONE), town.office, worker.name, town) for worker in town.honest[:2])
    officer.gives_the_beats([town.name_of(walker.name) for walker in (one, other)])
    town.had_the_beats_for(A_MONTH)
    for walker in (one, other):
        walker.logs_in()
    return one, other


def _goes_from_door_to_door_offline(walker: Walker, *, on: datetime) -> list[Home]:
    walker.goes_offline(on)
    homes = [walker.goes_to_a_door() for _ in range(BY_HAND)]
    assert walker.states() == ["kept"] * BY_HAND
    assert walker.town.visits_of(walker.name) == []
    return [home for home in homes if home.can_be_reached]


def _goes_from_door_to_door_and_proves(walker: Walker, telephone: Telephone) -> list[Home]:
    proved = []
    for _ in range(BY_HAND):
        home = walker.goes_to_a_door()
        if home.can_be_reached:
            walker.proves(home.number, telephone)
            proved.append(home)
    return proved


def _sends_what_was_found(walker: Walker, homes: list[Home], *, on: datetime) -> None:
    known = sorted(str(visit["id"]) for visit in walker.kept("visits"))
    walker.comes_back()

    visits = walker.town.visits_of(walker.name)
    assert walker.states() == ["taken"] * BY_HAND
    assert sorted(visit["id"] for visit in visits) == known
    told = {(visit["account"], visit["number"]) for visit in visits if visit["number"]}
    assert told == {(home.account, home.number) for home in homes}
    assert {day_in_india(visit["at"]) for visit in visits} == {day_in_india(on)}


def _the_bills_follow(town: Town, homes: list[Home], telephone: Telephone) -> None:
    """Wait until nothing is under way; then each bill is on its telephone, and a receipt has closed the task."""
    assert len(homes) > BY_HAND
    town.comes_to_rest()

    for home in homes:
        assert home.account[-4:] in town.bills_on(home.number)
        assert telephone.shows_the_bill(home.number).startswith(b"%PDF")
    assert town.closed_by(homes) == {"receipt"}


def _the_chief_engineer_reads_it(mailbox: Mailbox, *, of: date) -> None:
    """Wait for the report; its table and its paper say what the database says."""
    mailbox.has_mail()

    (told,) = mailbox.town.rows(FIGURES, of)
    figures = {name: str(figure) for name, figure in told.items()}
    circle, zone = mailbox.table()[:2]
    assert circle.items() >= figures.items()
    assert zone.items() >= figures.items()
    assert f"{circle['office']} {' '.join(figures.values())}" in mailbox.paper()
