"""What the printed page of a bill says comes from the export, and adds up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bijlisetu.billing.models import Bill
from bijlisetu.billing.page import Basis, Charge, Remark
from bijlisetu.billing.page.reference import reference_of
from bijlisetu.billing.queries import page_of
from bijlisetu.network.models import FeederPlace, Office
from bijlisetu.values import Language
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

CHARGES = {"energy": "364.00", "fixed": "50.00", "fuel": "-12.09", "duty": "20.10", "subsidy": "-210.00"}
LINES = {
    "previous_on": "2026-10-23", "previous_reading": "3366", "current_on": "2026-11-22", "current_reading": "3422",
    "multiplying_factor": "1", "remark": "OK", "charges": CHARGES, "history": ["63", "69"],
    "dues": {"arrears": "0.00", "late_surcharge": "0.00", "adjustment": "0.00"},
}  # fmt: skip


def a_bill(*, mapping: str = "uppcl", **lines: Any) -> Bill:
    return Bill.objects.create(
        number="2611/000-6", consumer=build.consumer(language="hi"), cycle=date(2026, 11, 1),
        bill_date=date(2026, 11, 23), due_date=date(2026, 12, 8), units=Decimal(56), amount_payable=Decimal(212),
        lines={**LINES, **lines}, mapping=mapping, imported_at=NOON,
    )  # fmt: skip


def under(company: str, bill: Bill) -> Bill:
    """Return the bill, its consumer on a feeder of the company."""
    office = Office.objects.create(kind="company", code=company, name=company, valid_from=build.SINCE)
    bill.consumer.feeder = build.feeder(section=build.office(parent=office))
    bill.consumer.save()
    return bill


def test_the_lines_of_the_page_add_up_to_the_amount_but_for_rounding() -> None:
    page = page_of(a_bill())

    total = sum(line.amount for line in (*page.charges, *page.dues))
    assert abs(total - page.amount_payable) < 1


def test_charges_stand_in_the_order_of_the_mapping_with_its_words() -> None:
    page = page_of(a_bill(charges={"subsidy": "-210.00", "energy": "364.00"}))

    assert [(charge.label_hi, charge.label_en) for charge in page.charges] == [
        ("ऊर्जा शुल्क", "Energy charge"),
        ("सब्सिडी", "Subsidy"),
    ]


def test_dues_that_the_export_left_out_are_none() -> None:
    assert [due.amount for due in page_of(a_bill(dues={})).dues] == [0, 0, 0]


def test_a_charge_whose_words_are_lost_is_shown_by_its_name() -> None:
    page = page_of(a_bill(charges={**CHARGES, "meter_rent": "10.00"}))

    assert page.charges[-1] == Charge("meter_rent", "meter_rent", Decimal(10))


def test_a_bill_whose_mapping_is_gone_is_shown_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    page = page_of(a_bill(mapping="/nowhere/ours.toml"))

    assert sum(charge.amount for charge in page.charges) == sum(map(Decimal, CHARGES.values()))
    assert "lost the words for its lines" in caplog.text


def test_the_remark_says_what_the_units_rest_on() -> None:
    remark = page_of(a_bill(remark="NA")).remark

    assert (remark.en, remark.basis) == ("Not accessible", Basis.ESTIMATED)


def test_a_remark_that_nobody_knows_is_shown_as_it_is() -> None:
    assert page_of(a_bill(remark="QQ")).remark == Remark("QQ")


def test_readings_and_history_come_with_their_days() -> None:
    page = page_of(a_bill())

    assert page.previous
    assert page.previous.on == date(2026, 10, 23)
    assert [(month.label, month.units) for month in page.history] == [("सित 26", 69), ("अक्टू 26", 63), ("नव 26", 56)]
    assert page.language is Language.HINDI


def test_a_missing_reading_leaves_a_gap_and_no_fault() -> None:
    bill = a_bill()
    del bill.lines["current_reading"]

    assert page_of(bill).current is None


@pytest.mark.parametrize("written", [{}, {"multiplying_factor": "10"}])
def test_a_factor_that_nobody_wrote_is_not_printed_as_one(written: dict[str, str]) -> None:
    bill = a_bill()
    del bill.lines["multiplying_factor"]
    bill.lines.update(written)

    assert page_of(bill).multiplying_factor == (Decimal(10) if written else None)


def test_a_reading_whose_day_no_column_says_is_shown_without_one() -> None:
    bill = a_bill(last_paid="500.00")
    del bill.lines["current_on"]

    page = page_of(bill)

    assert (page.current, page.last_payment) == ((None, Decimal(3422)), (None, Decimal("500.00")))


def test_dues_that_nobody_said_are_not_told_as_none_where_the_rest_does_not_add_up() -> None:
    page = page_of(a_bill(charges={"energy": "100.00"}, dues={"arrears": "50.00"}))

    assert [(due.label_en, due.amount) for due in page.dues] == [("Arrears", 50)]


def test_a_bill_whose_export_has_no_lines_has_none() -> None:
    page = page_of(a_bill(charges={}, dues={}))

    assert (page.charges, page.dues) == ((), ())


def test_the_payment_names_its_bill_by_our_own_reference() -> None:
    bill = under("POORVANCHAL", a_bill())
    upi = page_of(bill).upi

    assert upi
    assert upi.reference == reference_of(bill.pk)
    assert upi.note == "Bill 2611/000-6 11-2026"  # as it is printed: by it the counter finds the payment


@pytest.mark.parametrize(
    ("company", "helpline", "sender", "division"),
    [
        ("POORVANCHAL", "1912", "UPPCLT", "खंड"),
        ("JBVNL", "1800-345-6570", "JBSYNT", "प्रमंडल"),
        ("NAMUNA", "1912", "", "खंड"),  # in no vocabulary
    ],
)
def test_the_page_speaks_as_the_company_does(company: str, helpline: str, sender: str, division: str) -> None:
    page = page_of(under(company, a_bill()))

    assert (page.helpline, page.sender, page.words.division_hi) == (helpline, sender, division)


def test_it_leads_to_outages_of_its_section_and_names_no_account() -> None:
    bill = under("POORVANCHAL", a_bill())
    section = FeederPlace.objects.get(feeder=bill.consumer.feeder).section_id

    page = page_of(bill, public_url="https://bijli.example.in")

    assert page.outages == f"https://bijli.example.in/outages/?office={section}"
    assert page_of(bill).outages == ""
