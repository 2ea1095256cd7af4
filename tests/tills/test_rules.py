from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bijlisetu.tills.cheques.reading import good_for
from bijlisetu.tills.rules import Fault, NotAnAmount, amount_in, is_cheque_good, is_reference


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


@pytest.mark.parametrize(
    ("dated", "today", "good"),
    [
        ("2026-11-29", "2026-11-28", False), ("2026-11-29", "2026-11-29", True), ("2026-08-29", "2026-11-29", True),
        ("2026-08-28", "2026-11-29", False), ("2025-11-30", "2026-02-28", True), ("2025-11-30", "2026-03-01", False),
        ("2012-03-31", "2012-04-01", True), ("2011-10-01", "2012-03-31", True), ("2011-10-01", "2012-04-01", False),
    ],
)  # fmt: skip
def test_a_cheque_is_good_for_the_months_that_held_when_it_was_brought(dated: str, today: str, good: bool) -> None:
    day = date.fromisoformat(today)

    assert is_cheque_good(date.fromisoformat(dated), months=good_for(on=day), today=day) == good


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
