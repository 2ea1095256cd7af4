"""Which holds stand against erasing somebody: from a file, dated, with their reason and their source."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bijlisetu.audit.holds import hold, lift
from bijlisetu.billing.models import Bill
from bijlisetu.consumers.models import Consumer
from bijlisetu.reports.law.holds import FILE, HoldsNotUsable, held, holds_on, rules
from bijlisetu.tracking.models import Unclear
from tests import build
from tests.build import CYCLE, NOON

pytestmark = pytest.mark.django_db


def bill(of: Consumer, amount: int, *, months_ago: int = 0, cancelled: bool = False) -> None:
    day = (CYCLE - timedelta(days=30 * months_ago)).replace(day=1)
    Bill.objects.create(
        number=f"B{of.pk}-{months_ago}", consumer=of, cycle=day, bill_date=day, due_date=day + timedelta(days=20),
        units=1, amount_payable=amount, mapping="uppcl", imported_at=NOON, is_cancelled=cancelled,
    )  # fmt: skip


def names(of: Consumer) -> list[str]:
    return [one.name for one in holds_on(of.pk, at=NOON)]


def test_without_a_reason_only_the_connection_itself_stays() -> None:
    someone = build.consumer()

    assert names(someone) == ["supply"]
    assert held(holds_on(someone.pk, at=NOON)) == {"registry"}


def test_a_bill_that_is_to_be_paid_keeps_the_address_for_two_years_and_the_books_for_eight() -> None:
    someone = build.consumer()
    bill(someone, 1200)

    unpaid, _, books = holds_on(someone.pk, at=NOON)
    assert (unpaid.name, unpaid.parts, books.name) == ("unpaid", ("addresses",), "bills")
    assert unpaid.until is not None
    assert unpaid.until.date() == CYCLE.replace(day=1) + timedelta(days=20 + 730)
    assert unpaid.source
    assert unpaid.why["hi"]


@pytest.mark.parametrize(
    ("amount", "months_ago", "cancelled"), [(0, 0, False), (-40, 0, False), (900, 40, False), (900, 0, True)]
)
def test_what_is_not_owed_holds_no_address(amount: int, months_ago: int, cancelled: bool) -> None:
    someone = build.consumer()
    bill(someone, amount, months_ago=months_ago, cancelled=cancelled)

    assert "unpaid" not in names(someone)


def test_the_last_bill_says_whether_anything_is_owed() -> None:
    someone = build.consumer()
    bill(someone, 900, months_ago=2)
    bill(someone, 0)

    assert "unpaid" not in names(someone)


def test_a_court_keeps_all_until_its_day_and_no_longer() -> None:
    someone = build.consumer()
    number = hold(why="मंच 7", by="law", at=NOON, until=NOON + timedelta(days=9), consumer=someone.pk)

    (first, _) = holds_on(someone.pk, at=NOON)
    assert (first.name, first.said, first.by, first.until) == ("evidence", "मंच 7", "law", NOON + timedelta(days=9))
    assert {"addresses", "messages", "visits", "history"} <= held([first])
    assert [one.name for one in holds_on(someone.pk, at=NOON + timedelta(days=10))] == ["supply"]
    lift(hold=number, by="law", at=NOON)
    assert names(someone) == ["supply"]


def test_an_open_question_keeps_what_was_said() -> None:
    someone = build.consumer()
    Unclear.objects.create(reply=1, consumer=someone)

    assert names(someone) == ["dispute", "supply"]


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ('parts = ["registry"]', 'parts = ["everything"]'), ("days = 730", "days = 0"), ("days = 730", 'days = "long"'),
        ("[supply.why]", "[supply.whyever]"), ("[bills]", "[books]"), ("[evidence]", "[evidence"),
        ('source = "Companies', 'sauce = "Companies'),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, written: str, instead: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert written in text
    path = tmp_path / "holds.toml"
    path.write_text(text.replace(written, instead, 1), encoding="utf-8")

    with pytest.raises(HoldsNotUsable):
        rules(path)
