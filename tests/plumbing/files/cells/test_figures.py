"""A figure is read only if every mark of it is understood."""

from __future__ import annotations

import pytest

from bijlisetu.plumbing.files.cells.figures import figure, says_credit


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1253", "1253"),
        ("-12.09", "-12.09"),
        ("12,500.00", "12500.00"),
        ("1,25,300", "125300"),
        ("1,234,567.50", "1234567.50"),  # a spreadsheet of another country
        ("₹ 1,100.00", "1100.00"),
        ("Rs.500", "500"),
        ("Rs 500/-", "500"),
        ("INR 500.5", "500.5"),
        ("रु. 500", "500"),
        ("(500.00)", "-500.00"),
        ("(₹ 500)", "-500"),
        ("₹ (500)", "-500"),
        ("500.00-", "-500.00"),
        ("\u2212500", "-500"),
        ("+500", "500"),
        ("500 Cr", "-500"),
        ("₹500.00Cr.", "-500.00"),
        ("500 (Dr)", "500"),
        ("0.00 Cr", "0.00"),
        ("१,१००.५०", "1100.50"),
        (".5", "0.5"),
        ("1100.10000000000002", "1100.100000"),  # what a spreadsheet keeps of a sum
    ],
)
def test_an_amount_in_any_form_that_exports_have(written: str, number: str) -> None:
    assert figure(written) == number


@pytest.mark.parametrize(
    "written",
    ["", "NaN", "Infinity", "-inf", "1e5", "1.145,00", "1,10", "12,34", "1 100", "1.2.3", "1_000", "0x10", "n/a", "₹",
     "-", ".", "Cr", "-500 Cr", "(500) Cr", "--500", "28-11-2026", "#VALUE!", "9" * 13],
)  # fmt: skip
def test_what_is_not_understood_in_every_mark_is_no_figure(written: str) -> None:
    assert figure(written) is None


@pytest.mark.parametrize(
    ("written", "credit"), [("250.00 Cr", True), ("Cr. 250", True), ("250 Dr", False), ("250", False)]
)
def test_an_amount_may_say_itself_that_it_is_a_credit(written: str, credit: bool) -> None:
    assert says_credit(written) is credit
