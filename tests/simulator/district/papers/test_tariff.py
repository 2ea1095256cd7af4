from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijlisetu.simulator.district.billing_system import area_of, billing_system

UTTAR_PRADESH = billing_system("uppcl").tariffs
JHARKHAND = billing_system("jbvnl").tariffs
BEFORE = date(2026, 7, 1)
SINCE = date(2026, 7, 2)
NO_SURCHARGE_YET = date(2025, 3, 31)


@pytest.mark.parametrize(
    ("units", "load_kw", "urban", "on", "energy", "fixed", "subsidy"),
    [
        (100, 1, True, SINCE, "650.00", "50.00", "375.00"),  # life-line
        (100, 1, True, BEFORE, "650.00", "50.00", "350.00"),
        (101, 1, True, SINCE, "555.50", "110.00", "0.00"),  # leaves the life-line from unit 1
        (100, 2, True, SINCE, "550.00", "220.00", "0.00"),
        (350, 2, True, SINCE, "2050.00", "220.00", "0.00"),  # 150 x 5.50 + 150 x 6 + 50 x 6.50
        (100, 1, False, SINCE, "650.00", "50.00", "375.00"),
        (150, 2, False, SINCE, "1007.50", "180.00", "545.00"),  # 100 at 2.95 and 50 at 3.35 to pay
        (150, 2, False, BEFORE, "1007.50", "180.00", "480.00"),  # 3.35 and 3.85
        (400, 1, False, SINCE, "2307.50", "90.00", "545.00"),
        (0, 1, False, SINCE, "0.00", "50.00", "0.00"),
    ],
)
def test_units_are_billed_at_their_slabs(
    units: int, load_kw: int, urban: bool, on: date, energy: str, fixed: str, subsidy: str
) -> None:
    bill = UTTAR_PRADESH.charges(units=units, load_kw=load_kw, area=area_of(urban), on=on)

    assert (str(bill.energy), str(bill.fixed), str(bill.subsidy)) == (energy, fixed, subsidy)


def test_a_bill_worked_by_hand() -> None:
    bill = UTTAR_PRADESH.charges(units=200, load_kw=2, area="urban", on=date(2026, 4, 30))

    # energy 825 + 300, fixed 220, surcharge 1.24 % of 1345, duty 5 % of 1361.68
    assert bill.surcharge == Decimal("16.68")
    assert bill.duty == Decimal("68.08")
    assert bill.current == Decimal("1430.00")


@pytest.mark.parametrize(
    ("on", "percent"),
    [
        (NO_SURCHARGE_YET, "0"),
        (date(2026, 6, 1), "10.00"),
        (date(2026, 7, 31), "-4.43"),
        (date(2026, 11, 22), "-2.92"),  # the last one known stands
    ],
)
def test_the_surcharge_is_that_of_the_month(on: date, percent: str) -> None:
    assert UTTAR_PRADESH.surcharge_percent(on) == Decimal(percent)


@pytest.mark.parametrize(
    ("units", "urban", "subsidy", "current"),
    [
        (200, True, "1590.00", "0.00"),  # 1480 of energy, 100 fixed, 10 of duty: the State pays all
        (201, True, "412.05", "1185.00"),  # 2.05 off each unit of the month
        (401, True, "0.00", "3087.00"),  # a cliff: no unit is subsidised any more
        (201, False, "412.05", "1120.00"),
    ],
)
def test_in_jharkhand_the_subsidy_goes_by_all_units_of_the_month(
    units: int, urban: bool, subsidy: str, current: str
) -> None:
    bill = JHARKHAND.charges(units=units, load_kw=5, area=area_of(urban), on=SINCE)

    assert (str(bill.subsidy), str(bill.current)) == (subsidy, current)


@given(st.integers(0, 3_000), st.integers(1, 10), st.booleans(), st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_the_lines_add_up_to_the_rupee(units: int, load_kw: int, urban: bool, on: date) -> None:
    bill = UTTAR_PRADESH.charges(units=units, load_kw=load_kw, area=area_of(urban), on=on)

    exact = bill.energy + bill.fixed + bill.surcharge + bill.duty - bill.subsidy
    assert abs(bill.current - exact) <= Decimal("0.50")
    assert bill.current == int(bill.current)
    assert bill.current > 0
