"""A settlement file taken over: each payment once, to the right account, or put where somebody finds it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import bijlisetu.ledger.queries as ledger
from bijlisetu.billing.models import Bill
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.models import Entry
from bijlisetu.outbox.models import Notice
from bijlisetu.payments.actions import WrongTrailer
from bijlisetu.payments.models import Payment, Report
from bijlisetu.plumbing.files.intake import NothingImported
from tests.build import NOON
from tests.exports import table_file, xlsx_file
from tests.payments.conftest import ACCOUNT, OTHER, UPI, Load

pytestmark = pytest.mark.django_db


def balance(consumer: Consumer) -> Decimal:
    return ledger.balances([consumer.pk])[consumer.pk]


def states() -> list[tuple[str, str]]:
    return list(Payment.objects.order_by("id").values_list("state", "why"))


def test_a_payment_is_credited_on_its_own_day_and_told(load: Load, consumer: Consumer) -> None:
    summary = load(UPI)

    payment = Payment.objects.get()
    assert (payment.state, payment.consumer, payment.amount) == ("credited", consumer, Decimal("500.00"))
    assert payment.paid_on == date(2026, 11, 20)
    assert Entry.objects.get().day == date(2026, 11, 20)
    assert balance(consumer) == Decimal("-500.00")
    told = Notice.objects.get()
    assert (told.kind, told.facts["paid"], told.facts["left_en"]) == (
        "payment_received", "2026-11-20", "in advance ₹ 500.00",
    )  # fmt: skip
    assert (summary.new, summary.changed, summary.unchanged) == (1, 0, 0)


def test_the_same_file_under_another_name_changes_nothing(load: Load, consumer: Consumer, tmp_path: Path) -> None:
    load(UPI)

    summary = load(path=table_file(tmp_path / "again.csv", UPI), at=NOON + timedelta(days=1))

    assert (summary.new, summary.changed, summary.unchanged) == (0, 0, 1)
    assert (Payment.objects.count(), Entry.objects.count(), Notice.objects.count()) == (1, 1, 1)


def test_our_reference_names_the_bill_and_its_consumer(
    load: Load, consumer: Consumer, bill: Bill, reference: str
) -> None:
    load({**UPI, "REFERENCE": reference, "ACCOUNT": ""})

    payment = Payment.objects.get()
    assert (payment.consumer, payment.bill_id) == (consumer, bill.pk)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"ACCOUNT": ""}, "unnamed"),
        ({"ACCOUNT": "3999999999"}, "unknown"),
        ({"ACCOUNT": OTHER, "REFERENCE": "261100000001"}, "contradicts"),
        ({"ACCOUNT": "3999999999", "REFERENCE": "261100000001"}, "contradicts"),
    ],
)
def test_what_nobody_can_be_sure_of_lies_in_suspense(load: Load, bill: Bill, row: dict[str, str], why: str) -> None:
    load({**UPI, **row})

    assert states() == [("suspense", why)]
    assert balance(bill.consumer) == 0
    assert not Notice.objects.exists()


def test_never_by_the_amount_alone(load: Load, bill: Bill) -> None:
    load({**UPI, "ACCOUNT": "", "AMOUNT": f"{bill.amount_payable}"})

    assert states() == [("suspense", "unnamed")]


def test_rows_of_one_amount_and_reference_are_told_apart_by_their_own_number(load: Load, consumer: Consumer) -> None:
    load(UPI, {**UPI, "TXN_ID": "TX0002"}, {**UPI, "TXN_ID": "TX0003"})

    assert Payment.objects.count() == 3
    assert balance(consumer) == Decimal("-1500.00")


def test_of_two_rows_with_one_number_the_second_goes_back(load: Load, consumer: Consumer) -> None:
    summary = load(UPI, {**UPI, "RRN": "633099999999"})

    assert summary.reasons == {"payment repeated": 1}
    assert balance(consumer) == Decimal("-500.00")


def test_two_sources_that_share_the_banks_reference_tell_of_one_payment(
    load: Load, consumer: Consumer, tmp_path: Path
) -> None:
    load({**UPI, "RRN": "033012345678"})
    row = {"TRAN ID": "S1", "CHQ/REF NO": "33012345678", "CREDIT": "500.00", "VALUE DATE": "20-11-2026"}
    counter = {"RECEIPT_NO": "R1", "CONSUMER_NO": ACCOUNT, "PAID_AMOUNT": "500", "COLLECTION_DATE": "20-11-2026"}

    load(path=table_file(tmp_path / "bank.csv", row), mapping="bank")  # a spreadsheet took its leading nought
    load(path=table_file(tmp_path / "agency.csv", {**counter, "UPI_REF": "033012345678"}), mapping="agency")

    assert Payment.objects.count() == 1
    assert Report.objects.count() == 3
    assert balance(consumer) == Decimal("-500.00")


def test_a_payment_that_waited_is_credited_once_it_is_paid(load: Load, consumer: Consumer) -> None:
    load({**UPI, "STATUS": "PENDING"})
    assert states() == [("awaited", "")]
    assert balance(consumer) == 0

    load(UPI)
    assert states() == [("credited", "")]
    assert balance(consumer) == Decimal("-500.00")


@pytest.mark.parametrize("status", ["REVERSED", "FAILED"])
def test_what_the_bank_takes_back_is_owed_again_and_told(load: Load, consumer: Consumer, status: str) -> None:
    load(UPI)

    load({**UPI, "STATUS": status}, at=NOON + timedelta(days=2))

    assert states() == [("undone", "")]
    assert balance(consumer) == 0
    assert list(Notice.objects.order_by("id").values_list("kind", "state")) == [
        ("payment_received", "withdrawn"), ("payment_undone", "open"),
    ]  # fmt: skip


def test_a_late_word_of_success_does_not_bring_back_what_is_undone(load: Load, consumer: Consumer) -> None:
    load({**UPI, "STATUS": "REVERSED"})

    load(UPI)

    assert states() == [("undone", "")]
    assert balance(consumer) == 0


def test_a_part_that_went_back_is_for_an_officer(load: Load, consumer: Consumer) -> None:
    load(UPI)

    load({**UPI, "TXN_ID": "TX0009", "STATUS": "REFUNDED", "AMOUNT": "100.00"})

    assert states() == [("credited", "")]
    assert Report.objects.get(disagrees=True).amount == Decimal("100.00")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"AMOUNT": "-500.00"}, "amount not above zero"),
        ({"AMOUNT": "0"}, "amount not above zero"),
        ({"AMOUNT": "500.005"}, "amount unreadable"),
        ({"AMOUNT": "five hundred"}, "amount unreadable"),
        ({"AMOUNT": "nan"}, "amount unreadable"),
        ({"AMOUNT": "200000000"}, "amount absurd"),
        ({"AMOUNT": ""}, "amount missing"),
        ({"CURRENCY": "USD"}, "currency"),
        ({"TXN_DATE": "23-11-2026"}, "day ahead"),
        ({"TXN_DATE": "11/20/2026"}, "day unreadable"),
        ({"TXN_DATE": "20-11-2016"}, "day absurd"),
        ({"STATUS": "MAYBE"}, "status unknown"),
    ],
)
def test_a_bad_row_comes_back_and_good_ones_go_on(load: Load, row: dict[str, str], reason: str) -> None:
    summary = load({**UPI, "TXN_ID": "TX0002", "RRN": "633000000002", **row}, UPI)

    assert summary.reasons == {reason: 1}
    assert summary.new == 1


def test_amounts_of_the_bill_payment_system_are_paise(consumer: Consumer, load: Load, tmp_path: Path) -> None:
    row = {
        "TXN_REFERENCE_ID": "BB1", "CUSTOMER_PARAM_1": ACCOUNT, "TXN_AMOUNT_PAISE": "50050", "TXN_DATE": "2026-11-20",
        "TXN_STATUS": "SUCCESS",
    }  # fmt: skip

    load(path=table_file(tmp_path / "bbps.csv", row), mapping="bbps")

    assert balance(consumer) == Decimal("-500.50")


def test_a_letterhead_is_passed_over_and_what_went_out_is_no_payment(
    consumer: Consumer, load: Load, tmp_path: Path
) -> None:
    path = tmp_path / "statement.csv"
    path.write_text(
        "TEST BANK,,,,\nStatement of account 1234,,,,\n\n"
        "Tran Id,Value Date,Description,Chq/Ref No,Debit,Credit,Consumer No\n"
        f"S1,20-11-2026,NEFT,N1,,500.00,{ACCOUNT}\nS2,20-11-2026,charges,N2,25.00,,\n",
        encoding="utf-8",
    )

    summary = load(path=path, mapping="bank")

    assert (summary.rows, summary.new) == (1, 1)
    assert balance(consumer) == Decimal("-500.00")


def test_a_file_of_fixed_width(consumer: Consumer, load: Load, tmp_path: Path) -> None:
    path = tmp_path / "counter.txt"
    line = f"{'R00000001':14}{ACCOUNT:12}{'':15}{'500.00':>12}20261120CASH\n"
    trailer = f"{'TRAILER':14}{'':12}{'1':15}{'500.00':>12}\n"
    path.write_text(line + trailer, encoding="utf-8")

    summary = load(path=path, mapping="counter")

    assert (summary.rows, summary.new) == (1, 1)
    assert Payment.objects.get().mode == "cash"
    assert balance(consumer) == Decimal("-500.00")


@pytest.mark.parametrize(("count", "total"), [("2", "500.00"), ("1", "600.00"), ("1", "600.0x")])
def test_a_file_that_is_not_what_its_last_line_says_is_not_taken(load: Load, count: str, total: str) -> None:
    trailer = {**dict.fromkeys(UPI, ""), "TXN_ID": "TRAILER", "RRN": count, "AMOUNT": total}

    with pytest.raises(WrongTrailer):
        load(UPI, trailer)

    assert not Payment.objects.exists()


def test_a_workbook(consumer: Consumer, load: Load, tmp_path: Path) -> None:
    load(path=xlsx_file(tmp_path / "upi.xlsx", list(UPI), list(UPI.values())))

    assert balance(consumer) == Decimal("-500.00")


def test_refused_rows_that_were_mended_can_be_brought_again(consumer: Consumer, load: Load, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    load(UPI, {**UPI, "TXN_ID": "TX0002", "RRN": "633000000002", "AMOUNT": "abc"}, rejects=rejects)
    rejects.write_text(rejects.read_text(encoding="utf-8-sig").replace("abc", "70"), encoding="utf-8")

    load(path=rejects)

    assert balance(consumer) == Decimal("-570.00")


def test_a_file_of_bad_rows_alone_changes_nothing(load: Load) -> None:
    with pytest.raises(NothingImported):
        load({**UPI, "AMOUNT": "0"})

    assert not Payment.objects.exists()


def test_what_went_back_in_part_on_the_same_day_leaves_the_payment_credited(load: Load, consumer: Consumer) -> None:
    load({**UPI, "AMOUNT": "200.00", "STATUS": "REFUNDED"}, UPI)

    assert ledger.balances([consumer.pk])[consumer.pk] == Decimal("-500.00")
    assert list(Report.objects.filter(disagrees=True).values_list("amount", flat=True)) == [Decimal(200)]


def test_a_file_that_corrects_an_amount_waits_for_an_officer(load: Load, consumer: Consumer) -> None:
    load(UPI)
    for _ in range(2):
        load({**UPI, "AMOUNT": "450.00"})

    assert list(Report.objects.filter(disagrees=True).values_list("amount", flat=True)) == [Decimal(450)]
    assert ledger.balances([consumer.pk])[consumer.pk] == Decimal("-500.00")
