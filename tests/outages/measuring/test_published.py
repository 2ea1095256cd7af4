"""
Published returns of an Indian company are reproduced through the import, to the figure that was printed.

PGVCL (Gujarat), return SoP 011 A to C. The yearly figure divides by the consumers of the last month; durations are
printed as hours:minutes without the seconds, and their sums (CMI) are days in a column that shows hours.

* FY 2021-22, urban: https://pgvcl.com/download/SOP/PGVCL%20Annual%20%20SOP%20MIS%20FY%202021-22_files/sheet020.htm
* January to March 2018, urban and agricultural:
  https://pgvcl.com/download/SOP/SOP%202017%2018/PGVCL%20SOP%20MIS%204th%20%20Qtr%202017-18%20_files/sheet011.htm
  (…/sheet009.htm)
* April to June 2010, urban: https://pgvcl.com/download/SOP/PGVCL%20SOP%20MIS%20-%201%20QTR-%202010_files/sheet009.htm
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from bijlisetu.outages.measuring.actions import load
from bijlisetu.outages.measuring.counting import read, shipped
from bijlisetu.outages.measuring.periods import Period
from bijlisetu.outages.measuring.queries import By, Measured, measured
from tests import build
from tests.build import NOON
from tests.exports import table_file

pytestmark = pytest.mark.django_db

#: Month, NT, CI, CMI, customers of momentary ones; then what was printed: SAIFI, SAIDI, MAIFI.
URBAN_2018 = """
Jan-18  2050814.00  7947800.00  436429.10  14163265.00  3.88 5:06 6.91
Feb-18  2051227.00  5179292.00  322213.58   8032054.00  2.52 3:46 3.92
Mar-18  2051881.00  4501001.00  168245.75   9928406.00  2.19 1:58 4.84
"""
URBAN_2018_QUARTER = ("8.59", "10:50", "15.66")
AGRICULTURAL_2018 = """
Jan-18  1142486.00  9677909.00  853100.65  15141468.00  8.47 17:55 13.25
Feb-18  1144234.00  8896776.00  805681.89  12835791.00  7.78 16:53 11.22
Mar-18  1147912.00  8717401.00  731554.73  14873762.00  7.59 15:17 12.96
"""
AGRICULTURAL_2018_QUARTER = ("23.78", "49:58", "37.33")
OTHERS_2018 = """
Jan-18  137874.00  224651.00  13129.53  300533.00  1.63 2:17 2.18
Feb-18  137879.00  203860.00  15071.60  303974.00  1.48 2:37 2.20
Mar-18  137880.00  236284.00  10198.94  294736.00  1.71 1:46 2.14
"""
OTHERS_2018_QUARTER = ("4.82", "6:41", "6.52")
#: Month, NT, CI, SAIFI: from this year's table A.
URBAN_2021 = """
Apr-21 2275915.00 5742894.00 2.52
May-21 2273119.00 12044208.00 5.30
Jun-21 2269686.00 11761788.00 5.18
Jul-21 2270706.00 10445932.00 4.60
Aug-21 2271126.00 7050454.00 3.10
Sep-21 2271501.00 12492835.00 5.50
Oct-21 2276498.00 9025146.00 3.96
Nov-21 2285189.00 5470953.00 2.39
Dec-21 2286080.00 8074692.00 3.53
Jan-22 2273680.00 12673348.00 5.57
Feb-22 2312040.00 6909078.00 2.99
Mar-22 2312008.00 6003953.00 2.60
"""
SHIPPED = read(shipped())
MEAN = read(shipped().replace('"last_month"\nmonth_end', '"mean"\nmonth_end'))


def printed(number: Decimal | None) -> str:
    assert number is not None
    return f"{number.quantize(Decimal('0.01'), ROUND_HALF_UP)}"


def clock(minutes: Decimal | None) -> str:
    assert minutes is not None
    return f"{int(minutes) // 60}:{int(minutes) % 60:02}"


def shown(office: int, first: date, length: int, *, rules: str = "last_month") -> Measured:
    return measured(office, Period(first, length), by=By.OFFICE, rules=MEAN if rules == "mean" else SHIPPED)


@pytest.mark.parametrize(
    ("published", "of_quarter"),
    [
        (URBAN_2018, URBAN_2018_QUARTER), (AGRICULTURAL_2018, AGRICULTURAL_2018_QUARTER),
        (OTHERS_2018, OTHERS_2018_QUARTER),
    ],
)  # fmt: skip
def test_a_quarter_of_2018_is_as_it_was_published(
    tmp_path: Path, published: str, of_quarter: tuple[str, str, str]
) -> None:
    company = build.office("company", name="PGVCL")
    told = [line.split() for line in published.strip().splitlines()]
    names = ("MONTH", "NT", "CI", "CMI", "MI")
    rows = [{"OFFICE": "PGVCL", **dict(zip(names, line, strict=False))} for line in told]

    summary = load(path=table_file(tmp_path / "return.csv", *rows), mapping="sop-011", at=NOON, by="test")
    found = shown(company.pk, date(2018, 1, 1), 3)

    assert (summary.imported, summary.new) == (3, 3)
    for line, month in zip(told, found.months.values(), strict=True):
        of = month.all
        assert [printed(of.saifi), clock(of.saidi_minutes), printed(of.maifi)] == line[5:]
    of = found.whole.all
    assert (printed(of.saifi), clock(of.saidi_minutes), printed(of.maifi)) == of_quarter


def test_a_year_is_divided_by_its_last_month_as_it_was_published_or_by_the_mean(tmp_path: Path) -> None:
    company = build.office("company", name="PGVCL")
    told = [line.split() for line in URBAN_2021.strip().splitlines()]
    rows = [
        {"OFFICE": "PGVCL", "MONTH": month, "CONSUMERS": served, "CUSTOMER_INTERRUPTIONS": often,
         "CUSTOMER_DURATION": "0"}
        for month, served, often, _ in told
    ]  # fmt: skip
    load(path=table_file(tmp_path / "return.csv", *rows), at=NOON, by="test")

    found = shown(company.pk, date(2021, 4, 1), 12)

    assert [printed(month.all.saifi) for month in found.months.values()] == [line[3] for line in told]
    assert printed(found.whole.all.saifi) == "46.58"
    assert printed(shown(company.pk, date(2021, 4, 1), 3).whole.all.saifi) == "13.02"
    assert printed(shown(company.pk, date(2021, 4, 1), 12, rules="mean").whole.all.saifi) == "47.20"
    assert found.whole.all.maifi is None


def test_durations_of_2010_in_hours_are_read_as_they_stand(tmp_path: Path) -> None:
    company = build.office("company", name="PGVCL")
    told = {"Apr-10": ("1322770", "2175290", "1110549.10", "0.84"),
            "May-10": ("1327340", "2236252", "832837.74", "0.63"),
            "Jun-10": ("1332481", "4881711", "3700298.32", "2.78")}  # fmt: skip
    rows = [
        {"OFFICE": "PGVCL", "MONTH": month, "CONSUMERS": served, "CUSTOMER_INTERRUPTIONS": often,
         "CUSTOMER_DURATION": long, "UNIT": "hours"}
        for month, (served, often, long, _) in told.items()
    ]  # fmt: skip
    load(path=table_file(tmp_path / "return.csv", *rows), at=NOON, by="test")

    months = shown(company.pk, date(2010, 4, 1), 3).months.values()

    hours = [(month.all.saidi_minutes or 0) / 60 for month in months]
    assert [printed(Decimal(one)) for one in hours] == [line[3] for line in told.values()]
