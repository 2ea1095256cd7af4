"""Which cycle people are told of when nobody names one, and how a run of bills is made."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bijlisetu.billing.models import Bill
from bijlisetu.billing.telling import notices
from bijlisetu.billing.telling.notices import NoBills, announce
from bijlisetu.billing.telling.untold import untold_months
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Office
from bijlisetu.outbox.models import Notice, Run
from tests import build
from tests.build import CYCLE, NOON

pytestmark = pytest.mark.django_db

OCTOBER, DECEMBER = date(2026, 10, 1), date(2026, 12, 1)


@pytest.fixture(autouse=True)
def maker() -> None:
    build.officer("maker", of=build.office("company", name="EAST"))


def a_consumer() -> Consumer:
    section = build.office(parent=Office.objects.get(name="EAST"))
    return build.consumer(mobile="916000000001", on=build.feeder(section=section))


def a_bill(cycle: date, *, number: int = 1) -> Bill:
    return Bill.objects.create(
        number=f"{cycle:%y%m}/{number}", consumer=a_consumer(), cycle=cycle, bill_date=cycle,
        due_date=cycle + timedelta(days=45), units=Decimal(56), amount_payable=Decimal(212), mapping="uppcl",
        imported_at=NOON,
    )  # fmt: skip


def test_by_default_it_is_the_latest_cycle_that_has_begun() -> None:
    for cycle in (OCTOBER, CYCLE, DECEMBER):
        a_bill(cycle)

    assert announce(cycle=None, at=NOON, by="maker").posted == 1
    assert Notice.objects.get().occasion == "2026-11"


def test_a_cycle_to_come_is_told_of_if_it_is_named() -> None:
    a_bill(DECEMBER)

    assert announce(cycle=DECEMBER, at=NOON, by="maker").posted == 1


def test_bills_to_come_alone_are_none_yet() -> None:
    a_bill(DECEMBER)

    with pytest.raises(NoBills, match="no bills up to 2026-11"):
        announce(cycle=None, at=NOON, by="maker")


def test_the_bills_of_a_cycle_wait_in_one_run_told_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "PORTION", 2)
    for number in range(5):
        a_bill(CYCLE, number=number)

    told = announce(cycle=CYCLE, at=NOON, by="maker")

    run = Run.objects.get()
    assert (told.posted, told.runs, run.key, run.made) == (5, (run.pk,), "bills:2026-11", 5)
    assert set(Notice.objects.values_list("run", flat=True)) == {run.pk}


def test_told_once_more_nothing_is_new_and_no_run_is_left_over() -> None:
    a_bill(CYCLE)
    announce(cycle=CYCLE, at=NOON, by="maker")

    again = announce(cycle=CYCLE, at=NOON, by="maker")

    assert (again.posted, again.runs, Run.objects.count()) == (0, (), 1)


def test_a_gathering_that_was_cut_short_is_taken_up_where_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "PORTION", 2)
    for number in range(5):
        a_bill(CYCLE, number=number)

    def give_up(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        announce(cycle=CYCLE, at=NOON, by="maker", on_progress=give_up)
    begun = Run.objects.get().pk
    told = announce(cycle=CYCLE, at=NOON, by="maker")

    assert [(made.posted, made.run, made.state) for made in told.made] == [(3, begun, "released")]


def test_a_late_bill_goes_in_a_run_of_its_own() -> None:
    a_bill(CYCLE)
    announce(cycle=CYCLE, at=NOON, by="maker")
    a_bill(CYCLE, number=2)

    told = announce(cycle=CYCLE, at=NOON, by="maker")

    assert told.posted == 1
    assert list(Run.objects.order_by("id").values_list("key", "made")) == [("bills:2026-11", 1), ("bills:2026-11/2", 1)]
    found = {finding["gate"]: finding for finding in Run.objects.latest("id").findings}
    assert found["total_as_imported"]["passed"]


def test_months_that_somebody_must_still_hear_of_are_named_with_what_to_type() -> None:
    """A round from the 28th to the 2nd: by default the latest month alone is told."""
    a_bill(CYCLE)
    a_bill(CYCLE, number=2)
    a_bill(DECEMBER)
    a_bill(OCTOBER)
    Bill.objects.filter(cycle=OCTOBER).update(due_date=NOON.date() - timedelta(days=1))  # too late to tell
    at = NOON + timedelta(days=10)

    announce(cycle=None, at=at, by="maker")
    left = untold_months(at=at)

    assert left == [(CYCLE, 2, 0)]
    assert str(left[0]).endswith("2 not told yet; tell them with bijlisetu notify-bills --cycle 2026-11 --by NAME")
    announce(cycle=CYCLE, at=at, by="maker")
    assert untold_months(at=at) == []


def test_a_told_bill_that_changed_since_is_named_with_its_month() -> None:
    a_bill(CYCLE)
    announce(cycle=CYCLE, at=NOON, by="maker")
    later = NOON + timedelta(days=1)

    Bill.objects.update(is_cancelled=True, imported_at=later)

    assert untold_months(at=later) == [(CYCLE, 0, 1)]
    announce(cycle=CYCLE, at=later, by="maker")
    assert untold_months(at=later) == []
