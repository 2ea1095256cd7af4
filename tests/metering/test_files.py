"""Files about meters taken over: each day once, corrections kept with what was said before, bad rows sent back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bijlisetu.consumers.models import Consumer
from bijlisetu.metering.models import Before, Day, Meter, Mode, Read
from bijlisetu.metering.standing import rules_by_feeder
from bijlisetu.plumbing.files.intake import NothingImported
from tests.build import NOON
from tests.exports import xlsx_file
from tests.metering.conftest import ACCOUNT, OTHER, PREPAID, READ, Load, ago, day_of

pytestmark = pytest.mark.django_db


def test_a_day_lies_in_its_month_and_is_what_the_meter_shows(load: Load, consumer: Consumer) -> None:
    summary = load(day_of(ago(1), "490", recharge="500"))

    day = Day.objects.get()
    assert (day.month, day.day, day.recharge, day.closing) == (202611, ago(1), Decimal(500), Decimal(490))
    meter = Meter.objects.get()
    assert (meter.day, meter.balance, meter.recharged_on, meter.recharge) == (
        ago(1), Decimal(490), ago(1), Decimal(500),
    )  # fmt: skip
    assert (summary.new, summary.changed, summary.unchanged) == (1, 0, 0)


def test_without_a_column_for_it_a_recharge_follows_from_the_balances(load: Load) -> None:
    row = day_of(ago(1), "490", recharge="500")
    del row["RECHARGE_AMT"]

    load(row)

    assert Day.objects.get().recharge == Decimal(500)


def test_the_same_file_again_changes_nothing(load: Load) -> None:
    rows = [day_of(ago(2), "500"), day_of(ago(1), "490")]
    load(*rows)

    summary = load(*rows, at=NOON + timedelta(hours=1))

    assert (summary.new, summary.changed, summary.unchanged) == (0, 0, 2)
    assert (Day.objects.count(), Before.objects.count()) == (2, 0)


def test_other_figures_correct_a_day_and_the_earlier_ones_are_kept(load: Load, consumer: Consumer) -> None:
    load(day_of(ago(1), "490"))

    summary = load(day_of(ago(1), "480", charge="20"), at=NOON + timedelta(hours=1))

    assert (summary.new, summary.changed) == (0, 1)
    assert Day.objects.get().closing == Decimal(480)
    kept = Before.objects.get()
    assert (kept.what, kept.consumer, kept.day, kept.was["closing"]) == ("day", consumer, ago(1), 490.0)
    assert Meter.objects.get().balance == Decimal(480)


def test_a_correction_can_take_a_recharge_away(load: Load) -> None:
    load(day_of(ago(3), "100", recharge="100"), day_of(ago(1), "590", recharge="500"))

    load(day_of(ago(1), "90"))

    meter = Meter.objects.get()
    assert (meter.balance, meter.recharged_on, meter.recharge) == (Decimal(90), ago(3), Decimal(100))


def test_days_may_come_in_any_order(load: Load) -> None:
    load(day_of(ago(1), "490"))
    load(day_of(ago(2), "500", recharge="400"))

    meter = Meter.objects.get()
    assert (meter.day, meter.balance, meter.recharged_on) == (ago(1), Decimal(490), ago(2))


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"CLOSING_BAL": "500"}, "balances do not add up"),
        ({"RECHARGE_AMT": "-5", "OPENING_BAL": "505"}, "recharge below zero"),
        ({"UNITS_BILLED_DAILY": "-1"}, "units below zero"),
        ({"UNITS_BILLED_DAILY": "100001"}, "units absurd"),
        ({"UNITS_BILLED_DAILY": "NaN"}, "units unreadable"),
        ({"OPENING_BAL": "nan"}, "opening unreadable"),
        ({"DAILY_CHG": ""}, "charge unreadable"),
        ({"DAY_END_READING": "-3"}, "reading absurd"),
        ({"DAY_END_READING": "100000000"}, "reading absurd"),
        ({"OPENING_BAL": "20000000", "CLOSING_BAL": "19999990"}, "amount absurd"),
        ({"USAGE_DATE": "23-11-2026"}, "day ahead"),
        ({"USAGE_DATE": "11-21-2026"}, "day the other way round"),
        ({"USAGE_DATE": "31-02-2026"}, "day unreadable"),
        ({"USAGE_DATE": "01-01-2019"}, "day absurd"),
        ({"ACCT_ID": "12"}, "account malformed"),
        ({"ACCT_ID": ""}, "account missing"),
        ({"ACCT_ID": "3999999999"}, "account unknown"),
    ],
)
def test_a_bad_row_comes_back_with_its_line_and_the_good_go_on(load: Load, more: dict[str, str], reason: str) -> None:
    summary = load(day_of(ago(1), "490", account=OTHER), {**day_of(ago(1), "490"), **more})

    assert summary.reasons == {reason: 1}
    assert summary.lines == {reason: [3]}
    assert Day.objects.get().consumer.account == OTHER


def test_two_rows_of_a_day_that_say_the_same_are_one(load: Load) -> None:
    summary = load(day_of(ago(1), "490"), day_of(ago(1), "490"))

    assert (summary.new, summary.reasons) == (1, {"day repeated": 1})


def test_of_two_rows_of_a_day_that_say_otherwise_none_is_taken(load: Load) -> None:
    summary = load(day_of(ago(1), "490"), day_of(ago(2), "500"), day_of(ago(1), "480"))

    assert (summary.new, summary.reasons) == (1, {"day said otherwise": 2})
    assert Day.objects.get().day == ago(2)


def test_a_file_of_bad_rows_alone_changes_nothing(load: Load) -> None:
    with pytest.raises(NothingImported):
        load(day_of(ago(1), "490", account="3999999999"))

    assert not Day.objects.exists()


def test_a_workbook_is_read_as_well(load: Load, tmp_path: Path) -> None:
    row = day_of(ago(1), "490")

    load(path=xlsx_file(tmp_path / "meters.xlsx", list(row), list(row.values())))

    assert Day.objects.get().closing == Decimal(490)


@pytest.mark.parametrize(
    ("word", "sort"),
    [("ACTUAL", "actual"), ("Provisional", "assessed"), ("AMI", "remote"), ("औसत", "assessed"), ("", "actual")],
)
def test_a_read_says_how_it_came(load: Load, word: str, sort: str) -> None:
    load({**READ, "READ_TYPE": word}, of="reads")

    assert list(Read.objects.values_list("month", "sort", "reading")) == [(202611, sort, Decimal("1530.5"))]


def test_a_read_of_a_sort_that_nobody_knows_comes_back(load: Load) -> None:
    summary = load({**READ, "READ_TYPE": "guess"}, {**READ, "ACCT_ID": OTHER}, of="reads")

    assert summary.reasons == {"sort of read unknown": 1}


def test_modes_have_a_history(load: Load, consumer: Consumer) -> None:
    load(PREPAID, of="modes")
    load({**PREPAID, "MODE_FROM_DATE": "10-11-2026", "PAYMENT_MODE": "Post-paid"}, of="modes")

    assert list(Mode.objects.order_by("begins_on").values_list("begins_on", "is_prepaid")) == [
        (date(2026, 6, 1), True), (date(2026, 11, 10), False),
    ]  # fmt: skip
    meter = Meter.objects.get()
    assert (meter.state, meter.since) == ("postpaid", date(2026, 11, 10))


def test_a_mode_that_is_corrected_keeps_what_was_said(load: Load) -> None:
    load(PREPAID, of="modes")
    load({**PREPAID, "PAYMENT_MODE": "POSTPAID"}, of="modes")

    assert Mode.objects.get().is_prepaid is False
    assert Before.objects.get().was["is_prepaid"] is True


def test_a_mode_that_nobody_knows_comes_back(load: Load) -> None:
    summary = load({**PREPAID, "PAYMENT_MODE": "both"}, {**PREPAID, "ACCT_ID": OTHER}, of="modes")

    assert summary.reasons == {"mode unknown": 1}
    assert Mode.objects.get().consumer.account != ACCOUNT


def test_the_rules_of_feeders_are_looked_up_once_a_file(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[date] = []

    def counted(today: date) -> dict[str, Any]:
        asked.append(today)
        return rules_by_feeder(today)

    monkeypatch.setattr("bijlisetu.metering.actions.rules_by_feeder", counted)
    monkeypatch.setattr("bijlisetu.metering.standing.rules_by_feeder", counted)

    load(day_of(ago(1), "70"))

    assert len(asked) == 1
