"""The chain over all deeds: what is altered shows, on its own day, whichever byte it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from bijlisetu.audit import actions, chain
from bijlisetu.audit.models import Entry, Seal, Waiting
from bijlisetu.audit.rules import BEGINNING, Anchor, NotAnAnchor
from bijlisetu.audit.verifying import verify
from bijlisetu.plumbing.database import sql

NOON = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
DAYS = [date(2026, 11, day) for day in (25, 26, 27, 28)]

pytestmark = pytest.mark.django_db


def note(*, days: int = 0, records: int = 1) -> None:
    at = NOON + timedelta(days=days)
    actions.note(
        deed="contact.repaired", records=[f"consumer:{one}" for one in range(records)], by="ramesh", at=at,
        detail={"proof": "counter"},
    )  # fmt: skip


def four_days() -> None:
    for number in range(4):
        note(days=number, records=3)
        chain.seal(at=NOON + timedelta(days=number, seconds=10))


@contextmanager
def behind_the_back() -> Iterator[None]:
    """Do as one who has the database itself: no trigger sees it."""
    with transaction.atomic():
        sql.execute("SET LOCAL session_replication_role = replica")
        yield
        sql.execute("SET LOCAL session_replication_role = origin")


def first_altered() -> date | None:
    return next((found.day for found in verify().altered), None)


def test_what_was_done_is_neither_changed_nor_deleted() -> None:
    four_days()

    for refused in ("UPDATE audit_entry SET deed = 'x'", "DELETE FROM audit_entry", "DELETE FROM audit_seal"):
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            sql.execute(refused)
    with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        sql.execute("UPDATE audit_seal SET hash = ''")


def test_a_chain_that_nobody_touched_is_whole() -> None:
    four_days()

    found = verify()

    assert found.altered == ()
    assert (found.seals, found.entries, found.waiting, found.since) == (4, 12, 0, DAYS[0])


def test_what_no_seal_holds_yet_is_said() -> None:
    four_days()
    note(days=4, records=2)

    found = verify()

    assert found.altered == ()
    assert (found.waiting, found.waiting_since) == (2, NOON + timedelta(days=4))


def test_entries_of_two_days_come_under_two_seals() -> None:
    note()
    note(days=1)

    assert chain.seal(at=NOON + timedelta(days=1)) == 2

    assert [*Seal.objects.order_by("number").values_list("day", flat=True)] == DAYS[:2]


def test_nothing_new_makes_no_seal() -> None:
    four_days()

    assert chain.seal(at=NOON + timedelta(days=5)) == 0
    assert Seal.objects.count() == 4


def test_more_entries_than_one_transaction_takes_are_all_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "BATCH", 2)
    note(records=5)

    assert chain.seal(at=NOON) == 5

    assert not Waiting.objects.exists()
    assert verify().altered == ()


@pytest.mark.parametrize("day", range(4))
@pytest.mark.parametrize(
    "change",
    [
        "id = id + 500",
        "at = at + interval '1 microsecond'",
        "at = at - interval '2 days'",
        """"by" = 'suresh'""",
        "deed = 'contact.moved'",
        "record = 'consumer:9'",
        """detail = '{"proof": "visit"}'""",
        """detail = detail || '{"a": 1}'""",
    ],
)
def test_an_altered_byte_of_an_entry_shows_on_its_day(change: str, day: int) -> None:
    four_days()
    number = Entry.objects.order_by("id")[day * 3 + 1].pk

    with behind_the_back():
        sql.execute(f"UPDATE audit_entry SET {change} WHERE id = %(number)s", number=number)

    assert first_altered() == DAYS[day]


@pytest.mark.parametrize("day", range(4))
@pytest.mark.parametrize(
    "change",
    [
        "number = number + 100",
        "number = -number",
        "day = day - 1",
        "day = day + 1",
        "day = '2020-01-01'",
        "at = at + interval '1 second'",
        "entries = array_append(entries, 1)",
        "entries = entries[1:2]",
        "entries[1] = entries[1] + 1",
        "content = overlay(content placing 'x' from 7)",
        "before = overlay(before placing 'x' from 7)",
        "hash = overlay(hash placing 'x' from 7)",
    ],
)
def test_an_altered_byte_of_a_seal_shows_on_its_day(change: str, day: int) -> None:
    four_days()

    with behind_the_back():
        sql.execute(f"UPDATE audit_seal SET {change} WHERE number = %(number)s", number=day + 1)

    assert first_altered() == DAYS[day]


@pytest.mark.parametrize("day", range(4))
def test_an_entry_taken_out_shows_on_its_day(day: int) -> None:
    four_days()
    number = Entry.objects.order_by("id")[day * 3].pk

    with behind_the_back():
        sql.execute("DELETE FROM audit_entry WHERE id = %(number)s", number=number)

    assert first_altered() == DAYS[day]


@pytest.mark.parametrize("day", range(4))
def test_an_entry_put_in_behind_the_back_shows_on_its_day(day: int) -> None:
    four_days()

    with behind_the_back():
        note(days=day)

    assert first_altered() == DAYS[day]


@pytest.mark.parametrize("day", range(3))
def test_a_seal_taken_out_shows_on_its_day(day: int) -> None:
    four_days()

    with behind_the_back():
        sql.execute("DELETE FROM audit_seal WHERE number = %(number)s", number=day + 1)

    assert first_altered() == DAYS[day]


def test_an_entry_deleted_before_it_was_sealed_shows_too() -> None:
    four_days()
    note(days=3)

    with behind_the_back():
        sql.execute("DELETE FROM audit_entry WHERE id = (SELECT entry FROM audit_waiting)")
    chain.seal(at=NOON + timedelta(days=3))

    assert first_altered() == DAYS[3]


def make_anew(since: int) -> None:
    """Seal everything anew from the seal on, as one would who has read our source."""
    with behind_the_back():
        again = "INSERT INTO audit_waiting (entry) SELECT unnest(entries) FROM audit_seal WHERE number >= %(since)s"
        sql.execute(again, since=since)
        sql.execute("DELETE FROM audit_seal WHERE number >= %(since)s", since=since)
    chain.seal(at=NOON + timedelta(days=3))


def test_a_chain_made_anew_is_found_by_what_a_mail_told() -> None:
    anchors = []
    for number in range(4):
        note(days=number)
        chain.seal(at=NOON + timedelta(days=number))
        anchors.append(chain.anchor())
    with behind_the_back():
        sql.execute("UPDATE audit_entry SET \"by\" = 'suresh' WHERE at = %(at)s", at=NOON + timedelta(days=2))
    make_anew(3)

    assert verify().altered == ()
    assert verify(anchors=anchors[:2]).altered == ()
    assert [found.day for found in verify(anchors=anchors).altered] == DAYS[2:]


def test_a_chain_cut_off_at_its_end_is_found_by_what_a_mail_told() -> None:
    four_days()
    anchor = chain.anchor()
    with behind_the_back():
        sql.execute("DELETE FROM audit_entry WHERE at >= %(at)s", at=NOON + timedelta(days=3))
        sql.execute("DELETE FROM audit_seal WHERE number = 4")

    assert verify().altered == ()
    assert [found.what for found in verify(anchors=[anchor]).altered] == [
        "the chain ends at seal 3; a mail told of seal 4: it was cut off"
    ]


def test_a_chain_cut_off_at_its_beginning_shows() -> None:
    four_days()

    with behind_the_back():
        sql.execute("DELETE FROM audit_entry WHERE at < %(at)s", at=NOON + timedelta(days=2))
        sql.execute("DELETE FROM audit_seal WHERE number <= 2")

    assert first_altered() == DAYS[2]


def test_an_anchor_is_read_as_a_mail_writes_it() -> None:
    four_days()
    anchor = chain.anchor()

    assert Anchor.parse(f" {str(anchor)[:20]}\n {str(anchor)[20:].upper()} ") == anchor
    for wrong in ("", "4", "4:abc", f"x:{BEGINNING}", f"4:{'g' * 64}"):
        with pytest.raises(NotAnAnchor):
            Anchor.parse(wrong)


@pytest.mark.django_db(transaction=True)
def test_who_writes_an_entry_does_not_wait_for_one_who_has_not_ended() -> None:
    named = connection.settings_dict
    parts = {"host": named["HOST"], "port": named["PORT"], "user": named["USER"], "password": named["PASSWORD"]}
    insert = (
        "INSERT INTO audit_entry (at, \"by\", deed, record, detail) VALUES (%s, 'other', 'test', 'consumer:1', '{}')"
    )
    with psycopg.connect(dbname=named["NAME"], **{part: value for part, value in parts.items() if value}) as other:
        other.execute(insert, [NOON])  # and does not end
        sql.execute("SET lock_timeout = '2s'")

        note(days=1)
        assert chain.seal(at=NOON + timedelta(days=1)) == 1
        other.commit()

    sql.execute("RESET lock_timeout")
    assert chain.seal(at=NOON + timedelta(days=1, minutes=1)) == 1
    assert verify().altered == ()
