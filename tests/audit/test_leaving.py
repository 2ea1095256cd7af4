"""Months leave the chain: their time is over, and the rest can still be verified."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from bijlisetu.audit import chain, holds, leaving
from bijlisetu.audit.models import Entry, Seal
from bijlisetu.audit.months import PARTED
from bijlisetu.audit.verifying import verify
from bijlisetu.jobs.months import turn_over
from bijlisetu.plumbing.database import months, sql
from bijlisetu.plumbing.database.months import A_MONTH
from tests.audit.test_chain import behind_the_back, first_altered

NOW = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)
LONG_AGO, LATER, YESTERDAY = (
    datetime(2025, 9, 3, tzinfo=UTC),
    datetime(2025, 10, 3, tzinfo=UTC),
    NOW - timedelta(days=1),
)

pytestmark = pytest.mark.django_db
counted = itertools.count(1_000_000)


def entry(at: datetime, *, record: str = "consumer:1", month: int = 0) -> None:
    """Write and seal an entry in the month of the moment, or in one that its number names."""
    number = (month or months.month_of(at)) * A_MONTH + next(counted)
    Entry.objects.create(id=number, at=at, by="one", deed="test", record=record)
    chain.seal(at=at)


@pytest.fixture(autouse=True)
def old_months(db: None) -> None:
    for month in (2025_09, 2025_10):
        months.make(PARTED[0], month)
    for at in (LONG_AGO, LONG_AGO + timedelta(days=1), LATER, YESTERDAY):
        entry(at)


def test_a_month_that_has_left_is_not_missed() -> None:
    turn_over(at=NOW, keep=13)
    chain.seal(at=NOW)

    found = verify()

    assert not Entry.objects.filter(at__lt=LATER, deed="test").exists()
    assert found.altered == ()
    assert found.since == LATER.date()


def test_the_seals_of_a_month_that_has_left_leave_their_anchor() -> None:
    anchor = Seal.objects.order_by("number").values_list("number", "hash")[1]

    turn_over(at=NOW, keep=13)

    assert not Seal.objects.filter(number__lte=2).exists()
    assert Entry.objects.get(deed="audit.seals_left").detail == {"seal": anchor[0], "hash": anchor[1]}
    assert verify(anchors=[chain.Anchor(*anchor)]).altered == ()


def test_a_month_taken_out_before_its_time_shows() -> None:
    with behind_the_back():
        sql.execute("DELETE FROM audit_entry WHERE at = %(at)s", at=LATER)
        sql.execute("DELETE FROM audit_seal WHERE day = %(day)s", day=LATER.date())
    turn_over(at=NOW, keep=13)

    assert first_altered() is not None


def test_a_chain_whose_beginning_left_by_itself_shows() -> None:
    turn_over(at=NOW, keep=13)
    with behind_the_back():
        sql.execute("DELETE FROM audit_entry WHERE deed = 'audit.seals_left'")
        sql.execute("DELETE FROM audit_waiting")
    chain.seal(at=NOW)

    assert first_altered() == LATER.date()


def test_what_a_hold_keeps_is_sealed_anew_and_leaves_with_it() -> None:
    entry(LONG_AGO, record="consumer:7")
    hold = holds.hold(consumer=7, why="W.P. 17/2026", by="legal", at=NOW, until=NOW + timedelta(days=400))

    turn_over(at=NOW, keep=13)
    chain.seal(at=NOW)

    held = Entry.objects.get(record="consumer:7", deed="test")
    assert verify().altered == ()
    with behind_the_back():
        sql.execute("UPDATE audit_entry SET \"by\" = 'other' WHERE id = %(id)s", id=held.pk)
    assert first_altered() == LONG_AGO.date()
    with behind_the_back():
        sql.execute("UPDATE audit_entry SET \"by\" = 'one' WHERE id = %(id)s", id=held.pk)
    holds.lift(hold=hold, by="legal", at=NOW)
    turn_over(at=NOW, keep=13)
    chain.seal(at=NOW)
    assert not Entry.objects.filter(record="consumer:7", deed="test").exists()
    assert verify().altered == ()


def test_the_same_months_are_announced_once() -> None:
    for _ in range(2):
        turn_over(at=NOW, keep=13)

    assert Entry.objects.filter(deed="audit.months_left").count() == 1
    assert leaving.gone().before.isoformat() == "2025-10-01"


def test_entries_that_name_no_month_leave_by_their_time() -> None:
    entry(LONG_AGO, month=1)

    turn_over(at=NOW, keep=13)
    chain.seal(at=NOW)

    assert verify().altered == ()
