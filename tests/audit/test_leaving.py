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
    detail = Entry.objects.get(deed="audit.seals_left").detail
    assert (detail["seal"], detail["hash"]) == anchor
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


def told(deed: str, at: datetime = NOW, **detail: object) -> None:
    """Write what only the clock writes, as one who may write in the database can."""
    Entry.objects.create(
        id=months.month_of(NOW) * A_MONTH + next(counted), at=at, by="clock", deed=deed, record="chain:months",
        detail=detail,
    )  # fmt: skip
    chain.seal(at=NOW)


@pytest.mark.parametrize("before", ["2027-01-01", "2026-12-01", "2026-11-01", "2025-11-01"])
@pytest.mark.parametrize("at", [NOW, NOW + timedelta(days=900)])
def test_months_that_are_too_young_have_not_left_whatever_an_entry_says(before: str, at: datetime) -> None:
    told("audit.months_left", at, before=before)
    with behind_the_back():
        sql.execute("DELETE FROM audit_entry WHERE at = %(at)s", at=YESTERDAY)

    found = verify().altered

    assert YESTERDAY.date() in {one.day for one in found}
    assert any("too young" in one.what for one in found)


def test_a_chain_cut_at_a_seal_that_an_entry_names_shows() -> None:
    seals = list(Seal.objects.order_by("number"))
    cut = seals[2]
    told("audit.seals_left", seal=cut.number, hash=cut.hash)
    with behind_the_back():
        sql.execute("DELETE FROM audit_seal WHERE number <= %(cut)s", cut=cut.number)
        sql.execute("DELETE FROM audit_entry WHERE at <= %(at)s", at=LATER)

    found = verify(anchors=[chain.Anchor(seals[0].number, seals[0].hash)])

    assert any("was cut off" in one.what for one in found.altered)
    assert [one.seal for one in found.too_old] == [seals[0].number]


@pytest.mark.parametrize("is_honest_of_its_time", [True, False])
def test_not_even_with_the_whole_of_a_young_seal(is_honest_of_its_time: bool) -> None:
    turn_over(at=NOW, keep=13)
    chain.seal(at=NOW)
    cut = Seal.objects.get(day=YESTERDAY.date())
    told(
        "audit.seals_left", seal=cut.number, day=cut.day.isoformat(), entries=cut.entries, content=cut.content,
        at=(cut.at if is_honest_of_its_time else LONG_AGO).isoformat(), before=cut.before, hash=cut.hash,
    )  # fmt: skip
    with behind_the_back():
        sql.execute("DELETE FROM audit_seal WHERE number <= %(cut)s", cut=cut.number)
        sql.execute("DELETE FROM audit_entry WHERE at <= %(at)s", at=YESTERDAY)

    assert any("was cut off" in one.what for one in verify().altered)


def test_an_anchor_from_before_all_that_is_kept_is_said_to_be_too_old() -> None:
    first = Seal.objects.earliest("number")
    turn_over(at=NOW, keep=13)
    chain.seal(at=NOW)

    found = verify(anchors=[chain.Anchor(first.number, first.hash)])

    assert found.altered == ()
    assert [one.seal for one in found.too_old] == [first.number]
