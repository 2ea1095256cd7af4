"""
Whatever is told of payments, by whom, how often and in which order: each counts once, and the books balance.

Some plays here; `make bench ARGS="--only plays"` plays ten thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bijlisetu.ledger.queries as ledger
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.models import Line
from bijlisetu.outbox.models import Notice
from bijlisetu.payments.models import Payment
from bijlisetu.payments.settling import settle
from bijlisetu.payments.states import Status
from bijlisetu.payments.taking import Told, stage
from bijlisetu.plumbing.database import sql
from tests import build
from tests.build import NOON
from tests.payments.conftest import ACCOUNT, OTHER

pytestmark = pytest.mark.django_db
PLAYS = 40
#: The word of the highest rank holds; what never was paid is in nobody's books.
CREDITS = {Status.PAID}


@dataclass(frozen=True)
class True_:  # noqa: N801 - the truth of one payment
    """What really happened: whose it is, how much, and what came of it."""

    number: int
    account: str
    paise: int
    words: tuple[Status, ...]

    @property
    def end(self) -> Status:
        return max(self.words, key=lambda word: word.rank)


@st.composite
def truths(draw: st.DrawFn) -> list[True_]:
    ways = st.sampled_from([
        (Status.PAID,), (Status.PENDING, Status.PAID), (Status.FAILED, Status.PAID), (Status.PENDING,),
        (Status.PAID, Status.REVERSED), (Status.PENDING, Status.PAID, Status.BOUNCED), (Status.REVERSED,),
    ])  # fmt: skip
    return [
        True_(number, draw(st.sampled_from([ACCOUNT, OTHER, ""])), draw(st.integers(1, 100_000)), draw(ways))
        for number in range(draw(st.integers(1, 6)))
    ]


def told(one: True_, word: Status, source: str) -> Told:
    """What one source says: the bank knows its own reference alone, the aggregator its own number beside it."""
    rrn = f"rrn::{one.number:012}"
    names = {"call": [f"transaction:a:{one.number}", rrn], "file": [f"transaction:a:{one.number}"], "bank": [rrn]}
    return Told(
        key=f"{source}:{one.number}:{word}", source=source, names=names[source],
        amount=Decimal(one.paise) / 100, paid_on=date(2026, 11, 20), status=word, account=one.account,
    )  # fmt: skip


def test_each_payment_counts_once_whoever_tells_of_it(consumer: Consumer) -> None:
    play(PLAYS)


def play(plays: int, *, is_new: bool = False) -> None:
    """Play so many sequences, the same each time or new ones; nothing of them stays in the database."""
    chosen = settings(
        max_examples=plays, derandomize=not is_new, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    chosen(given(st.data())(_play))()


def people() -> None:
    """Make the two to whom it may be paid, of one company."""
    feeder = build.feeder_of_a_company()
    build.consumer(account=OTHER, on=feeder)
    build.consumer(account=ACCOUNT, on=feeder, mobile="6000000007")


def _play(data: st.DataObject) -> None:
    found = data.draw(truths())
    # The call knows both numbers, so that whoever knows one of them means the same payment: it is told in any case.
    words = [told(one, word, "call") for one in found for word in one.words]
    beside = [told(one, word, source) for one in found for word in one.words for source in ("file", "bank")]
    more = data.draw(st.lists(st.sampled_from(words + beside), max_size=12))
    order = data.draw(st.permutations(words))
    with transaction.atomic():
        at = NOON
        for batch in (order, more, words):
            for part in _parts(batch, data.draw(st.integers(1, 5))):
                at += timedelta(minutes=1)
                stage(part)
                settle(at=at, by="test")
        _check(found)
        transaction.set_rollback(True)


def _parts(batch: Sequence[Told], size: int) -> list[Sequence[Told]]:
    return [batch[start : start + size] for start in range(0, len(batch), size)]


def _check(found: Sequence[True_]) -> None:
    credited = [one for one in found if one.end in CREDITS]
    whose = dict(Consumer.objects.values_list("account", "pk"))
    balances = ledger.balances(list(whose.values()))
    for account, consumer in whose.items():
        theirs = sum((Decimal(one.paise) / 100 for one in credited if one.account == account), Decimal(0))
        assert balances[consumer] == -theirs
    assert Payment.objects.count() == len(found)
    assert Payment.objects.filter(state="credited").count() == sum(bool(one.account) for one in credited)
    ((bank, all_of_it),) = sql.rows(
        "SELECT coalesce(sum(amount) FILTER (WHERE head = 'bank'), 0), coalesce(sum(amount), 0) FROM ledger_line"
    )
    assert bank == sum((Decimal(one.paise) / 100 for one in credited), Decimal(0))
    assert all_of_it == 0
    assert ledger.untrue() == []
    open_ = Notice.objects.filter(kind="payment_received", state="open").count()
    assert open_ == sum(bool(one.account) for one in credited)
    assert Line.objects.filter(consumer=None, head="receivable").count() == 0
