"""The evening says until when: the day that was set for the office, or the last day of the drive that goes on there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bijlisetu.fieldwork.models import Round
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.network.models import Office
from bijlisetu.reach.deadlines import set_deadline
from bijlisetu.reports.evening.figures import figures
from tests.build import NOON
from tests.drives import planned
from tests.drives.planned import BEGINS, DEADLINE

pytestmark = pytest.mark.django_db

BILLS = Occasion("bills", "2026-11")
DURING = date(2026, 11, 20)


def deadline(office: Office, *, on: date = DURING) -> str | None:
    told = figures(office=office, occasion=BILLS, day=on, today=on)["deadline"]
    return str(told) if told else None


def test_the_drive_that_goes_on_says_it_to_its_office_and_those_below() -> None:
    where = planned.place()
    assert deadline(where.division) is None
    planned.drive_at(where)

    assert [deadline(office) for office in (where.division, *where.sections)] == [DEADLINE.isoformat()] * 3


@pytest.mark.parametrize("on", [BEGINS - timedelta(days=1), DEADLINE + timedelta(days=1)])
def test_before_it_begins_and_after_its_last_day_it_says_nothing(on: date) -> None:
    where = planned.place()
    planned.drive_at(where)

    assert deadline(where.division, on=on) is None


def test_a_drive_that_was_ended_says_nothing() -> None:
    where = planned.place()
    planned.drive_at(where)
    Round.objects.update(closed_at=NOON)

    assert deadline(where.division) is None


def test_the_day_that_was_set_for_the_office_comes_first() -> None:
    where, day = planned.place(), date(2026, 11, 22)
    planned.drive_at(where)
    set_deadline(office=where.division.pk, occasion=BILLS, on=day, at=NOON, by="chief")

    assert deadline(where.division) == day.isoformat()
    assert deadline(where.division, on=day + timedelta(days=1)) == DEADLINE.isoformat()
