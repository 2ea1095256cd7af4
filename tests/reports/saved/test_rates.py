"""The file of rates is read as it stands, and says what is wrong with it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bijlisetu.reports.saved.rates import BadRates, faults, read, shipped


def test_bills_are_multiplied_and_parts_of_a_sheet_are_not_counted() -> None:
    rates = read(shipped().replace('per_bill = "1"\nrupees = "0.60"', 'per_bill = "1.5"\nrupees = "0.60"'))

    assert rates.sheets.of(3) == (4, Decimal("2.40"))
    assert rates.visits.of(3) == (3, Decimal("15.00"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('rupees = "0.60"', "rupees = 0.60"),
        ('rupees = "0.60"', 'rupees = "0.605"'),
        ('rupees = "0.60"', 'rupees = "-1"'),
        ("[visits]", "[walks]"),
        ('per_bill = "1"', 'each_bill = "1"'),
        ("[sheets]", "sheets = 1\n[paper]"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(before: str, after: str) -> None:
    text = shipped().replace(before, after, 1)

    assert faults(text)
    with pytest.raises(BadRates):
        read(text)
