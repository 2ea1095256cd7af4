"""Tables in months: made ahead, dropped whole, and nothing refused or lost on the way."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection

from bijlisetu.audit import holds
from bijlisetu.audit.models import Entry
from bijlisetu.audit.months import PARTED as AUDIT
from bijlisetu.plumbing.database import months, sql
from bijlisetu.plumbing.database.months import A_MONTH, Parted, later, month_of

NOON = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)
LONG_AGO = 2019_03
counted = itertools.count(1_000_000)
(ENTRIES,) = AUDIT


def entry(month: int, *, record: str = "consumer:1", at: datetime = NOON) -> int:
    number = month * A_MONTH + next(counted)
    return int(Entry.objects.create(id=number, at=at, by="one", deed="test", record=record).pk)


def part_of(number: int) -> str:
    ((part,),) = sql.rows("SELECT tableoid::regclass::text FROM audit_entry WHERE id = %(number)s", number=number)
    return str(part)


@pytest.mark.parametrize(
    ("month", "distance", "found"),
    [
        (2026_11, 1, 2026_12),
        (2026_12, 1, 2027_01),
        (2026_11, -13, 2025_10),
        (2026_01, -1, 2025_12),
        (2026_11, 0, 2026_11),
    ],
)
def test_months_are_counted_over_the_end_of_a_year(month: int, distance: int, found: int) -> None:
    assert later(month, distance) == found


def test_a_month_begins_at_midnight_in_india() -> None:
    assert month_of(datetime(2026, 11, 30, 18, 29, tzinfo=UTC)) == 2026_11
    assert month_of(datetime(2026, 11, 30, 18, 30, tzinfo=UTC)) == 2026_12


@pytest.mark.django_db
def test_a_row_is_numbered_by_the_month_it_is_written_in() -> None:
    written = Entry.objects.create(at=NOON, by="one", deed="test", record="consumer:1")

    ((month,),) = sql.rows(f"SELECT {months.THIS_MONTH}")
    assert written.pk // A_MONTH == month
    assert part_of(written.pk) == f"audit_entry_{month}"


@pytest.mark.django_db
def test_months_are_made_ahead_once() -> None:
    at = datetime(2031, 1, 15, tzinfo=UTC)

    made = months.make_ahead(AUDIT, at=at)

    assert made == [f"audit_entry_{month}" for month in (2030_12, 2031_01, 2031_02, 2031_03, 2031_04)]
    assert months.make_ahead(AUDIT, at=at) == []


@pytest.mark.django_db
def test_a_row_of_a_month_that_was_not_made_is_taken_and_moves_when_it_is() -> None:
    number = entry(2031_02)
    assert part_of(number) == "audit_entry_other"

    months.make_ahead(AUDIT, at=datetime(2031, 1, 15, tzinfo=UTC))

    assert part_of(number) == "audit_entry_203102"


@pytest.mark.django_db
def test_a_new_month_has_all_that_a_month_has() -> None:
    months.make_ahead(AUDIT, at=datetime(2031, 1, 15, tzinfo=UTC))

    indexes = "SELECT count(*) FROM pg_index WHERE indrelid = %(part)s::regclass"
    assert sql.numbers(indexes, part="audit_entry_203102") == sql.numbers(indexes, part="audit_entry_undated")


@pytest.mark.django_db
def test_a_month_leaves_whole_when_its_time_is_over() -> None:
    months.make(ENTRIES, 2025_09)
    months.make(ENTRIES, 2025_10)
    over, kept = entry(2025_09), entry(2025_10)

    assert months.leave(AUDIT, at=NOON, keep=13) == ["audit_entry_202509"]

    assert not Entry.objects.filter(pk=over).exists()
    assert part_of(kept) == "audit_entry_202510"
    assert 2025_09 not in ENTRIES.months()


@pytest.mark.django_db
def test_what_is_under_a_legal_hold_stays_until_the_hold_ends() -> None:
    months.make(ENTRIES, LONG_AGO)
    long_ago = datetime(2019, 3, 5, tzinfo=UTC)
    asked_for = entry(LONG_AGO, record="consumer:7", at=long_ago)
    other = entry(LONG_AGO, record="consumer:8", at=long_ago)
    hold = holds.hold(consumer=7, why="W.P. 17/2026", by="legal", at=NOON, until=NOON + timedelta(days=400))

    months.leave(AUDIT, at=NOON, keep=13)
    months.leave(AUDIT, at=NOON, keep=13)

    assert part_of(asked_for) == "audit_entry_other"
    assert not Entry.objects.filter(pk=other).exists()
    holds.lift(hold=hold, by="legal", at=NOON)
    months.leave(AUDIT, at=NOON, keep=13)
    assert not Entry.objects.filter(pk=asked_for).exists()


@pytest.mark.django_db
def test_rows_that_name_no_month_leave_by_their_time() -> None:
    old = entry(0, at=datetime(2025, 9, 30, 18, 29, tzinfo=UTC))
    young = entry(0, at=datetime(2025, 9, 30, 18, 30, tzinfo=UTC))

    months.leave(AUDIT, at=NOON, keep=13)

    assert not Entry.objects.filter(pk=old).exists()
    assert part_of(young) == "audit_entry_undated"


@pytest.mark.django_db
def test_a_month_with_work_to_do_stays() -> None:
    months.make(ENTRIES, LONG_AGO)
    number = entry(LONG_AGO)

    assert months.leave(AUDIT, at=NOON, keep=13, busy="%(first)s = 2019030000000000") == []

    assert part_of(number) == f"audit_entry_{LONG_AGO}"


@pytest.fixture
def in_use(db: None, transactional_db: None) -> Iterator[None]:
    """Somebody reads the table and does not end."""
    named = connection.settings_dict
    parts = {"host": named["HOST"], "port": named["PORT"], "user": named["USER"], "password": named["PASSWORD"]}
    with psycopg.connect(dbname=named["NAME"], **{part: value for part, value in parts.items() if value}) as reader:
        reader.execute("SELECT count(*) FROM audit_entry")
        yield
    months.leave(AUDIT, at=NOON, keep=13)


def test_nobody_waits_for_long_behind_a_month_that_is_in_use(in_use: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(months, "PATIENCE", "20ms")
    before = ENTRIES.months()

    assert months.make_ahead(AUDIT, at=datetime(2015, 1, 15, tzinfo=UTC)) == []

    assert ENTRIES.months() == before


@pytest.mark.django_db
def test_a_month_is_told_apart_by_whatever_names_it() -> None:
    by_month = Parted(table="a", by=months.By.MONTH, column="month", past="")
    by_name = Parted(table="a", by=months.By.NAME, column="occasion", past="")

    assert by_month.bounds(2026_12) == "FOR VALUES IN (202612)"
    assert by_name.bounds(2026_12) == "FOR VALUES FROM ('2026-12') TO ('2027-01')"
    assert ENTRIES.bounds(2026_12) == "FOR VALUES FROM (2026120000000000) TO (2027010000000000)"
