"""Days are read in every form that any column of an export may have."""

from __future__ import annotations

from datetime import date

import pytest

from bijlisetu.plumbing.files.cells.days import DayReader

DAY_FIRST = DayReader(["%d-%b-%y", "%d-%m-%Y"])
MONTH_FIRST = DayReader(["%m/%d/%Y"])


@pytest.mark.parametrize(
    "written",
    [
        "28-NOV-26", "28-Nov-2026", "28-11-2026", "28/11/2026", "28.11.2026", "28-11-26", "28 Nov 2026", "28NOV2026",
        "28-November-2026", "Nov 28, 2026", "28 नवम्बर 2026", "28 नवंबर 2026", "२८-११-२०२६", "2026-11-28", "2026/11/28",
        "20261128", "46354", "46354.0", "46354.4375",  # as a spreadsheet numbers its days
        "28-11-2026 00:00", "28/11/2026 5:30 PM", "28-NOV-26 12.00.00.000000 AM", "2026-11-28T00:00:00",
        "2026-11-28 10:30:00.000", "2026-11-28T00:00:00+05:30",
        "2026-11-27T18:30:00.000Z",  # midnight here
    ],
)  # fmt: skip
def test_a_day_however_it_is_written(written: str) -> None:
    assert DAY_FIRST.read(written) == date(2026, 11, 28)


@pytest.mark.parametrize(
    "written", ["31-FEB-26", "soon", "28-11-2026 25:00", "28-11-2026 x", "1253", "99999", "11/25/2026", "28-13-2026"]
)
def test_what_is_no_day(written: str) -> None:
    assert DAY_FIRST.read(written) is None


@pytest.mark.parametrize("written", ["11/25/2026", "11-25-26", "11.25.2026 00:00", "11/25/2026 10:30 AM"])
def test_a_day_that_shows_the_other_order(written: str) -> None:
    assert DAY_FIRST.other_way_round(written)
    assert MONTH_FIRST.read(written) == date(2026, 11, 25)


@pytest.mark.parametrize("written", ["05/11/2026", "28-13-2026", "2026-11-25", "soon"])
def test_a_day_that_shows_no_order(written: str) -> None:
    assert not DAY_FIRST.other_way_round(written)


def test_a_mapping_of_month_first_days_reads_them_so() -> None:
    assert MONTH_FIRST.read("05/11/2026") == date(2026, 5, 11)
    assert MONTH_FIRST.other_way_round("25/11/2026")


def test_a_mapping_has_one_order() -> None:
    with pytest.raises(ValueError, match="could be either"):
        DayReader(["%d/%m/%Y", "%m/%d/%Y"])
