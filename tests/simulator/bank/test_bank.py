"""The bank's book is the truth; its calls and files tell of it as real ones do, and disagree in a few rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bijlisetu.payments.callbacks.mapping import callback_mapping
from bijlisetu.payments.callbacks.reading import told_by
from bijlisetu.payments.callbacks.signing import prove
from bijlisetu.simulator.bank.book import Book, Paid, Way, Wish
from bijlisetu.simulator.bank.calling import COPIES, body_of, calls_of, signed
from bijlisetu.simulator.bank.files import LAYOUTS, file_of

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
MANY = 2_000


def wish(way: Way, serial: int = 1) -> Wish:
    return Wish(way, f"9900{serial:06d}", f"BS{serial:012d}", f"B{serial}", 125_300 + serial)


def paid(many: int = 1, way: Way = Way.UPI) -> list[Paid]:
    return [Paid(one, *wish(way, one), DAY, NOON.timestamp(), None) for one in range(1, many + 1)]


def test_what_was_paid_outlives_the_process(tmp_path: Path) -> None:
    with closing(Book(tmp_path)) as book:
        [one] = book.take([wish(Way.CHEQUE)], day=DAY, at=NOON.timestamp())
        book.bounce([one.id], day=DAY + timedelta(days=3))

    with closing(Book(tmp_path)) as book:
        [kept] = book.all()
    assert (kept.paise, kept.bounced_on) == (one.paise, DAY + timedelta(days=3))


def test_a_call_is_signed_as_the_product_asks_and_says_the_payment() -> None:
    [one] = paid()
    body, mapping = body_of(one, "payment.captured"), callback_mapping("aggregator")
    headers = {
        name.lower().encode(): text.encode() for name, text in signed(body, secret="s", now=NOON.timestamp()).items()
    }

    prove(body, headers, signature=mapping.signature, secrets=["s"], at=NOON)
    told = told_by(body, mapping=mapping, received_at=NOON)

    assert (told.amount * 100, told.paid_on, told.status, told.reference) == (one.paise, DAY, "paid", one.reference)
    assert f"rrn::{one.rrn}" in told.names


def test_most_are_called_out_at_once_some_late_often_or_never() -> None:
    calls = [calls_of(one, seed=1) for one in paid(MANY)]
    counts = Counter(len(one) for one in calls)

    assert 0.01 < counts[0] / MANY < 0.04
    assert counts[COPIES]
    assert 0.04 < sum(bool(one) and one[0].after > 3600 for one in calls) / MANY < 0.12
    assert any([call.event for call in one] == ["payment.captured", "payment.authorized"] for one in calls)
    assert calls == [calls_of(one, seed=1) for one in paid(MANY)]


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_a_file_leaves_out_comes_the_next_day(name: str, tmp_path: Path) -> None:
    layout = LAYOUTS[name]
    with closing(Book(tmp_path)) as book:
        made = book.take([wish(layout.ways[0], one) for one in range(MANY)], day=DAY, at=NOON.timestamp())
        first, second = (rows(file_of(book, name, day=DAY + timedelta(days=days), seed=1), name) for days in (0, 1))

    listed = Counter(row[0] for row in first)
    assert 0 < len(second) < 0.03 * MANY
    assert listed.keys() | {row[0] for row in second} == {layout.row(one, one.paise, "")[0] for one in made}
    assert not listed.keys() & {row[0] for row in second}
    assert 0 < sum(many == 2 for many in listed.values()) < 0.03 * MANY


def test_another_amount_is_told_only_of_what_was_called_out(tmp_path: Path) -> None:
    with closing(Book(tmp_path)) as book:
        made = book.take([wish(Way.UPI, one) for one in range(MANY)], day=DAY, at=NOON.timestamp())
        honest = rows(file_of(book, "upi", day=DAY, seed=1), "upi")
        for one in made:
            book.answered(one.id)
        wrong = rows(file_of(book, "upi", day=DAY, seed=1), "upi")

    assert 0 < sum(before != after for before, after in zip(honest, wrong, strict=True)) < 0.02 * MANY


def test_a_cheque_that_bounced_stands_in_the_file_of_that_day(tmp_path: Path) -> None:
    with closing(Book(tmp_path)) as book:
        [one] = book.take([wish(Way.CHEQUE)], day=DAY, at=NOON.timestamp())
        book.bounce([one.id], day=DAY + timedelta(days=3))
        [row] = rows(file_of(book, "bank", day=DAY + timedelta(days=3), seed=1), "bank")

    assert (row[0], row[-1]) == (one.transaction, "RETURNED")


def rows(text: str, name: str) -> list[list[str]]:
    """Return the rows of payments of a file."""
    layout = LAYOUTS[name]
    found = list(csv.reader(io.StringIO(text)))[len(layout.above) + 1 :]
    return found[:-1] if layout.trailer(0, 0) else found
