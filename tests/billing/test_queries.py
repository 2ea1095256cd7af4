"""What the printed page of a bill says comes from the export, and adds up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bijlisetu.billing.models import Bill
from bijlisetu.billing.queries import page_of
from bijlisetu.network.models import Office
from bijlisetu.values import Language
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

LINES = {
    "ENERGY_CHARGE": "364.00", "FIXED_CHARGE": "50.00", "FPPAS": "-12.09", "ELECTRICITY_DUTY": "20.10",
    "SUBSIDY": "210.00", "ARREARS": "0.00", "LPSC": "0.00", "ADJUSTMENT": "0.00", "MF": "1", "METER_READ_REMARK": "OK",
    "PREV_RDG_KWH": "3366", "PREV_RDG_DATE": "23-OCT-26", "CUR_RDG_KWH": "3422", "CUR_RDG_DATE": "22-NOV-26",
    "HIST_UNITS_1": "63", "HIST_UNITS_2": "69",
}  # fmt: skip


def a_bill(**lines: str) -> Bill:
    return Bill.objects.create(
        number="2611/000-6", consumer=build.consumer(language="hi"), cycle=date(2026, 11, 1),
        bill_date=date(2026, 11, 23), due_date=date(2026, 12, 8), units=Decimal(56), amount_payable=Decimal(212),
        lines={**LINES, **lines}, imported_at=NOON,
    )  # fmt: skip


def test_the_lines_of_the_page_add_up_to_the_amount_but_for_rounding() -> None:
    page = page_of(a_bill())

    total = sum(charge.amount for charge in page.charges) + page.arrears + page.late_surcharge + page.adjustment
    assert abs(total - page.amount_payable) < 1


def test_the_subsidy_is_taken_off() -> None:
    (subsidy,) = (charge for charge in page_of(a_bill()).charges if charge.label_en == "Subsidy")

    assert subsidy.amount == Decimal(-210)


def test_readings_and_history_come_with_their_days() -> None:
    page = page_of(a_bill())

    assert page.previous
    assert page.previous.on == date(2026, 10, 23)
    assert [(month.label, month.units) for month in page.history] == [("सित 26", 69), ("अक्टू 26", 63)]
    assert page.language is Language.HINDI


def test_a_missing_reading_leaves_a_gap_and_no_fault() -> None:
    assert page_of(a_bill(CUR_RDG_DATE="", PREV_RDG_KWH="n/a")).current is None


def test_the_payment_reference_holds_letters_and_digits_only() -> None:
    company = Office.objects.create(kind="company", code="POORVANCHAL", name="POORVANCHAL", valid_from=build.SINCE)
    bill = a_bill()
    bill.consumer.feeder = build.feeder(section=build.office(parent=company))
    bill.consumer.save()

    upi = page_of(bill).upi

    assert upi
    assert upi.reference == "26110006"
