"""The ledgers in numbers are what the receipts say, by section, until they settle."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bijlisetu.network.queries import top_offices
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions
from bijlisetu.outages.ledgers.keeping import keep
from bijlisetu.outages.ledgers.totals import NEWS
from bijlisetu.outages.measuring.periods import month_of
from bijlisetu.outages.models import LedgerLine
from bijlisetu.outages.queries import ledger
from bijlisetu.outages.rules import Kind
from bijlisetu.plumbing.database.totals import differences, gather
from bijlisetu.reports.outages.told import outages_of, told_by_month, told_by_office, told_in
from tests import build
from tests.build import NOON
from tests.carried import send_all
from tests.outages.desk import HOUR, Desk, desk, enter

pytestmark = pytest.mark.django_db
NOVEMBER = month_of(NOON.date())


@pytest.fixture
def at_desk() -> Desk:
    made = desk()
    build.consumer(on=made.feeders[0], mobile="916000000001")
    build.consumer(on=made.feeders[0])
    return made


def test_numbers_follow_the_receipts_and_are_those_of_the_outage(at_desk: Desk) -> None:
    outage = enter(at_desk)
    actions.announce(outage=outage.pk, at=NOON, by="je")
    keep(at=NOON)
    before = told_in(at_desk.section.pk, NOVEMBER)
    send_all(NOON)

    keep(at=NOON + HOUR)

    found, counted = told_in(at_desk.section.pk, NOVEMBER), ledger(outage.pk)
    assert (before.touched, before.waiting) == (2, 2)
    assert found.touched == counted.touched == 2
    assert (found.told_before + found.no_receipt, found.waiting) == (counted.told, counted.waiting)
    assert dict(found.why_not) == dict(counted.not_told)


def test_each_office_month_and_outage_has_its_own_and_the_late_notices_are_counted(at_desk: Desk) -> None:
    company = top_offices()[0]
    late = enter(at_desk, kind=Kind.PLANNED)
    in_time = enter(at_desk, kind=Kind.PLANNED, from_at=NOON + 30 * HOUR, until_at=NOON + 31 * HOUR)
    nobody = enter(at_desk, Elements(feeders=(at_desk.feeders[1].pk,)))
    for one in (late, in_time):
        actions.announce(outage=one.pk, at=NOON, by="je")
    keep(at=NOON)

    whole = told_in(company.pk, NOVEMBER)
    (line,) = told_by_office(company.pk, NOVEMBER)
    each = {one.number: one for one in outages_of(at_desk.section.pk, NOVEMBER)}

    assert (whole.outages, whole.untold, whole.late_notices, whole.touched) == (3, 1, 1, 4)
    assert (line.office, line.told) == (at_desk.section.pk, whole)
    assert told_by_month(company.pk, NOVEMBER) == {NOVEMBER.first: whole}
    assert [each[one.number].is_late for one in (late, in_time, nobody)] == [True, False, False]
    assert each[nobody.number].told_at is None
    assert told_in(build.office().pk, NOVEMBER).outages == 0


def test_what_settled_is_not_counted_again_and_what_was_missed_is(at_desk: Desk) -> None:
    outage = enter(at_desk)
    actions.announce(outage=outage.pk, at=NOON, by="je")
    actions.back(outage=outage.pk, at=NOON + HOUR, by="je")

    later = NOON + timedelta(days=10)
    assert [keep(at=NOON + 2 * HOUR), keep(at=later)] == [1, 0]
    LedgerLine.objects.all().delete()
    assert keep(at=later) == 1


def test_what_was_never_told_and_cancelled_is_no_outage_of_the_month(at_desk: Desk) -> None:
    outage = enter(at_desk)
    actions.cancel(outage=outage.pk, why="by mistake", at=NOON, by="je")

    assert keep(at=NOON) == 0
    assert told_in(at_desk.section.pk, NOVEMBER).outages == 0


def test_totals_are_what_a_recount_gives_however_ledgers_moved(at_desk: Desk) -> None:
    outage = enter(at_desk)
    actions.announce(outage=outage.pk, at=NOON, by="je")
    keep(at=NOON)
    actions.back(outage=outage.pk, at=NOON + HOUR, by="je")
    keep(at=NOON + HOUR)

    assert differences(NEWS) == []
    assert told_in(at_desk.section.pk, NOVEMBER).touched == sum(LedgerLine.objects.values_list("people", flat=True))
    gather(NEWS, at=NOON)
    LedgerLine.objects.all().delete()
    assert (differences(NEWS), told_in(at_desk.section.pk, NOVEMBER).touched) == ([], 0)
