from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import bijlisetu.payments.actions as payments
from bijlisetu.billing.models import Bill
from bijlisetu.billing.page.reference import reference_of
from bijlisetu.consumers.models import Consumer
from bijlisetu.plumbing.files.intake import Summary
from tests import build
from tests.build import NOON
from tests.exports import table_file

ACCOUNT, OTHER = "3000000007", "3000000008"
#: A row of the bank's file of UPI payments.
UPI = {
    "TXN_ID": "TX0001", "RRN": "633012345678", "REFERENCE": "", "ACCOUNT": ACCOUNT, "AMOUNT": "500.00",
    "CURRENCY": "INR", "TXN_DATE": "20-11-2026", "STATUS": "SUCCESS", "REMARKS": "",
}  # fmt: skip

Load = Callable[..., Summary]


@pytest.fixture
def consumer(db: None) -> Consumer:
    feeder = build.feeder_of_a_company()
    build.consumer(account=OTHER, on=feeder)
    return build.consumer(account=ACCOUNT, on=feeder, mobile="6000000007")


@pytest.fixture
def bill(consumer: Consumer) -> Bill:
    return Bill.objects.create(
        number="261100000001", consumer=consumer, cycle=date(2026, 11, 1), bill_date=date(2026, 11, 5),
        due_date=date(2026, 11, 20), units=100, amount_payable=Decimal("500.00"), mapping="uppcl", imported_at=NOON,
    )  # fmt: skip


@pytest.fixture
def load(tmp_path: Path, consumer: Consumer) -> Load:
    def load(*rows: dict[str, str], **more: Any) -> Summary:
        path = more.pop("path", None) or table_file(tmp_path / "upi.csv", *rows)
        return payments.load(**{"path": path, "mapping": "upi", "at": NOON, "by": "test", **more})

    return load


@pytest.fixture
def reference(bill: Bill) -> str:
    return reference_of(bill.pk)
