"""Which cycle people are told of when nobody names one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bijlisetu.billing.models import Bill
from bijlisetu.billing.notices import NoBills, announce
from bijlisetu.outbox.models import Notice
from tests import build
from tests.build import CYCLE, NOON

pytestmark = pytest.mark.django_db

OCTOBER, DECEMBER = date(2026, 10, 1), date(2026, 12, 1)


def a_bill(cycle: date) -> Bill:
    return Bill.objects.create(
        number=f"{cycle:%y%m}/1", consumer=build.consumer(), cycle=cycle, bill_date=cycle,
        due_date=cycle + timedelta(days=15), units=Decimal(56), amount_payable=Decimal(212), lines={}, imported_at=NOON,
    )  # fmt: skip


def test_by_default_it_is_the_latest_cycle_that_has_begun() -> None:
    for cycle in (OCTOBER, CYCLE, DECEMBER):
        a_bill(cycle)

    assert announce(cycle=None, at=NOON) == 1
    assert Notice.objects.get().cycle == CYCLE


def test_a_cycle_to_come_is_told_of_if_it_is_named() -> None:
    a_bill(DECEMBER)

    assert announce(cycle=DECEMBER, at=NOON) == 1


def test_bills_to_come_alone_are_none_yet() -> None:
    a_bill(DECEMBER)

    with pytest.raises(NoBills, match="no bills up to 2026-11"):
        announce(cycle=None, at=NOON)
