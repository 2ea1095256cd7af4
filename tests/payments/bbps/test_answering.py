"""A call answered: what it owes is told to whoever may know, a payment is taken once, and what is refused stays so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bijlisetu.ledger.queries as ledger
from bijlisetu.billing.models import Bill
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Office
from bijlisetu.outbox.models import Notice
from bijlisetu.payments.bbps.asking import NotACall, read
from bijlisetu.payments.bbps.judging import Word
from bijlisetu.payments.models import Exchange, Payment, Report
from tests import build
from tests.build import NOON
from tests.exports import table_file
from tests.payments.bbps.calls import BILLER, ask, bill_of, call, taking, word
from tests.payments.conftest import ACCOUNT, OTHER, Load

pytestmark = pytest.mark.django_db


@pytest.fixture
def bill(consumer: Consumer) -> Bill:
    return bill_of(consumer)


def balance(consumer: Consumer) -> Decimal:
    return ledger.balances([consumer.pk])[consumer.pk]


def settlement(folder: Path, number: int = 1, status: str = "SUCCESS", **more: str) -> Path:
    row = {
        "TXN_REFERENCE_ID": f"TB{number:010}", "CUSTOMER_PARAM_1": ACCOUNT, "TXN_AMOUNT_PAISE": "50000",
        "TXN_DATE": "22-11-2026", "TXN_STATUS": status, **more,
    }  # fmt: skip
    return table_file(folder / f"{number}-{status}.csv", row)


def test_a_bill_is_found_paid_and_then_nothing_is_due(bill: Bill, consumer: Consumer) -> None:
    found = ask(call())
    assert (found.word, found.standing and found.standing.owed, found.standing and found.standing.bill) == (
        Word.FOUND, Decimal(500), bill.number,
    )  # fmt: skip

    assert word(call("PAYMENT")) == Word.TAKEN
    assert word(call(number=2)) == Word.PAID_ALREADY
    assert balance(consumer) == 0
    paid = Payment.objects.get()
    assert (paid.mode, paid.source, paid.consumer) == ("bbps", "bbps", consumer)
    assert Notice.objects.get().kind == "payment_received"


def test_fifty_copies_and_the_settlement_are_one_credit(
    bill: Bill, consumer: Consumer, load: Load, tmp_path: Path
) -> None:
    answers = [ask(call("PAYMENT", Head__ts="2026-11-22T17:30:01+05:30")) for _ in range(50)]
    load(path=settlement(tmp_path), mapping="bbps")

    assert {(one.word, one.payment) for one in answers} == {(Word.TAKEN, Payment.objects.get().pk)}
    assert balance(consumer) == 0
    assert Notice.objects.filter(kind="payment_received").count() == 1


def test_the_settlement_came_first(bill: Bill, consumer: Consumer, load: Load, tmp_path: Path) -> None:
    load(path=settlement(tmp_path), mapping="bbps")

    assert word(call("PAYMENT"), biller=taking("exact")) == Word.TAKEN
    assert (Payment.objects.count(), Report.objects.count(), balance(consumer)) == (1, 2, 0)


def test_what_was_refused_is_refused_for_ever(bill: Bill, consumer: Consumer) -> None:
    exact = taking("exact")
    assert word(call("PAYMENT", Amount__amount=40000), biller=exact) == Word.NOT_EXACT

    build_up = call("PAYMENT", Amount__amount=40000)
    assert word(build_up, biller=taking("any")) == Word.NOT_EXACT
    assert balance(consumer) == 500
    assert word(call("PAYMENT", number=2), biller=exact) == Word.TAKEN


def test_a_reference_that_tells_of_something_else(bill: Bill, consumer: Consumer) -> None:
    assert word(call("PAYMENT")) == Word.TAKEN

    assert word(call("PAYMENT", Amount__amount=40000)) == Word.TOLD_OTHERWISE
    assert word(call("PAYMENT", account=OTHER)) == Word.TOLD_OTHERWISE
    assert word(call()) == Word.PAID_ALREADY
    assert word(call(account=OTHER)) == Word.TOLD_OTHERWISE
    assert balance(consumer) == 0


def test_what_was_answered_may_be_paid_a_while_though_more_is_owed_by_then(bill: Bill, consumer: Consumer) -> None:
    exact = taking("exact")
    assert word(call(), biller=exact) == Word.FOUND
    bill_of(consumer, "261200000001", "700.00")

    assert word(call("PAYMENT", number=3), biller=exact) == Word.NOT_EXACT
    late = NOON + timedelta(days=2)
    assert word(call("PAYMENT", number=4, asked=f"REF{1:032}"), biller=exact, at=late) == Word.NOT_EXACT
    assert word(call("PAYMENT", number=5, asked=f"REF{1:032}"), biller=exact) == Word.TAKEN


def test_an_answer_is_paid_once(bill: Bill, consumer: Consumer) -> None:
    exact = taking("exact")
    assert word(call(), biller=exact) == Word.FOUND

    paid = [word(call("PAYMENT", number=one, asked=f"REF{1:032}"), biller=exact) for one in (2, 3)]

    assert paid == [Word.TAKEN, Word.PAID_ALREADY]
    assert balance(consumer) == 0


def test_validate_and_pay(bill: Bill) -> None:
    asked = replace(taking("exact_up"), flows=frozenset({"validate"}))

    assert word(call("VALIDATE", Amount__amount=49999), biller=asked) == Word.BELOW
    assert word(call("VALIDATE", number=2), biller=asked) == Word.VALID
    assert word(call("FETCH", number=3), biller=asked) == Word.NOT_OFFERED
    assert word(call("PAYMENT", number=4), biller=asked) == Word.NOT_ASKED
    assert word(call("PAYMENT", number=5, asked=f"REF{1:032}"), biller=asked) == Word.NOT_ASKED
    assert word(call("PAYMENT", number=6, asked=f"REF{2:032}"), biller=asked) == Word.TAKEN


def test_a_payment_taken_back_and_one_taken_back_before_it_came(bill: Bill, consumer: Consumer) -> None:
    assert word(call("PAYMENT")) == Word.TAKEN
    assert word(call("REVERSAL", Amount__amount=10000, number=1)) == Word.NOT_EXACT
    assert balance(consumer) == 0
    assert word(call("PAYMENT", number=2)) == Word.TAKEN
    assert [word(call("REVERSAL", number=2)) for _ in range(2)] == [Word.RETURNED, Word.RETURNED]
    assert word(call("REVERSAL", number=3)) == Word.NO_PAYMENT
    assert word(call("PAYMENT", number=3)) == Word.UNDONE
    assert balance(consumer) == 0


def test_nobody_learns_whether_an_account_is_nobodys_or_anothers(bill: Bill, consumer: Consumer) -> None:
    companies = list(Office.objects.filter(kind="company").values_list("code", flat=True))
    other = build.office("company").code
    unknown = [ask(call(account=one, number=at)) for at, one in enumerate(["3999999999", "x", "", "' OR 1=1"], start=5)]
    unknown.append(ask(call(), biller=replace(BILLER, company=other)))

    assert {(one.word, one.standing, one.payment) for one in unknown} == {(Word.UNKNOWN, None, None)}
    assert word(call(number=2), biller=replace(BILLER, company=companies[0])) == Word.FOUND
    assert word(call("PAYMENT", number=3), biller=replace(BILLER, company=other)) == Word.UNKNOWN
    assert balance(consumer) == 500


def test_a_closed_connection_pays_what_it_owes_and_no_more(bill: Bill, consumer: Consumer) -> None:
    closed = frozenset({consumer.pk})

    assert word(call(), closed=closed) == Word.FOUND
    assert word(call("PAYMENT"), closed=closed) == Word.TAKEN
    assert word(call(number=2), closed=closed) == Word.CLOSED
    assert word(call("PAYMENT", number=2), closed=closed) == Word.CLOSED


def test_money_that_we_refused_and_the_settlement_brings_lies_where_an_officer_finds_it(
    consumer: Consumer, load: Load, tmp_path: Path
) -> None:
    assert word(call("PAYMENT", account="3999999999")) == Word.UNKNOWN

    load(path=settlement(tmp_path, CUSTOMER_PARAM_1="3999999999"), mapping="bbps")

    assert Payment.objects.get().why == "unknown"


def test_whoever_tries_numbers_is_stopped_and_others_are_not(bill: Bill) -> None:
    most = BILLER.limits.unknown_of_an_agent_an_hour
    tried = [word(call(account=f"39{at:08}", number=at + 10)) for at in range(most + 1)]

    assert tried == [Word.UNKNOWN] * most + [Word.TOO_OFTEN]
    assert word(call(number=2)) == Word.TOO_OFTEN
    assert word(call(number=2, Agent__id="TB01OTHER")) == Word.FOUND
    assert word(call(number=3), at=NOON + timedelta(hours=1)) == Word.FOUND
    assert word(call("PAYMENT", number=4)) == Word.TAKEN


def test_one_account_is_not_asked_about_all_day(bill: Bill) -> None:
    most = BILLER.limits.of_an_account_an_hour

    assert [word(call(number=at)) for at in range(most + 1)] == [Word.FOUND] * most + [Word.TOO_OFTEN]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b"[" * 2000, call("TELEPORT"), call("PAYMENT", Amount__amount="0"),
        call(Head__ts="yesterday"),
        call("PAYMENT", Amount__amount=-1), call("PAYMENT", Amount__amount="1e5"), call("PAYMENT", Amount__amount=1.5),
        call("PAYMENT", Amount__amount=None), call("PAYMENT", Amount__currency="USD"), call(Head__refId=""),
        call("PAYMENT", Txn__txnReferenceId=""), call("PAYMENT", Txn__txnReferenceId="---"), call(account=None),
        call(account={"$ne": 1}), call(account=True), call(BillDetails__CustomerParams={}), call(Head__refId="R" * 60),
        call(BillDetails__CustomerParams={"Tags": [{"name": "Consumer Number", "value": "1"}] * 2}),
        call("PAYMENT", Head__ts="2026-11-24T10:00:00+05:30"), call("PAYMENT", Head__ts="2026-01-01T10:00:00+05:30"),
        call().replace(b'"refId"', b'"refId":"X","refId"'),
    ],
)  # fmt: skip
def test_what_says_nothing(body: bytes) -> None:
    with pytest.raises(NotACall):
        read(body, biller=BILLER, at=NOON)


def test_a_call_for_another_biller() -> None:
    with pytest.raises(NotACall, match="another biller"):
        read(call(), biller=replace(BILLER, number="TESTBILLER0002"), at=NOON)


def test_in_any_order_each_payment_counts_once(consumer: Consumer, bill: Bill, load: Load, tmp_path: Path) -> None:
    numbers = st.integers(1, 3)
    step = st.one_of(
        st.tuples(st.just("FETCH"), numbers), st.tuples(st.just("PAYMENT"), numbers),
        st.tuples(st.just("file"), numbers), st.tuples(st.just("REVERSAL"), st.just(3)),
    )  # fmt: skip

    @settings(max_examples=25, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(step, min_size=1, max_size=12))
    def play(steps: list[tuple[str, int]]) -> None:
        with transaction.atomic():
            for what, number in steps:
                if what == "file":
                    load(path=settlement(tmp_path, number), mapping="bbps")
                else:
                    ask(call(what, number=number))
            paid = {number for what, number in steps if what in ("PAYMENT", "file")}
            if ("REVERSAL", 3) in steps:
                paid.discard(3)
            assert balance(consumer) == 500 - 500 * len(paid)
            assert Payment.objects.filter(state="credited").count() == len(paid)
            assert ledger.untrue() == []
            transaction.set_rollback(True)

    play()


def test_no_person_stands_in_what_is_kept(bill: Bill) -> None:
    ask(call())
    ask(call("PAYMENT"))

    kept = " ".join(f"{one.reference} {one.deed} {one.word} {bytes(one.whose)!r}" for one in Exchange.objects.all())
    assert ACCOUNT not in kept
    assert "6000000001" not in kept
