"""The daily report: who is reached at the end of a day, what was repaired, what pace is needed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Office
from bijlisetu.reach.models import Standing
from bijlisetu.reports.daily import Daily, DayLongGone, DayToCome, DeadlinePassed, NoLedger, daily
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture
def division() -> Office:
    return build.office("division")


def person(division: Office, *, degree: str, reason: str = "", at: datetime = NOON) -> Consumer:
    section = Office.objects.filter(children=None, kind="section").first() or build.office(parent=division)
    someone = build.consumer(on=build.feeder(section=section))
    reached = degree in ("read", "delivered")
    Standing.objects.create(
        consumer=someone, ledger="bills", occasion="2026-11", notice=1, degree=degree, reached=reached,
        proved=False, reason=reason,
        attempt=1 if reached else None, at=at,
    )  # fmt: skip
    return someone


def report(division: Office, *, on: date = TODAY, deadline: date = date(2026, 11, 30)) -> Daily:
    return daily(office=division, on=on, deadline=deadline, today=TODAY)


def test_people_reached_and_why_the_rest_was_not(division: Office) -> None:
    for degree, reason in [("read", ""), ("delivered", ""), ("failed", "number_dead"), ("no_address", "")]:
        person(division, degree=degree, reason=reason)

    total = report(division).total

    assert (total.people, total.reached, total.percent) == (4, 2, 50.0)
    assert total.unreached_by_reason == {"number_dead": 1, "no_address": 1}


def test_the_rows_add_up_to_the_office(division: Office) -> None:
    person(division, degree="read")
    person(division, degree="no_address")

    made = report(division)

    assert sum(row.people for row in made.rows) == made.total.people == 2


def test_who_was_reached_later_was_not_reached_that_day(division: Office) -> None:
    person(division, degree="read", at=NOON)

    assert report(division, on=TODAY - timedelta(days=1)).total.reached == 0
    assert report(division).total.reached == 1


def test_a_door_counts_once_on_the_day_on_which_somebody_of_the_office_mends_it(division: Office) -> None:
    someone = person(division, degree="no_address")
    build.address(someone, "916000000001", source="visit")
    build.address(someone, "916000000002", source="counter")

    assert report(division).total.repaired_today == 1
    assert report(division, on=TODAY - timedelta(days=1)).total.repaired_today == 0


@pytest.mark.parametrize("source", ["billing_export", "carrier"])
def test_an_import_and_a_new_number_on_whatsapp_mend_no_door(division: Office, source: str) -> None:
    build.address(person(division, degree="no_address"), "916000000001", source=source)

    assert report(division).total.repaired_today == 0


@pytest.mark.parametrize("owner", ["proved", "not_owner"])
def test_a_persons_own_yes_or_no_mends_no_door(division: Office, owner: str) -> None:
    build.address(person(division, degree="read"), "916000000001", owner=owner, owner_at=NOON)

    assert report(division).total.repaired_today == 0


def test_a_number_struck_out_at_the_door_is_not_mended(division: Office) -> None:
    held = build.address(person(division, degree="read"), "916000000001")
    build.claim(held, word="not_own", source="visit", at=NOON)

    assert report(division).total.repaired_today == 0


def test_the_forecast_goes_by_the_tasks_closed_in_the_last_week(division: Office) -> None:
    for _ in range(2):
        person(division, degree="no_address")
    done = person(division, degree="read")
    build.task(done, reason="no_address", closed_at=NOON, closed_by="receipt", evidence=1)

    total = report(division).total

    assert total.pace_needed == 1
    assert total.finish == TODAY + timedelta(days=14)


def under(office: Office, *, left: int, closed: int) -> Office:
    """Make a section where so many are not reached, and so many tasks were closed in the last week."""
    section = build.office(parent=office)
    for _ in range(left):
        of = build.consumer(on=build.feeder(section=section))
        Standing.objects.create(
            consumer=of, ledger="bills", occasion="2026-11", notice=1, degree="no_address", reached=False, proved=False,
            reason="", at=NOON,
        )  # fmt: skip
    for _ in range(closed):
        of = build.consumer(on=build.feeder(section=section))
        Standing.objects.create(
            consumer=of, ledger="bills", occasion="2026-11", notice=1, degree="read", reached=True, proved=False,
            reason="", attempt=1, at=NOON,
        )  # fmt: skip
        build.task(of, reason="no_address", closed_at=NOON, closed_by="receipt", evidence=1)
    return section


@pytest.mark.parametrize("on", [TODAY, TODAY - timedelta(days=1)])
@pytest.mark.parametrize(
    "sections", [[(1, 7), (6, 2)], [(3, 1), (0, 5)], [(2, 1), (1, 3), (5, 5)], [(1, 0), (2, 9)], [(0, 0), (1, 1)]]
)
def test_no_office_is_done_before_a_part_of_it(on: date, sections: list[tuple[int, int]]) -> None:
    circle = build.office("circle")
    divisions = [build.office("division", parent=circle) for _ in range(2)]
    for number, (left, closed) in enumerate(sections):
        under(divisions[number % 2], left=left, closed=closed)

    of_circle = daily(office=circle, on=on, deadline=date(2026, 11, 30), today=TODAY)
    for division, row in zip(divisions, sorted(of_circle.rows, key=lambda one: one.id), strict=True):
        own = daily(office=division, on=on, deadline=date(2026, 11, 30), today=TODAY)
        assert own.total.finish == row.finish
        for whole, part in ((of_circle.total, own.total), *((own.total, each) for each in own.rows)):
            assert not part.people or whole.finish is None or (part.finish and whole.finish >= part.finish)


def test_an_office_is_done_with_its_last_section_and_a_feeder_with_its_own() -> None:
    division = build.office("division")
    quick, slow = under(division, left=1, closed=7), under(division, left=6, closed=3)

    def finishes(of: Office) -> tuple[date | None, set[date | None]]:
        made = report(of)
        return made.total.finish, {row.finish for row in made.rows}

    assert finishes(division)[0] == TODAY + timedelta(days=14)
    assert finishes(slow) == (TODAY + timedelta(days=14), {TODAY + timedelta(days=14), TODAY})
    assert finishes(quick) == (TODAY + timedelta(days=1), {TODAY + timedelta(days=1), TODAY})


def test_while_one_section_stands_still_the_whole_is_not_done_at_this_pace() -> None:
    division = build.office("division")
    under(division, left=1, closed=0)
    under(division, left=1, closed=9)

    assert report(division).total.finish is None


def test_what_cannot_be_reported_is_said(division: Office) -> None:
    with pytest.raises(NoLedger):
        report(division)
    with pytest.raises(DeadlinePassed):
        report(division, deadline=TODAY - timedelta(days=1))
    with pytest.raises(DayLongGone):
        report(division, on=date(1, 1, 1))
    with pytest.raises(DayToCome):
        report(division, on=TODAY + timedelta(days=1))


def test_bills_posted_and_not_sent_yet_say_what_to_start(division: Office) -> None:
    build.notice(build.consumer())

    with pytest.raises(NoLedger, match="start bijlisetu work and bijlisetu deliver"):
        report(division)


def test_a_cycle_without_a_ledger_names_those_that_have_one(division: Office) -> None:
    person(division, degree="read")

    with pytest.raises(NoLedger, match=r"2020-01 .* 2026-11"):
        daily(office=division, on=TODAY, deadline=TODAY, today=TODAY, occasion="2020-01")


def test_nobody_is_no_success(division: Office) -> None:
    person(division, degree="read")
    empty = build.office("division", name="TEST EMPTY")

    total = report(empty).total

    assert (total.people, total.percent, total.finish) == (0, None, None)
