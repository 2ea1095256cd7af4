"""Which interruptions count, by whom they are divided, and what holds in place of what."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bijlisetu.network.models import Feeder, Office
from bijlisetu.outages.measuring.actions import count_served, load
from bijlisetu.outages.measuring.counting import BadCounting, Counting, faults, read, shipped
from bijlisetu.outages.measuring.periods import Period, period_named, quarter_of, year_of
from bijlisetu.outages.measuring.queries import By, Measured, counting_at, measured
from bijlisetu.outages.measuring.rules import Denominator, Sums, indices
from bijlisetu.outages.models import Interruption, MonthReturn, Served
from bijlisetu.plumbing.files.intake import NothingImported
from bijlisetu.plumbing.files.mapping import WrongColumns
from tests import build
from tests.build import NOON
from tests.exports import table_file, xlsx_file

pytestmark = pytest.mark.django_db
RULES = read(shipped())
SPLIT = read(shipped().replace('"beginning"\nsource', '"split"\nsource'))
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture
def section() -> Office:
    return build.office(parent=build.office("company"))


@pytest.fixture
def line(section: Office) -> Feeder:
    made = build.feeder(section=section)
    for _ in range(4):
        build.consumer(on=made)
    return made


def taken(folder: Path, *rows: dict[str, str], at: datetime = NOON) -> None:
    load(path=table_file(folder / "interruptions.csv", *rows), at=at, by="test")


def one(of: Feeder, begins: str, ends: str, **more: str) -> dict[str, str]:
    return {"FEEDER_CODE": of.code, "FROM": begins, "UNTIL": ends, "KIND": more.pop("kind", "unplanned"), **more}


def of_month(office: Office, month: date = NOVEMBER, *, rules: Counting = RULES, by: By = By.OFFICE) -> Measured:
    return measured(office.pk, Period(month, 1), by=by, rules=rules)


def test_more_than_five_minutes_is_sustained_and_five_are_momentary(
    tmp_path: Path, section: Office, line: Feeder
) -> None:
    taken(
        tmp_path, one(line, "01-11-2026 10:00", "01-11-2026 10:05"), one(line, "02-11-2026 10:00", "02-11-2026 10:06"),
        one(line, "03-11-2026 10:00", "03-11-2026 12:00", kind="planned"),
    )  # fmt: skip

    found = of_month(section).whole

    assert (found.all.saifi, found.all.saidi_minutes, found.all.caidi_minutes, found.all.maifi) == (2, 126, 63, 1)
    assert (found.planned.saidi_minutes, found.unplanned.saidi_minutes) == (120, 6)
    assert found.all.served == 4


def test_what_nobody_measured_is_not_nought(tmp_path: Path, section: Office, line: Feeder) -> None:
    taken(tmp_path, one(line, "02-11-2026 10:00", "02-11-2026 11:00"))

    found = of_month(section).whole.all

    assert found.maifi is None
    assert found.saifi == 1
    assert of_month(section, date(2020, 1, 1)).whole.all.saifi is None


def test_a_part_of_the_feeder_counts_with_its_own_customers(tmp_path: Path, section: Office, line: Feeder) -> None:
    taken(tmp_path, one(line, "02-11-2026 10:00", "02-11-2026 11:00", CONSUMERS_AFFECTED="1"))

    found = of_month(section).whole.all

    assert (found.saifi, found.saidi_minutes, found.caidi_minutes) == (Decimal("0.25"), 15, 60)


def test_what_lasts_over_the_end_of_a_month_is_booked_or_split_as_the_rule_says(
    tmp_path: Path, section: Office, line: Feeder
) -> None:
    taken(tmp_path, one(line, "31-10-2026 23:00", "01-11-2026 02:00"))

    assert of_month(section, OCTOBER).whole.all.saidi_minutes == 180
    assert of_month(section, NOVEMBER).whole.all.saidi_minutes == 0
    assert of_month(section, OCTOBER, rules=SPLIT).whole.all.saidi_minutes == 60
    november = of_month(section, NOVEMBER, rules=SPLIT).whole.all
    assert (november.saifi, november.saidi_minutes) == (0, 120)
    both = measured(section.pk, Period(OCTOBER, 3), by=By.OFFICE, rules=SPLIT).whole.all
    assert (both.saifi, both.saidi_minutes) == (1, 180)


def test_a_rule_holds_from_its_month_on(tmp_path: Path, section: Office, line: Feeder) -> None:
    rules = read(
        shipped() + '\n[[rules]]\nfrom = 2026-11-01\nover_minutes = 3\ndenominator = "mean"\nmonth_end = "split"\n'
        'source = "a synthetic regulation"\n'
    )
    taken(
        tmp_path, one(line, "05-10-2026 10:00", "05-10-2026 10:04"), one(line, "05-11-2026 10:00", "05-11-2026 10:04")
    )

    assert of_month(section, OCTOBER, rules=rules).whole.all.saifi == 0
    assert of_month(section, OCTOBER, rules=rules).whole.all.maifi == 1
    assert of_month(section, NOVEMBER, rules=rules).whole.all.saifi == 1


def test_sums_are_divided_by_the_last_month_or_by_the_mean() -> None:
    sums = Sums(interruptions=2, customer_interruptions=Decimal(300), customer_minutes=Decimal(6000))
    served = {OCTOBER: 100, NOVEMBER: 200}

    last = indices(sums, served, denominator=Denominator.LAST_MONTH)
    mean = indices(sums, served, denominator=Denominator.MEAN)

    assert (last.saifi, last.saidi_minutes, last.caidi_minutes, last.maifi) == (Decimal("1.5"), 30, 20, None)
    assert (mean.saifi, mean.saidi_minutes) == (2, 40)
    assert indices(sums, {}, denominator=Denominator.MEAN).saifi is None


def test_offices_and_feeders_have_lines_of_their_own_and_add_up(tmp_path: Path, section: Office, line: Feeder) -> None:
    company = section.places.get().parent
    other = build.feeder(section=build.office(parent=company))
    build.consumer(on=other)
    taken(tmp_path, one(line, "02-11-2026 10:00", "02-11-2026 11:00"),
          one(other, "02-11-2026 10:00", "02-11-2026 15:00"))  # fmt: skip

    offices = of_month(company)
    feeders = of_month(company, by=By.FEEDER)

    assert [one.apart.all.saidi_minutes for one in offices.lines] == [300, 60]
    assert [one.key for one in feeders.lines] == [other.pk, line.pk]
    assert offices.whole.all.saidi_minutes == feeders.whole.all.saidi_minutes == Decimal(540) / 5


def test_a_return_of_a_feeder_multiplies_by_its_consumers_and_holds_in_place_of_single_ones(
    tmp_path: Path, section: Office, line: Feeder
) -> None:
    taken(tmp_path, one(line, "02-11-2026 10:00", "02-11-2026 11:00"))
    sums = {"FEEDER_CODE": line.code, "MONTH": "11-2026", "CONSUMERS": "1,000", "INTERRUPTIONS": "3",
            "DURATION": "2:30", "MOMENTARY": "7"}  # fmt: skip
    taken(tmp_path, sums)
    taken(tmp_path, sums)

    found = of_month(section).whole.all

    assert (found.saifi, found.saidi_minutes, found.maifi, found.sums.interruptions) == (3, 150, 7, 3)
    assert found.served == 1000
    assert MonthReturn.objects.count() == 1


def test_a_return_of_an_office_holds_in_place_of_what_lies_below_and_its_categories_add_up(
    tmp_path: Path, section: Office, line: Feeder
) -> None:
    company = section.places.get().parent
    taken(tmp_path, one(line, "02-11-2026 10:00", "02-11-2026 11:00"))
    row = {"OFFICE": section.code, "MONTH": "Nov-26", "CONSUMERS": "100", "CUSTOMER_INTERRUPTIONS": "50",
           "CUSTOMER_DURATION": "10:00", "UNIT": "hours"}  # fmt: skip
    taken(tmp_path, {**row, "CATEGORY": "URBAN"}, {**row, "CATEGORY": "RURAL", "CUSTOMER_INTERRUPTIONS": "150"})

    for office in (section, company):
        found = of_month(office).whole.all
        assert (found.served, found.saifi, found.saidi_minutes) == (200, 1, 6)
    assert of_month(section, by=By.FEEDER).whole.all.saifi == 1


def test_planned_and_unplanned_of_a_return_share_the_consumers_they_are_divided_by(
    tmp_path: Path, section: Office
) -> None:
    row = {"OFFICE": section.code, "MONTH": "2026-11", "CONSUMERS": "100", "DURATION": "60"}
    taken(
        tmp_path, {**row, "KIND": "planned", "INTERRUPTIONS": "1"}, {**row, "KIND": "breakdown", "INTERRUPTIONS": "2"}
    )

    found = of_month(section).whole

    assert (found.all.saifi, found.planned.saifi, found.unplanned.saifi, found.all.served) == (3, 1, 2, 100)


def test_a_list_sent_twice_counts_once_and_is_mended_by_the_next(tmp_path: Path, line: Feeder) -> None:
    path = table_file(tmp_path / "list.csv", one(line, "02-11-2026 10:00", "02-11-2026 11:00"))
    mended = table_file(tmp_path / "mended.csv", one(line, "02-11-2026 10:00", "02-11-2026 11:30"))

    first, second, third = (load(path=each, at=NOON, by="test") for each in (path, path, mended))

    assert (first.new, second.unchanged, third.changed) == (1, 1, 1)
    assert Interruption.objects.get().until_at == datetime(2026, 11, 2, 6, tzinfo=UTC)


def test_bad_rows_come_back_with_line_and_reason(tmp_path: Path, section: Office, line: Feeder) -> None:
    empty = build.feeder(section=section)
    month = {"MONTH": "2026-11", "CONSUMERS": "5", "INTERRUPTIONS": "1", "DURATION": "60"}
    bad = {
        "feeder unknown": {"FEEDER_CODE": "NOWHERE", **month},
        "no place": month,
        "office unknown": {"OFFICE": "NOWHERE", **month},
        "no feeder": {"OFFICE": section.code, "FROM": "02-11-2026 10:00", "UNTIL": "02-11-2026 11:00"},
        "month unreadable": {"FEEDER_CODE": line.code, **month, "MONTH": "Brumaire"},
        "month ahead": {"FEEDER_CODE": line.code, **month, "MONTH": "2027-01"},
        "until before from": one(line, "02-11-2026 10:00", "01-11-2026 10:00"),
        "until ahead": one(line, "02-11-2026 10:00", "02-12-2026 10:00"),
        "too long": one(line, "02-01-2026 10:00", "02-11-2026 10:00"),
        "from unreadable": one(line, "yesterday", "02-11-2026 10:00"),
        "until unreadable": one(line, "02-11-2026 10:00", ""),
        "kind unknown": one(line, "02-11-2026 10:00", "02-11-2026 11:00", kind="perhaps"),
        "half of the sums": {"FEEDER_CODE": line.code, **month, "DURATION": ""},
        "no figures": {"FEEDER_CODE": line.code, **month, "DURATION": "", "INTERRUPTIONS": ""},
        "served missing": {"OFFICE": section.code, **month, "CONSUMERS": ""},
        "served unreadable": {"FEEDER_CODE": line.code, **month, "CONSUMERS": "many"},
        "duration unreadable": {"FEEDER_CODE": line.code, **month, "DURATION": "-5"},
    }
    header = dict.fromkeys(name for row in bad.values() for name in row)
    rows = [{name: row.get(name, "") for name in header} for row in bad.values()]
    nobody = {name: one(empty, "02-11-2026 10:00", "02-11-2026 11:00").get(name, "") for name in header}
    good = {name: one(line, "03-11-2026 10:00", "03-11-2026 11:00").get(name, "") for name in header}

    summary = load(path=table_file(tmp_path / "bad.csv", *rows, nobody, good, good), at=NOON, by="test")

    expected = dict.fromkeys(bad, 1) | {"served missing": 2, "interruption repeated": 1}
    assert dict(summary.reasons) == expected
    assert summary.imported == 1
    assert summary.lines["no place"] == [3]


def test_a_file_that_says_nothing_of_when_is_refused(tmp_path: Path, line: Feeder) -> None:
    with pytest.raises(WrongColumns, match="says nothing of when"):
        load(path=table_file(tmp_path / "x.csv", {"FEEDER_CODE": line.code, "DURATION": "5"}), at=NOON, by="test")
    with pytest.raises(NothingImported):
        taken(tmp_path, one(line, "x", "y"))


def test_a_workbook_has_months_and_durations_as_excel_keeps_them(tmp_path: Path, section: Office, line: Feeder) -> None:
    path = xlsx_file(
        tmp_path / "return.xlsx", ["Feeder Code", "Month", "Consumers", "Interruptions", "Duration"],
        [line.code, date(2026, 11, 1), 10, 2, timedelta(hours=30, minutes=15)],
    )  # fmt: skip

    load(path=path, at=NOON, by="test")

    assert of_month(section).whole.all.saidi_minutes == 30 * 60 + 15


def test_who_is_served_is_counted_by_the_register_unless_a_return_says_it(tmp_path: Path, line: Feeder) -> None:
    count_served(at=NOON)
    build.consumer(on=line)
    count_served(at=NOON + timedelta(days=1))
    assert Served.objects.get(feeder=line).customers == 5

    taken(tmp_path, {"FEEDER_CODE": line.code, "MONTH": "2026-11", "CONSUMERS": "70", "MOMENTARY": "0"})
    count_served(at=NOON + timedelta(days=2))

    assert Served.objects.get(feeder=line).customers == 70


def test_months_before_ours_are_divided_by_the_consumers_of_today(
    tmp_path: Path, section: Office, line: Feeder
) -> None:
    taken(tmp_path, one(line, "02-03-2026 10:00", "02-03-2026 11:00"))

    assert of_month(section, date(2026, 3, 1)).whole.all.served == 4


def test_the_rules_are_checked_by_line_and_what_is_edited_holds() -> None:
    bad = (
        '[[rules]]\nfrom = 2026-04-02\nover_minutes = 99\ndenominator = "mode"\nmonth_end = []\nsource = ""\nmore = 1\n'
    )

    assert [fault.line for fault in faults(bad)] == [7, 2, 3, 4, 5, 6]
    assert faults("")
    assert faults("x = 1")
    assert faults("[[rules]]\n")
    with pytest.raises(BadCounting):
        read(bad)
    assert counting_at(NOON) == RULES


def test_periods_are_named_by_their_first_month_and_length() -> None:
    assert year_of(date(2026, 3, 31)).key == "2025-04/12"
    assert quarter_of(NOVEMBER).months == [date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)]
    assert period_named("2026-04/12") == Period(date(2026, 4, 1), 12)
    assert [period_named(key) for key in ("2026-04", "2026-4/12", "2026-04/5", "1026-04/1", "2026-13/1", "/")] == [
        None
    ] * 6
