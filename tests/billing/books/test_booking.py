"""Bills come into the books as files bring them: their own charges by head, arrears once, and never twice."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import bijlisetu.billing.actions as billing
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.actions import enter
from bijlisetu.ledger.models import Balance, Entry, Line, Mismatch
from bijlisetu.ledger.queries import balances, owed_by_bill, untrue
from bijlisetu.ledger.rules import Entry as Told
from bijlisetu.ledger.rules import Head, Sort
from bijlisetu.ledger.rules import Line as ToldLine
from bijlisetu.plumbing.files.intake import Summary
from tests import build
from tests.build import NOON
from tests.exports import table_file

pytestmark = pytest.mark.django_db

ACCOUNT = "3000000007"
ROW = {
    "ACCT_ID": ACCOUNT, "BILL_ID": "261100000001", "BILL_TYP": "REGULAR", "BILL_DATE": "20-NOV-26",
    "DUE_DATE": "05-DEC-26", "BILLED_UNITS": "163", "ENERGY_CHARGE": "900.00", "FIXED_CHARGE": "110.00",
    "FPPAS": "-10.20", "ELECTRICITY_DUTY": "50.00", "SUBSIDY": "40.00", "ARREARS": "300.00", "LPSC": "12.50",
    "ADJUSTMENT": "-5.00", "AMOUNT_PAYABLE": "1317.00",
}  # fmt: skip
NEXT = {
    **ROW, "BILL_ID": "261200000001", "BILL_DATE": "20-DEC-26", "DUE_DATE": "04-JAN-27", "ARREARS": "1317.00",
    "AMOUNT_PAYABLE": "2334.00",
}  # fmt: skip
LATER = NOON + timedelta(days=30)


@pytest.fixture(autouse=True)
def one() -> Consumer:
    return build.consumer(account=ACCOUNT, on=build.feeder_of_a_company())


def load(folder: Path, *rows: dict[str, str], **more: Any) -> Summary:
    return billing.load(**{"path": table_file(folder / "bills.csv", *rows), "at": NOON, "by": "test", **more})


def books() -> dict[str, dict[str, Decimal]]:
    """Return what stands in the books by reference: of each head how much."""
    gone = {reverses for (reverses,) in Entry.objects.exclude(reverses=None).values_list("reverses")}
    return {
        entry.reference: {line.head: line.amount for line in Line.objects.filter(entry=entry)}
        for entry in Entry.objects.filter(reverses=None).exclude(pk__in=gone)
    }


def balance() -> Decimal:
    (amount,) = balances([Consumer.objects.get().pk]).values()
    assert untrue() == []
    return amount


def pay(amount: str, *, on: date = date(2026, 12, 1)) -> None:
    exact = Decimal(amount)
    lines = (
        ToldLine(head=Head.BANK, amount=exact),
        ToldLine(head=Head.RECEIVABLE, amount=-exact, consumer=Consumer.objects.get().pk),
    )
    enter([Told(reference=f"paid:{on}", sort=Sort.PAYMENT, day=on, lines=lines)], at=NOON, by="test")


def test_a_first_bill_opens_the_account_with_its_arrears_and_enters_its_own_charges_by_head(tmp_path: Path) -> None:
    load(tmp_path, ROW)

    assert books() == {
        "opening:261100000001": {"receivable": Decimal("300.00"), "opening": Decimal("-300.00")},
        "bill:261100000001": {
            "receivable": Decimal("1017.00"), "revenue": Decimal("-999.80"), "duty": Decimal("-50.00"),
            "subsidy": Decimal("40.00"), "surcharge": Decimal("-12.50"), "adjustment": Decimal("5.00"),
            "rounding": Decimal("0.30"),
        },
    }  # fmt: skip
    assert balance() == Decimal("1317.00")
    assert Balance.objects.get().opened_on == date(2026, 11, 20)


def test_the_same_file_again_enters_nothing(tmp_path: Path) -> None:
    load(tmp_path, ROW)
    load(tmp_path, ROW, at=LATER - timedelta(days=29))

    assert Entry.objects.count() == 2


def test_arrears_that_are_what_we_know_are_entered_no_second_time(tmp_path: Path) -> None:
    load(tmp_path, ROW)
    load(tmp_path, NEXT, at=LATER)

    assert balance() == Decimal("2334.00")
    assert not Mismatch.objects.exists()


def test_arrears_that_are_not_are_kept_for_the_office_and_not_booked(tmp_path: Path) -> None:
    load(tmp_path, ROW)
    pay("1000.00")
    load(tmp_path, NEXT, at=LATER)

    row = Mismatch.objects.get()
    assert (row.bill, row.printed, row.ours) == ("261200000001", Decimal("1317.00"), Decimal("317.00"))
    assert balance() == Decimal("1334.00")


def test_a_payment_that_crosses_the_bill_is_no_mismatch(tmp_path: Path) -> None:
    load(tmp_path, ROW)
    pay("1000.00", on=date(2026, 12, 21))
    load(tmp_path, NEXT, at=LATER)

    assert not Mismatch.objects.exists()


def test_two_months_in_one_file_open_the_account_once(tmp_path: Path) -> None:
    load(tmp_path, NEXT, ROW, at=NOON + timedelta(days=5))

    assert balance() == Decimal("2334.00")
    assert Entry.objects.filter(sort="opening").count() == 1
    assert not Mismatch.objects.exists()


def test_a_bill_of_before_the_account_was_opened_lies_in_its_arrears(tmp_path: Path) -> None:
    load(tmp_path, NEXT, at=NOON + timedelta(days=5))
    load(tmp_path, ROW, at=NOON + timedelta(days=6))

    assert balance() == Decimal("2334.00")
    assert Entry.objects.filter(sort="bill").count() == 1


def test_a_bill_that_says_something_else_is_reversed_and_entered_anew(tmp_path: Path) -> None:
    load(tmp_path, ROW)
    load(tmp_path, {**ROW, "ENERGY_CHARGE": "1000.00", "AMOUNT_PAYABLE": "1417.00"}, at=NOON + timedelta(days=1))

    assert set(books()) == {"opening:261100000001:2", "bill:261100000001:2"}
    assert balance() == Decimal("1417.00")
    assert Entry.objects.filter(sort="cancelled_bill").count() == 2


def test_a_cancelled_bill_is_owed_no_more_and_the_next_opens_the_account(tmp_path: Path) -> None:
    load(tmp_path, ROW)
    load(tmp_path, {**ROW, "BILL_TYP": "CANCELLED"}, at=NOON + timedelta(days=1))
    assert balance() == 0
    assert Balance.objects.get().opened_on is None

    load(tmp_path, NEXT, at=LATER)

    assert balance() == Decimal("2334.00")


def test_a_revised_bill_takes_the_place_of_the_one_it_puts_right(tmp_path: Path) -> None:
    load(tmp_path, ROW)
    revised = {
        **ROW,
        "BILL_ID": "261100000009",
        "BILL_TYP": "REVISED",
        "BILL_DATE": "22-NOV-26",
        "ENERGY_CHARGE": "800.00",
    }
    load(tmp_path, {**revised, "AMOUNT_PAYABLE": "1217.00"}, at=NOON + timedelta(days=3))

    assert set(books()) == {"opening:261100000009", "bill:261100000009"}
    assert balance() == Decimal("1217.00")


def test_a_credit_stands_beside_the_bill(tmp_path: Path) -> None:
    credit = {"ACCT_ID": ACCOUNT, "BILL_ID": "261100000005", "BILL_TYP": "CREDIT NOTE", "AMOUNT_PAYABLE": "-200.00"}
    bare = dict.fromkeys(ROW, "") | {"BILL_DATE": "21-NOV-26", "DUE_DATE": "05-DEC-26", "BILLED_UNITS": "0"}
    load(tmp_path, ROW, {**bare, **credit})

    assert balance() == Decimal("1117.00")
    assert owed_by_bill([Consumer.objects.get().pk])[Consumer.objects.get().pk] == {
        "opening:261100000001": Decimal("100.00"), "261100000001": Decimal("1017.00"),
    }  # fmt: skip


@pytest.mark.parametrize(("said", "asked", "owed"), [("none", "1145.00", "1145.00"), ("within", "1145.00", "1145.00")])
def test_lines_that_are_not_all_there_leave_what_is_asked_for(tmp_path: Path, said: str, asked: str, owed: str) -> None:
    mapping = tmp_path / "own.toml"
    shipped = (billing.__file__.rsplit("/", 1)[0]) + "/mappings/uppcl.toml"
    mapping.write_text(Path(shipped).read_text().replace('without_arrears = "none"', f'without_arrears = "{said}"'))
    part = {
        key: ROW[key]
        for key in ("ACCT_ID", "BILL_ID", "BILL_TYP", "BILL_DATE", "DUE_DATE", "BILLED_UNITS", "ENERGY_CHARGE")
    }

    load(tmp_path, {**part, "AMOUNT_PAYABLE": asked}, mapping=str(mapping))
    second = {**part, "BILL_ID": "261200000001", "BILL_DATE": "20-DEC-26", "DUE_DATE": "04-JAN-27"}
    load(tmp_path, {**second, "AMOUNT_PAYABLE": "2000.00"}, at=LATER, mapping=str(mapping))

    if said == "none":
        assert balance() == Decimal(owed) + Decimal("2000.00")
    else:
        assert balance() == Decimal(owed)
        assert (Mismatch.objects.get().printed, Mismatch.objects.get().ours) == (Decimal("2000.00"), Decimal(owed))
