from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bijlisetu.tills.rules import Fault, NotAnAmount, amount_in, is_cheque_good, is_reference

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("500", "500"),
        (" 1,253.50 ", "1253.50"),
        ("₹ 12,34,567.8", "1234567.8"),
        ("१२५३.५०", "1253.50"),
        ("500.", "500"),
        ("1.500", "1.5"),
    ],
)
def test_an_amount_as_people_type_it(typed: str, amount: str) -> None:
    assert amount_in(typed) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.MISSING),
        ("  ", Fault.MISSING),
        ("0", Fault.NOT_POSITIVE),
        ("0.00", Fault.NOT_POSITIVE),
        ("-500", Fault.NOT_POSITIVE),
        ("500.125", Fault.PARTS_OF_A_PAISA),
        ("पाँच सौ", Fault.NO_NUMBER),
        ("five hundred", Fault.NO_NUMBER),
        ("5e3", Fault.NO_NUMBER),
        ("NaN", Fault.NO_NUMBER),
        ("USD 5", Fault.NO_NUMBER),
        ("1.2.3", Fault.NO_NUMBER),
        ("1,234,56", Fault.NO_NUMBER),
        ("1,50", Fault.NO_NUMBER),
        ("12,34.50", Fault.NO_NUMBER),
        ("3000000007", Fault.TOO_LARGE),
        ("9" * 400, Fault.TOO_LARGE),
    ],
)
def test_what_is_no_amount(typed: str, fault: Fault) -> None:
    with pytest.raises(NotAnAmount) as refused:
        amount_in(typed)

    assert refused.value.fault == fault


@pytest.mark.parametrize(("days", "good"), [(-1, False), (0, True), (90, True), (91, False)])
def test_a_cheque_is_good_for_three_months(days: int, good: bool) -> None:
    assert is_cheque_good(TODAY - timedelta(days=days), today=TODAY) == good


@pytest.mark.parametrize(
    ("text", "mode", "is_one"),
    [
        ("633012345678", "upi", True),
        ("63301234567", "upi", False),
        ("A1B2C3", "card", True),
        ("'; --", "card", False),
    ],
)
def test_references(text: str, mode: str, is_one: bool) -> None:
    assert is_reference(text, mode) == is_one
