from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import bijlisetu.metering.actions as metering
from bijlisetu.consumers.models import Consumer
from bijlisetu.plumbing.files.intake import Summary
from bijlisetu.plumbing.india import day_in_india
from tests import build
from tests.build import NOON
from tests.exports import table_file

ACCOUNT, OTHER = "3000000007", "3000000008"
TODAY = day_in_india(NOON)  # Sunday 22 November 2026
#: A connection that has been prepaid for months.
PREPAID = {"ACCT_ID": ACCOUNT, "MODE_FROM_DATE": "01-06-2026", "PAYMENT_MODE": "PREPAID", "BALANCE_AT_CHANGE": ""}
READ = {"ACCT_ID": ACCOUNT, "READ_DATE": "20-11-2026", "READ_KWH": "1530.5", "READ_TYPE": "ACTUAL"}

Load = Callable[..., Summary]


@pytest.fixture
def consumer(db: None) -> Consumer:
    feeder = build.feeder_of_a_company()
    build.consumer(account=OTHER, on=feeder, mobile="6000000008")
    return build.consumer(account=ACCOUNT, on=feeder, mobile="6000000007")


@pytest.fixture
def load(tmp_path: Path, consumer: Consumer) -> Load:
    """Return what takes over rows as a file of the sort."""

    def load(*rows: dict[str, str], of: str = "days", **more: Any) -> Summary:
        path = more.pop("path", None) or table_file(tmp_path / "meters.csv", *rows)
        return metering.load(**{"path": path, "mapping": f"uppcl_{of}", "at": NOON, "by": "test", **more})

    return load


def day_of(
    on: date, closing: str, *, recharge: str = "0", charge: str = "10", account: str = ACCOUNT, **more: str
) -> dict[str, str]:
    """Return a row of a day that adds up."""
    opening = Decimal(closing) + Decimal(charge) - Decimal(recharge)
    return {
        "ACCT_ID": account, "USAGE_DATE": on.isoformat(), "UNITS_BILLED_DAILY": "2.5", "DAY_END_READING": "1234.5",
        "OPENING_BAL": str(opening), "RECHARGE_AMT": recharge, "DAILY_CHG": charge, "CLOSING_BAL": closing, **more,
    }  # fmt: skip


def ago(days: int) -> date:
    """Return the day so many days before today."""
    return TODAY - timedelta(days=days)
