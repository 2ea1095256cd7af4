"""The register of breaches: 72 hours from when we came to know, and nothing that was written changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from bijlisetu.audit import breaches
from bijlisetu.audit.breaches import CLOSED, STEPS, NotYetFound, StepDone, StepsMissing
from bijlisetu.audit.models import Breach, Entry
from bijlisetu.plumbing.database import sql

FOUND = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


def enter(*, found_at: datetime = FOUND) -> int:
    return breaches.enter(
        what="a list lay open", which_data="numbers", people=None, found_at=found_at, by="chief", at=FOUND + HOUR
    )


def do(breach: int, *steps: str, at: datetime = FOUND + 2 * HOUR) -> None:
    for step in steps:
        breaches.step(breach=breach, step=step, words="letter 17", by="chief", at=at)


def test_the_account_is_due_72_hours_after_we_came_to_know() -> None:
    enter()

    [one] = breaches.register()

    assert one.due_at == FOUND + 72 * HOUR == breaches.next_due()
    assert not one.is_late(FOUND + 72 * HOUR)
    assert one.is_late(FOUND + 72 * HOUR + timedelta(seconds=1))


def test_an_account_in_time_is_not_late_afterwards_and_a_late_one_stays_late() -> None:
    in_time, late = enter(), enter()
    do(in_time, "reported", at=FOUND + 72 * HOUR)
    do(late, "reported", at=FOUND + 73 * HOUR)

    found = {one.number: one.is_late(FOUND + 1000 * HOUR) for one in breaches.register()}

    assert found == {in_time: False, late: True}
    assert breaches.next_due() is None


@pytest.mark.parametrize("missing", STEPS)
def test_it_is_closed_only_when_all_are_told(missing: str) -> None:
    breach = enter()
    do(breach, *(step for step in STEPS if step != missing))

    with pytest.raises(StepsMissing):
        do(breach, CLOSED)
    with pytest.raises(IntegrityError, match="breach_closed_when_all_are_told"), transaction.atomic():
        Breach.objects.filter(pk=breach).update(closed_at=FOUND + HOUR)
    do(breach, missing, CLOSED)

    assert not breaches.register()[0].is_open


def test_a_step_is_written_once() -> None:
    breach = enter()
    do(breach, "told_board")

    with pytest.raises(StepDone):
        do(breach, "told_board")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_breach SET what = 'nothing'",
        "UPDATE audit_breach SET found_at = found_at - interval '1 hour'",
        "UPDATE audit_breach SET told_board_at = NULL",
        "UPDATE audit_breach SET told_board_words = ''",
        "DELETE FROM audit_breach",
    ],
)
def test_what_was_written_stays(change: str) -> None:
    do(enter(), "told_board")

    with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        sql.execute(change)


def test_it_is_not_found_at_a_time_to_come() -> None:
    with pytest.raises(NotYetFound):
        enter(found_at=FOUND + 2 * HOUR)


def test_open_ones_come_first_the_next_due_first() -> None:
    later, sooner, closed = enter(found_at=FOUND), enter(found_at=FOUND - HOUR), enter(found_at=FOUND - 9 * HOUR)
    do(closed, *STEPS, CLOSED)

    assert [one.number for one in breaches.register()] == [sooner, later, closed]


def test_all_of_it_stands_in_the_book_of_deeds() -> None:
    breach = enter()
    do(breach, *STEPS, CLOSED)

    assert [*Entry.objects.filter(record=f"breach:{breach}").order_by("id").values_list("deed", flat=True)] == [
        "breach.entered", "breach.told_board", "breach.told_people", "breach.reported", "breach.closed",
    ]  # fmt: skip
