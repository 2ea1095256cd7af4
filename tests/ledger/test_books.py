"""Entries come whole and balanced, once, and never change; balances and totals follow."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.actions import EnteredOtherwise, NoSuchEntry, enter, reverse
from bijlisetu.ledger.queries import balances, made_of, owed_by_bill, statement, totals_of, untrue
from bijlisetu.ledger.rules import Entry, First, Head, Line, NamesNobody, NotInPaise, Sort, Unbalanced
from bijlisetu.ledger.totals import HEADS
from bijlisetu.plumbing.database import sql, totals
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

NOV = date(2026, 11, 20)
DEC = date(2026, 12, 5)


def entry(
    reference: str, amount: str, *, of: Consumer, sort: Sort = Sort.PAYMENT, day: date = NOV, against: Head = Head.BANK,
    **evidence: str,
) -> Entry:  # fmt: skip
    exact = Decimal(amount)
    lines = (
        Line(head=Head.RECEIVABLE, amount=exact, consumer=of.pk),
        Line(head=against, amount=-exact, consumer=of.pk if against is not Head.BANK else None),
    )
    return Entry(reference=reference, sort=sort, day=day, lines=lines, evidence=evidence)


def bill(number: str, amount: str, *, of: Consumer, day: date = NOV) -> Entry:
    return entry(
        f"bill:{number}", amount, of=of, sort=Sort.BILL, day=day, against=Head.REVENUE, bill=number,
        due=str(day + timedelta(days=15)),
    )  # fmt: skip


def put(*entries: Entry) -> frozenset[str]:
    return enter(entries, at=NOON, by="test")


def test_what_is_entered_twice_counts_once() -> None:
    one = build.consumer()

    assert put(bill("B1", "1253.00", of=one)) == {"bill:B1"}
    assert put(bill("B1", "1253.00", of=one), entry("p1", "-253.00", of=one)) == {"p1"}

    assert balances([one.pk]) == {one.pk: Decimal("1000.00")}
    assert untrue() == []


def test_a_reference_with_other_lines_is_refused_whole() -> None:
    one = build.consumer()
    put(entry("p1", "-253.00", of=one))

    with pytest.raises(EnteredOtherwise):
        put(entry("p1", "-254.00", of=one), entry("p2", "-1.00", of=one))
    with pytest.raises(EnteredOtherwise):
        put(entry("p3", "-1.00", of=one), entry("p3", "-2.00", of=one))

    assert balances([one.pk]) == {one.pk: Decimal("-253.00")}


def test_a_reversal_takes_back_once_under_whatever_reference() -> None:
    one = build.consumer()
    put(entry("p1", "-253.00", of=one))

    assert reverse({"p1": "p1:bounced"}, why="cheque", day=DEC, at=NOON, by="test") == {"p1:bounced"}
    assert reverse({"p1": "p1:bounced"}, why="cheque", day=DEC, at=NOON, by="test") == frozenset()
    assert reverse({"p1": "another"}, why="cheque", day=DEC, at=NOON, by="test") == frozenset()
    with pytest.raises(NoSuchEntry):
        reverse({"p9": "p9:bounced"}, why="", day=DEC, at=NOON, by="test")

    with pytest.raises(NoSuchEntry):
        reverse({"p1:bounced": "p1:again"}, why="", day=DEC, at=NOON, by="test")

    assert balances([one.pk]) == {one.pk: 0}
    assert balances([one.pk], on=DEC - timedelta(days=1)) == {one.pk: Decimal("-253.00")}


@pytest.mark.parametrize("change", ["UPDATE ledger_entry SET why = 'x'", "DELETE FROM ledger_entry"])
@pytest.mark.parametrize("table", ["ledger_entry", "ledger_line"])
def test_what_stands_stays(change: str, table: str) -> None:
    put(entry("p1", "-1.00", of=build.consumer()))

    said = change.replace("ledger_entry", table).replace("why = 'x'", "day = day")
    with pytest.raises(IntegrityError, match="reverse the entry"), transaction.atomic():
        sql.execute(said)


ENTRY = """
INSERT INTO ledger_entry (reference, sort, day, lines, why, evidence, at, by)
VALUES ('raw', 'adjustment', '2026-11-20', 2, '', '{}', now(), 'test')
"""
LINES = """
INSERT INTO ledger_line (entry_id, place, day, head, amount, consumer_id)
SELECT id, place, told.day::date, head, amount, NULL FROM (VALUES %s) AS told (place, day, head, amount),
"""


@pytest.mark.parametrize(
    "lines",
    [
        "(1, '2026-11-20', 'bank', 1), (2, '2026-11-20', 'suspense', -2)",
        "(1, '2026-11-20', 'bank', 1), (2, '2026-11-20', 'suspense', -2), (3, '2026-11-20', 'rebate', 1)",
        "(1, '2026-11-20', 'bank', 1), (3, '2026-11-20', 'suspense', -1)",
        "(1, '2026-11-21', 'bank', 1), (2, '2026-11-20', 'suspense', -1)",
    ],
    ids=["unbalanced", "too many", "wrong place", "another day"],
)
def test_the_database_refuses_an_entry_that_is_not_whole(lines: str) -> None:
    whole = f"WITH one AS ({ENTRY} RETURNING id) {LINES % lines} one"

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(whole)


def test_the_database_refuses_an_entry_without_lines_and_lines_that_come_later() -> None:
    with pytest.raises(IntegrityError, match="with its lines"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ENTRY)

    put(entry("raw", "-1.00", of=build.consumer()))
    later = LINES % "(3, '2026-11-20', 'bank', 1), (4, '2026-11-20', 'suspense', -1)"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{later} ledger_entry")


def test_the_database_refuses_a_reversal_with_other_lines() -> None:
    put(entry("p1", "-5.00", of=build.consumer()))
    false = ENTRY.replace("at, by)", "at, by, reverses_id)").replace("now(), 'test')", "now(), 'test', %s)")
    lines = LINES % "(1, '2026-11-20', 'bank', 1), (2, '2026-11-20', 'suspense', -1)"
    ((first,),) = sql.rows("SELECT id FROM ledger_entry")

    with pytest.raises(IntegrityError, match="no reversal"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"WITH one AS ({false} RETURNING id) {lines} one", [first])


def test_a_line_of_nothing_of_parts_of_a_paisa_or_of_nobody_is_refused() -> None:
    for amount in ("0", "1.005", "NaN", "1000000000000"):
        with pytest.raises(NotInPaise):
            Line(head=Head.BANK, amount=Decimal(amount))
    with pytest.raises(NamesNobody):
        Line(head=Head.RECEIVABLE, amount=Decimal(1))
    with pytest.raises(Unbalanced):
        Entry(reference="r", sort=Sort.PAYMENT, day=NOV, lines=(Line(head=Head.BANK, amount=Decimal(1)),))


def test_totals_follow_entries_and_a_consumer_who_changes_feeder() -> None:
    here, there = build.office("circle"), build.office("circle")
    one = build.consumer(on=build.feeder(section=build.office(parent=here)))
    other = build.feeder(section=build.office(parent=there))
    put(bill("B1", "100.00", of=one), entry("p1", "-30.00", of=one))

    assert totals_of(here.pk) == {"receivable": Decimal("70.00"), "revenue": Decimal("-100.00")}
    Consumer.objects.filter(pk=one.pk).update(feeder=other)
    totals.gather(HEADS, at=NOON)

    assert totals_of(here.pk) == {}
    assert totals_of(there.pk) == {"receivable": Decimal("70.00"), "revenue": Decimal("-100.00")}
    assert totals.differences(HEADS) == []
    assert untrue() == []


def test_a_false_balance_and_a_false_total_are_named() -> None:
    one = build.consumer()
    put(bill("B1", "100.00", of=one))
    sql.execute("UPDATE ledger_balance SET receivable = receivable + 1")

    said = untrue()
    assert [one for one in said if one.startswith("consumer")]
    assert [one for one in said if one.startswith("feeder")]
    sql.execute("UPDATE ledger_headtotal SET amount = amount + 1 WHERE head = 'revenue'")
    assert [one.key["head"] for one in totals.differences(HEADS)] == ["revenue"]


def test_a_statement_runs_from_balance_to_balance() -> None:
    one = build.consumer()
    put(bill("B1", "100.00", of=one), bill("B2", "50.00", of=one, day=DEC), entry("p1", "-30.00", of=one, day=DEC))

    told = statement(one.pk, DEC, DEC + timedelta(days=1))

    assert told.before == Decimal("100.00")
    assert [(row.reference, row.amount, row.balance) for row in told.rows] == [
        ("bill:B2", Decimal("50.00"), Decimal("150.00")),
        ("p1", Decimal("-30.00"), Decimal("120.00")),
    ]
    assert told.after == balances([one.pk])[one.pk]


def test_on_a_statement_a_first_bill_follows_what_was_owed_before_it() -> None:
    one = build.consumer()
    put(bill("B1", "100.00", of=one), entry("before", "30.00", of=one, day=NOV, sort=Sort.OPENING))

    told = statement(one.pk, NOV, NOV + timedelta(days=1))

    assert [(row.reference, row.balance) for row in told.rows] == [
        ("before", Decimal("30.00")), ("bill:B1", Decimal("130.00")),
    ]  # fmt: skip


def test_what_is_owed_is_made_of_bills_less_what_settled_the_oldest() -> None:
    one = build.consumer()
    put(bill("B1", "100.00", of=one), bill("B2", "50.00", of=one, day=DEC), entry("p1", "-120.00", of=one, day=DEC))

    assert owed_by_bill([one.pk]) == {one.pk: {"B2": Decimal("30.00")}}
    made = made_of(one.pk, on=DEC, first=First.SURCHARGE)
    assert made.balance == Decimal("30.00")
    assert made.by_sort == {Sort.BILL: Decimal("150.00"), Sort.PAYMENT: Decimal("-120.00")}
    assert made.by_head == {"revenue": Decimal("150.00")}
    assert owed_by_bill([one.pk], on=NOV) == {one.pk: {"B1": Decimal("100.00")}}
