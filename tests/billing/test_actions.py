"""A bills' export taken over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import bijlisetu.billing.actions as billing
from bijlisetu.audit.models import Entry
from bijlisetu.billing.actions import DaysTheOtherWayRound
from bijlisetu.billing.mapping import FOLDER
from bijlisetu.billing.models import Bill
from bijlisetu.billing.queries import latest_bill
from bijlisetu.billing.telling.notices import announce
from bijlisetu.network.models import Office
from bijlisetu.plumbing.files.intake import NothingImported, Summary
from bijlisetu.plumbing.files.mapping import WrongColumns
from tests import build
from tests.build import NOON
from tests.exports import csv_file, table_file, xlsx_file, xlsx_sheets

pytestmark = pytest.mark.django_db

ACCOUNT = "3000000007"
ROW = {
    "ACCT_ID": ACCOUNT,
    "BILL_ID": "261100000001",
    "BILL_TYP": "REGULAR",
    "BILL_BASIS": "MU",
    "BILL_DATE": "20-NOV-26",
    "DUE_DATE": "05-DEC-26",
    "BILLED_UNITS": "163",
    "ENERGY_CHARGE": "903.00",
    "ARREARS": "",
    "AMOUNT_PAYABLE": "1145.00",
}
SECOND = {**ROW, "BILL_ID": "261100000002"}


@pytest.fixture(autouse=True)
def _consumer() -> None:
    feeder = build.feeder_of_a_company()
    build.officer("maker", of=Office.objects.get(kind="company"))
    build.consumer(account=ACCOUNT, on=feeder)


def load(path: Path, *rows: dict[str, str], **more: Any) -> Summary:
    return billing.load(**{"path": table_file(path / "bills.csv", *rows), "at": NOON, "by": "test", **more})


def test_a_bill_is_taken_with_all_that_the_export_says(tmp_path: Path) -> None:
    summary = load(tmp_path, ROW)

    bill = Bill.objects.get()
    assert (bill.number, bill.consumer.account, bill.cycle) == ("261100000001", ACCOUNT, date(2026, 11, 1))
    assert (bill.bill_date, bill.due_date) == (date(2026, 11, 20), date(2026, 12, 5))
    assert (bill.units, bill.amount_payable) == (163, Decimal("1145.00"))
    assert bill.lines == {"charges": {"energy": "903.00"}, "dues": {}, "history": []}
    assert bill.mapping == "uppcl"
    assert (summary.rows, summary.imported, summary.new) == (1, 1, 1)


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path, ROW)
    before = list(Bill.objects.values())

    summary = load(tmp_path, ROW, at=NOON + timedelta(days=1))

    assert (summary.new, summary.changed, summary.unchanged) == (0, 0, 1)
    assert list(Bill.objects.values()) == before


@pytest.mark.parametrize("news", [{"AMOUNT_PAYABLE": "1100.00"}, {"ARREARS": "50.00"}, {"DUE_DATE": "12-DEC-26"}])
def test_a_bill_of_which_something_else_is_said_is_corrected(tmp_path: Path, news: dict[str, str]) -> None:
    load(tmp_path, ROW)

    summary = load(tmp_path, {**ROW, **news})

    assert (summary.new, summary.changed) == (0, 1)
    assert Bill.objects.count() == 1


@pytest.mark.parametrize("written", ["20-NOV-26", "20-Nov-2026", "2026-11-20", "20-11-2026", "20/11/2026"])
def test_a_date_is_read_however_it_is_written(tmp_path: Path, written: str) -> None:
    load(tmp_path, {**ROW, "BILL_DATE": written})

    assert Bill.objects.get().bill_date == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1145", "1145.00"),
        ("११४५", "1145.00"),
        ("1,14,500.50", "114500.50"),
        ("0", "0.00"),
        ("100000000", "100000000.00"),
    ],
)
def test_an_amount_is_read_however_it_is_written(tmp_path: Path, written: str, amount: str) -> None:
    load(tmp_path, {**ROW, "AMOUNT_PAYABLE": written})

    assert Bill.objects.get().amount_payable == Decimal(amount)


def test_a_credit_may_be_below_zero(tmp_path: Path) -> None:
    load(tmp_path, {**ROW, "BILL_TYP": "Credit Note", "AMOUNT_PAYABLE": "-250.00"})

    assert Bill.objects.get().amount_payable == -250


@pytest.mark.parametrize("written", ["23-OCT-26", "23-10-2026", "23/10/2026", "2026-10-23 00:00:00"])
def test_the_day_of_a_reading_is_read_as_that_of_the_bill(tmp_path: Path, written: str) -> None:
    load(tmp_path, {**ROW, "PREV_RDG_DATE": written, "PREV_RDG_KWH": "3,366"})

    lines = Bill.objects.get().lines
    assert (lines["previous_on"], lines["previous_reading"]) == ("2026-10-23", "3366")


def test_what_the_export_says_is_taken_off_is_kept_below_zero(tmp_path: Path) -> None:
    load(tmp_path, {**ROW, "SUBSIDY": "1,210.00"}, {**SECOND, "SUBSIDY": "0.00"})

    kept = [bill.lines["charges"]["subsidy"] for bill in Bill.objects.order_by("number")]
    assert kept == ["-1210.00", "0.00"]


def test_units_of_the_months_before_keep_their_months(tmp_path: Path) -> None:
    load(tmp_path, {**ROW, "HIST_UNITS_1": "63", "HIST_UNITS_2": "", "HIST_UNITS_3": "71"})

    assert Bill.objects.get().lines["history"][:4] == ["63", "", "71", ""]


#: A row with all that the export has, adding up.
WHOLE = {
    **ROW, "PREV_RDG_DATE": "29-OCT-26", "PREV_RDG_KWH": "900", "CUR_RDG_DATE": "20-NOV-26", "CUR_RDG_KWH": "1000",
    "MF": "1", "MDI": "1.8", "METER_READ_REMARK": "OK", "BILLED_UNITS": "100",
    "ENERGY_CHARGE": "550.00", "FIXED_CHARGE": "110.00",
    "FPPAS": "0.00", "ELECTRICITY_DUTY": "33.00", "SUBSIDY": "0.00", "ARREARS": "0.00", "LPSC": "0.00",
    "ADJUSTMENT": "0.00", "AMOUNT_PAYABLE": "693.00", "LAST_PAY_DATE": "08-NOV-26", "LAST_PAYMENT_AMOUNT": "500.00",
    "HIST_UNITS_1": "63",
}  # fmt: skip
FIGURES = (
    "BILLED_UNITS", "PREV_RDG_KWH", "CUR_RDG_KWH", "MF", "MDI", "ENERGY_CHARGE", "FIXED_CHARGE", "FPPAS",
    "ELECTRICITY_DUTY", "SUBSIDY", "ARREARS", "LPSC", "ADJUSTMENT", "AMOUNT_PAYABLE", "LAST_PAYMENT_AMOUNT",
    "HIST_UNITS_1",
)  # fmt: skip
DAYS = ("PREV_RDG_DATE", "CUR_RDG_DATE", "LAST_PAY_DATE")


@pytest.mark.parametrize("column", FIGURES)
@pytest.mark.parametrize("written", ["NaN", "Infinity", "n/a", "1.145,00", "1e3", "20-NOV-26"])
def test_no_column_lets_a_row_pass_that_holds_no_number(tmp_path: Path, column: str, written: str) -> None:
    summary = load(tmp_path, WHOLE, {**WHOLE, "BILL_ID": "2", column: written})

    assert (summary.imported, summary.rejected) == (1, 1)
    assert next(iter(summary.reasons)).endswith("unreadable")


@pytest.mark.parametrize("column", DAYS)
@pytest.mark.parametrize("written", ["31-FEB-26", "soon", "1100.00", "20-NOV-46"])
def test_no_column_lets_a_row_pass_that_holds_no_day_of_ours(tmp_path: Path, column: str, written: str) -> None:
    assert load(tmp_path, WHOLE, {**WHOLE, "BILL_ID": "2", column: written}).rejected == 1


@pytest.mark.parametrize(
    ("column", "written", "others"),
    [
        ("ENERGY_CHARGE", "₹ 1,100.00", {"AMOUNT_PAYABLE": "1,243.00"}),
        ("ARREARS", "12,500.00", {"AMOUNT_PAYABLE": "Rs. 13,193.00"}),
        ("ADJUSTMENT", "(93.00)", {"AMOUNT_PAYABLE": "600"}),
        ("ADJUSTMENT", "93.00 Cr", {"AMOUNT_PAYABLE": "600.00 Dr"}),
        ("SUBSIDY", "93.00", {"AMOUNT_PAYABLE": "600"}),
        ("LPSC", " -   ", {}),
        ("ADJUSTMENT", "943.00 Cr", {"AMOUNT_PAYABLE": "250.00 Cr"}),
    ],
)
def test_every_amount_is_read_as_the_amount_payable(
    tmp_path: Path, column: str, written: str, others: dict[str, str]
) -> None:
    assert load(tmp_path, {**WHOLE, column: written, **others}).imported == 1


@pytest.mark.parametrize("written", ["29-10-2026", "29/10/26", "2026-10-29 10:30:00", "29-10-2026 00:00", "46324"])
@pytest.mark.parametrize("column", ["PREV_RDG_DATE", "LAST_PAY_DATE"])
def test_every_day_is_read_as_that_of_the_bill(tmp_path: Path, column: str, written: str) -> None:
    load(tmp_path, {**WHOLE, column: written})

    field = {"PREV_RDG_DATE": "previous_on", "LAST_PAY_DATE": "last_paid_on"}[column]
    assert Bill.objects.get().lines[field] == "2026-10-29"


@pytest.mark.parametrize(
    ("asked", "taken"), [("693.00", 1), ("693.99", 1), ("692.01", 1), ("694.00", 0), ("6930.00", 0)]
)
def test_a_row_whose_lines_do_not_add_up_is_refused(tmp_path: Path, asked: str, taken: int) -> None:
    summary = load(tmp_path, WHOLE, {**WHOLE, "BILL_ID": "2", "AMOUNT_PAYABLE": asked})

    assert summary.imported == 1 + taken
    assert summary.reasons == ({} if taken else {"does not add up": 1})


def test_readings_the_wrong_way_round_are_refused(tmp_path: Path) -> None:
    summary = load(tmp_path, WHOLE, {**WHOLE, "BILL_ID": "2", "CUR_RDG_DATE": "28-OCT-26"})

    assert summary.reasons == {"readings the wrong way round": 1}


@pytest.mark.parametrize("column", ["PREV_RDG_DATE", "LAST_PAY_DATE"])
@pytest.mark.parametrize("written", ["28-11-1026", "29-10-1926", "02-01-1900"])
def test_a_day_of_another_age_is_refused(tmp_path: Path, column: str, written: str) -> None:
    summary = load(tmp_path, WHOLE, {**WHOLE, "BILL_ID": "2", column: written})

    assert (summary.imported, summary.rejected) == (1, 1)
    assert next(iter(summary.reasons)).endswith("absurd")


@pytest.mark.parametrize("written", ["01-01-1900", "1900-01-01 00:00:00", "9999-12-31", "0001-01-01", "31-DEC-1899"])
def test_a_day_that_stands_for_none_is_none(tmp_path: Path, written: str) -> None:
    load(tmp_path, {**WHOLE, "LAST_PAY_DATE": written})

    assert "last_paid_on" not in Bill.objects.get().lines


@pytest.mark.parametrize("column", ["PREV_RDG_KWH", "CUR_RDG_KWH", "MF", "MDI"])
@pytest.mark.parametrize("written", ["-5", "(5)", "5 Cr"])
def test_what_a_meter_shows_is_not_below_zero(tmp_path: Path, column: str, written: str) -> None:
    summary = load(tmp_path, WHOLE, {**WHOLE, "BILL_ID": "2", column: written})

    assert next(iter(summary.reasons)).endswith("below zero")


@pytest.mark.parametrize("written", ["500", "-500", "500.00-", "(500)", "500 Cr"])
def test_a_payment_is_a_payment_whatever_its_sign(tmp_path: Path, written: str) -> None:
    load(tmp_path, {**WHOLE, "LAST_PAYMENT_AMOUNT": written})

    assert Decimal(Bill.objects.get().lines["last_paid"]) == 500


def test_nil_is_nothing(tmp_path: Path) -> None:
    load(tmp_path, {**WHOLE, "ARREARS": "NIL"})

    assert "arrears" not in Bill.objects.get().lines["dues"]


def test_a_remark_that_the_mapping_does_not_know_is_told_and_a_small_one_is_known(tmp_path: Path) -> None:
    summary = load(tmp_path, {**WHOLE, "METER_READ_REMARK": "na"}, {**WHOLE, "BILL_ID": "2", "METER_READ_REMARK": "QQ"})

    assert summary.unusable == {"remark unknown": 1}
    assert Bill.objects.get(number=WHOLE["BILL_ID"]).lines["remark"] == "NA"


@pytest.mark.parametrize("column", ["BILL_DATE", "DUE_DATE", *DAYS])
@pytest.mark.parametrize("written", ["11/25/2026", "11-25-26", "11/25/2026 00:00:00"])
def test_one_day_that_is_month_first_refuses_the_whole_file_and_is_named(
    tmp_path: Path, column: str, written: str
) -> None:
    other = {**WHOLE, "BILL_ID": "2", "BILL_DATE": "11/12/2026", "DUE_DATE": "12/12/2026"}

    with pytest.raises(DaysTheOtherWayRound, match=r"line 4: .*11.25"):
        load(tmp_path, WHOLE, other, {**WHOLE, "BILL_ID": "3", column: written})

    assert not Bill.objects.exists()


def test_what_no_mapping_names_is_not_kept(tmp_path: Path) -> None:
    load(tmp_path, {**ROW, "AGENT_MOB_NO": "6000000001"})

    assert "6000000001" not in str(Bill.objects.values())


def test_a_bill_remembers_a_mapping_of_the_offices_own_wherever_it_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own.toml"
    own.write_bytes((FOLDER / "uppcl.toml").read_bytes())
    monkeypatch.chdir(tmp_path)

    load(tmp_path, ROW, mapping="own.toml")

    assert Bill.objects.get().mapping == str(own)


@pytest.mark.parametrize("written", ["", "NULL", "\\N", "-"])
@pytest.mark.parametrize("row", [ROW, WHOLE])
def test_units_that_nobody_wrote_are_not_none(tmp_path: Path, row: dict[str, str], written: str) -> None:
    summary = load(tmp_path, WHOLE, {**row, "BILL_ID": "2", "BILLED_UNITS": written})

    assert summary.reasons == {"units missing": 1}


def test_a_connection_without_a_meter_has_none(tmp_path: Path) -> None:
    load(tmp_path, {**ROW, "BILLED_UNITS": "", "METER_READ_REMARK": "UM", "MF": "0"})

    bill = Bill.objects.get()
    assert (bill.units, bill.lines.get("multiplying_factor")) == (0, None)


def test_a_formula_without_its_value_is_no_nought(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "bills.xlsx", list(WHOLE), list({**WHOLE, "BILLED_UNITS": "=L2-K2"}.values()))

    with pytest.raises(NothingImported, match=r"1 units (missing|unreadable)"):
        billing.load(path=path, at=NOON, by="test")


def test_a_yes_of_a_workbook_is_no_number(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "bills.xlsx", list(WHOLE), list({**WHOLE, "BILLED_UNITS": True}.values()))

    with pytest.raises(NothingImported, match="1 units unreadable"):
        billing.load(path=path, at=NOON, by="test")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("BILLED_UNITS", "Billed-Unit"), ("BILLED_UNITS", "UNITS_BILLED"), ("BILLED_UNITS", "BILL_UNITS"),
        ("ARREARS", "ARREAR"), ("PREV_RDG_KWH", "PREV_READING_KWH"), ("ENERGY_CHARGE", "ENERGY_CHG"),
        ("LAST_PAY_DATE", "LAST PAYMENT DATE"), ("HIST_UNITS_1", "HIST UNIT 1"), ("BILL_TYP", "BILL_TYPE"),
    ],
)  # fmt: skip
def test_a_column_whose_name_has_a_slip_is_not_left_out(tmp_path: Path, ours: str, theirs: str) -> None:
    row = {theirs if name == ours else name: value for name, value in WHOLE.items()}

    with pytest.raises(WrongColumns) as refused:
        load(tmp_path, row)

    assert theirs in str(refused.value) or ours in str(refused.value)
    assert not Bill.objects.exists()


@pytest.mark.parametrize(
    ("ours", "theirs"), [("BILLED_UNITS", "BILLED UNITS"), ("MF", "M.F."), ("ARREARS", "Arrears ")]
)
def test_a_column_whose_marks_alone_are_others_is_read(tmp_path: Path, ours: str, theirs: str) -> None:
    load(tmp_path, {theirs if name == ours else name: value for name, value in WHOLE.items()})

    bill = Bill.objects.get()
    assert (bill.units, bill.lines["multiplying_factor"], bill.lines["dues"]["arrears"]) == (100, "1", "0.00")


def test_other_columns_beside_are_no_slip(tmp_path: Path) -> None:
    row = {**WHOLE, "PREV_RDG_KVAH": "1", "CUR_RDG_KVAH": "2", "HIST_UNITS_13": "5", "BILL_BASIS": "MU"}
    del row["HIST_UNITS_1"], row["MDI"]

    assert load(tmp_path, row).imported == 1


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"CUR_RDG_KWH": "850"}, "units do not add up"),  # below the previous one
        ({"BILLED_UNITS": "250"}, "units do not add up"),
        ({"MF": "10"}, "units do not add up"),
        ({"MF": "", "BILLED_UNITS": "1000"}, "units do not add up"),
        ({"METER_READ_REMARK": "", "BILLED_UNITS": "250"}, "units do not add up"),
        ({"BILLED_UNITS": "-100"}, "units below zero"),
        ({"MF": "0"}, "multiplying factor nought"),
        ({"MF": "-1"}, "multiplying factor below zero"),
        ({"PREV_RDG_KWH": "-5"}, "previous reading below zero"),
        ({"MF": "10", "BILLED_UNITS": "1000"}, ""),
        ({"MF": "", "BILLED_UNITS": "100"}, ""),
        ({"CUR_RDG_KWH": "1000.4"}, ""),  # rounded to the unit
        ({"PREV_RDG_KWH": "99950", "CUR_RDG_KWH": "50"}, ""),  # the register went through nought
        ({"CUR_RDG_KWH": "40", "METER_READ_REMARK": "MC"}, ""),
        ({"CUR_RDG_KWH": "900", "METER_READ_REMARK": "NA"}, ""),  # averaged
        ({"CUR_RDG_KWH": "900", "METER_READ_REMARK": "IDF"}, ""),
        ({"CUR_RDG_KWH": "910", "METER_READ_REMARK": "MIN"}, ""),
        ({"PREV_RDG_KWH": "", "BILLED_UNITS": "37"}, ""),
    ],
)
def test_units_are_what_the_readings_say_or_a_remark_says_why_not(
    tmp_path: Path, said: dict[str, str], reason: str
) -> None:
    summary = load(tmp_path, WHOLE, {**WHOLE, "BILL_ID": "2", **said})

    assert summary.reasons == ({reason: 1} if reason else {})


@pytest.mark.parametrize("kind", ["", "REGULAR", "Regular Bill", "MONTHLY", "FINAL BILL", "PROVISIONAL", "नियमित बिल"])
def test_an_ordinary_kind_of_bill_is_taken(tmp_path: Path, kind: str) -> None:
    load(tmp_path, {**ROW, "BILL_TYP": kind})

    bill = Bill.objects.get()
    assert (bill.is_revised, bill.is_cancelled) == (False, False)


@pytest.mark.parametrize("kind", ["DRAFT", "Screened", "BILL ON HOLD", "Pending", "UNDER REVIEW", "प्रारूप बिल"])
def test_what_is_no_bill_yet_is_refused(tmp_path: Path, kind: str) -> None:
    assert load(tmp_path, ROW, {**SECOND, "BILL_TYP": kind}).reasons == {"not issued yet": 1}


@pytest.mark.parametrize(
    "kind",
    [
        "XYZ", "SUPPLEMENTARY", "CANCEL AND REBILL", "7", "REGULAR " * 30, "Not cancelled", "CANCELLATION REVERSED",
        "Reversal of cancellation", "NON-CANCELLED", "not to be cancelled", "Un-revised", "NO REVISION", "NOT CREDIT",
        "रद्द नहीं",
    ],
)  # fmt: skip
def test_an_unknown_kind_of_bill_is_asked_about(tmp_path: Path, kind: str) -> None:
    summary = load(tmp_path, ROW, {**SECOND, "BILL_TYP": kind})

    assert summary.reasons == {"kind of bill unknown": 1}
    told = (tmp_path / "bills.csv.rejects.csv").read_text(encoding="utf-8-sig")
    assert f'""{kind.strip()[:40]}""' in told.splitlines()[1]


@pytest.mark.parametrize("kind", ["CANCELLED", "Canceled Bill", "REVERSED", "रद्द"])
def test_a_cancelled_bill_is_kept_as_such(tmp_path: Path, kind: str) -> None:
    load(tmp_path, ROW)

    summary = load(tmp_path, {**ROW, "BILL_TYP": kind, "AMOUNT_PAYABLE": "-1145.00", "DUE_DATE": "21-NOV-26"})

    assert summary.changed == 1
    assert Bill.objects.get().is_cancelled


def test_a_bill_that_was_told_stays_in_its_month_whatever_day_it_is_dated_now(tmp_path: Path) -> None:
    load(tmp_path, {**ROW, "BILL_DATE": "27-NOV-26", "DUE_DATE": "13-DEC-26"})
    later = {**ROW, "BILL_DATE": "01-DEC-26", "DUE_DATE": "17-DEC-26"}
    announce(cycle=date(2026, 11, 1), at=NOON, by="maker")

    summaries = [load(tmp_path, later), load(tmp_path, later)]

    bill = Bill.objects.get()
    assert (bill.cycle, bill.bill_date) == (date(2026, 11, 1), date(2026, 12, 1))
    assert [(one.changed, one.unchanged) for one in summaries] == [(1, 0), (0, 1)]


def test_one_that_nobody_was_told_of_moves(tmp_path: Path) -> None:
    load(tmp_path, ROW)

    load(tmp_path, {**ROW, "BILL_DATE": "01-DEC-26", "DUE_DATE": "17-DEC-26"})

    assert Bill.objects.get().cycle == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("flaw", "reason"),
    [
        ({"ACCT_ID": ""}, "account missing"),
        ({"ACCT_ID": "30007"}, "account malformed"),
        ({"ACCT_ID": "3999999999"}, "account unknown"),
        ({"BILL_ID": ""}, "bill number missing"),
        ({"BILL_ID": "26 11"}, "bill number malformed"),
        ({"BILL_ID": ROW["BILL_ID"]}, "bill number repeated"),
        ({"BILL_DATE": "31-FEB-26"}, "bill date unreadable"),
        ({"BILL_DATE": ""}, "bill date unreadable"),
        ({"DUE_DATE": "soon"}, "due date unreadable"),
        ({"BILL_DATE": "01-JAN-30", "DUE_DATE": "15-JAN-30"}, "bill date absurd"),
        ({"BILL_DATE": "07-JAN-27", "DUE_DATE": "15-JAN-27"}, "bill date absurd"),  # 46 days ahead
        ({"BILL_DATE": "01-JAN-01"}, "bill date absurd"),
        ({"BILL_DATE": "17-OCT-25"}, "bill date absurd"),  # 401 days back
        ({"DUE_DATE": "01-JAN-2099"}, "due date absurd"),
        ({"DUE_DATE": "20-MAY-27"}, "due date absurd"),  # 181 days after
        ({"DUE_DATE": "21-NOV-26"}, "due date in the past"),
        ({"BILL_DATE": "20-DEC-26"}, "due before its date"),
        ({"BILLED_UNITS": "many"}, "units unreadable"),
        ({"AMOUNT_PAYABLE": ""}, "amount unreadable"),
        ({"AMOUNT_PAYABLE": "1.145,00"}, "amount unreadable"),
        ({"AMOUNT_PAYABLE": "NaN"}, "amount unreadable"),
        ({"AMOUNT_PAYABLE": "-1145.00"}, "amount negative"),
        ({"AMOUNT_PAYABLE": "99999999999.00"}, "amount absurd"),
        ({"BILL_TYP": "CREDIT", "AMOUNT_PAYABLE": "-1000001"}, "amount absurd"),
        ({"ENERGY_CHARGE": "903\x07.00"}, "control characters"),
    ],
)
def test_a_bad_row_is_set_apart_and_the_others_taken(tmp_path: Path, flaw: dict[str, str], reason: str) -> None:
    summary = load(tmp_path, ROW, {**SECOND, **flaw})

    assert (summary.imported, summary.reasons) == (1, {reason: 1})
    assert Bill.objects.get().number == ROW["BILL_ID"]


@pytest.mark.parametrize(
    ("billed", "due"),
    [("06-JAN-27", "15-JAN-27"), ("20-NOV-26", "19-MAY-27")],  # 45 days ahead, 180 days to pay
)
def test_days_at_the_edge_of_sense_are_taken(tmp_path: Path, billed: str, due: str) -> None:
    assert load(tmp_path, {**ROW, "BILL_DATE": billed, "DUE_DATE": due}).new == 1


def test_an_absurd_day_is_named(tmp_path: Path) -> None:
    load(tmp_path, ROW, {**SECOND, "BILL_DATE": "01-JAN-30", "DUE_DATE": "15-JAN-30"})

    words = (tmp_path / "bills.csv.rejects.csv").read_text(encoding="utf-8-sig")
    assert "the bill date 01-01-2030 is absurd: more than 45 days ahead or 400 days back" in words


def test_a_bill_due_today_in_india_is_not_late_yet(tmp_path: Path) -> None:
    late_evening_in_london = datetime(2026, 12, 4, 19, tzinfo=UTC)  # already the fifth in India

    assert load(tmp_path, ROW, at=late_evening_in_london).new == 1
    with pytest.raises(NothingImported, match="1 due date in the past"):
        load(tmp_path, ROW, at=late_evening_in_london + timedelta(days=1))


def test_a_number_known_as_anothers_bill_is_not_moved(tmp_path: Path) -> None:
    load(tmp_path, ROW)
    build.consumer(account="3000000014")

    summary = load(tmp_path, {**ROW, "ACCT_ID": "3000000014"}, SECOND)

    assert summary.reasons == {"bill of another account": 1}
    assert Bill.objects.get(number=ROW["BILL_ID"]).consumer.account == ACCOUNT


def test_another_accounts_row_before_it_does_not_make_the_owners_a_repeat(tmp_path: Path) -> None:
    load(tmp_path, ROW)
    build.consumer(account="3000000014")

    summary = load(tmp_path, {**ROW, "ACCT_ID": "3000000014"}, {**ROW, "AMOUNT_PAYABLE": "1100.00"})

    assert summary.reasons == {"bill of another account": 1}
    assert Bill.objects.get().amount_payable == 1100


def test_rejects_of_an_earlier_import_go_once_the_file_is_mended(tmp_path: Path) -> None:
    load(tmp_path, ROW, {**SECOND, "AMOUNT_PAYABLE": "-1"})
    stale = tmp_path / "bills.csv.rejects.csv"
    assert stale.exists()

    assert load(tmp_path, ROW, SECOND).rejected == 0

    assert not stale.exists()


@pytest.mark.parametrize("content", ["my own notes", "", "REJECTED_LINE,REJECTED_BECAUSE,ACCT_ID\n", b"\xff\xfe\xff"])
def test_a_file_of_somebody_else_in_the_rejects_place_stays(tmp_path: Path, content: str | bytes) -> None:
    other = tmp_path / "bills.csv.rejects.csv"
    other.write_bytes(content if isinstance(content, bytes) else content.encode())

    load(tmp_path, ROW)

    assert other.exists()


def test_rejects_that_were_asked_for_by_name_stay(tmp_path: Path) -> None:
    named = tmp_path / "bad.csv"
    load(tmp_path, ROW, {**SECOND, "AMOUNT_PAYABLE": "-1"}, rejects=named)

    load(tmp_path, ROW, SECOND, rejects=named)

    assert named.exists()


def test_if_no_row_can_be_taken_nothing_is(tmp_path: Path) -> None:
    with pytest.raises(NothingImported, match="1 amount negative"):
        load(tmp_path, {**ROW, "AMOUNT_PAYABLE": "-1"})

    assert (tmp_path / "bills.csv.rejects.csv").exists()
    assert not Bill.objects.exists()


def test_a_workbook_with_real_dates_and_figures_will_do(tmp_path: Path) -> None:
    row = {
        **ROW, "ACCT_ID": int(ACCOUNT), "BILL_ID": 261100000001, "BILL_DATE": date(2026, 11, 20),
        "DUE_DATE": datetime.fromisoformat("2026-12-05T00:00"), "AMOUNT_PAYABLE": 1145.5,
    }  # fmt: skip
    path = xlsx_file(tmp_path / "bills.xlsx", list(row), list(row.values()))

    billing.load(path=path, at=NOON, by="test")

    bill = Bill.objects.get()
    assert (bill.number, bill.due_date, bill.amount_payable) == ("261100000001", date(2026, 12, 5), Decimal("1145.50"))


def test_columns_that_are_missing_are_named(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "bills.csv", ["ACCT_ID", "BILL_ID"], ["1", "2"])

    with pytest.raises(WrongColumns, match="lacks the columns BILL_DATE, DUE_DATE, BILLED_UNITS, AMOUNT"):
        billing.load(path=path, at=NOON, by="test")


def test_of_a_workbook_without_bills_all_sheets_are_named(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "bills.xlsx", ["note"], ["the bills are elsewhere"])

    with pytest.raises(WrongColumns, match=r"found note\. .* No other sheet has them \(Sheet, another\)"):
        billing.load(path=path, at=NOON, by="test")


def test_bills_on_the_second_sheet_are_found_there(tmp_path: Path) -> None:
    path = xlsx_sheets(tmp_path / "bills.xlsx", Cover=[["note"]], Bills=[list(ROW), list(ROW.values())])

    summary = billing.load(path=path, at=NOON, by="test")

    assert (summary.new, summary.unread) == (1, ("Cover",))


def test_the_import_is_in_the_book_of_deeds(tmp_path: Path) -> None:
    load(tmp_path, ROW)

    assert Entry.objects.get(deed="bills.imported").detail["new"] == 1


READ_IN_NOVEMBER = {"PREV_RDG_DATE": "18-OCT-26", "CUR_RDG_DATE": "18-NOV-26"}
REVISED = {**SECOND, "BILL_TYP": "REVISED"}
IN_DECEMBER = {"BILL_DATE": "02-DEC-26", "DUE_DATE": "17-DEC-26"}


@pytest.mark.parametrize("together", [True, False], ids=["one file", "two files"])
@pytest.mark.parametrize(
    ("revised", "month"),
    [
        pytest.param(READ_IN_NOVEMBER, 11, id="the same reading"),
        pytest.param({**READ_IN_NOVEMBER, "CUR_RDG_DATE": "01-DEC-26"}, 11, id="read again, from the same day on"),
        pytest.param({"PREV_RDG_DATE": "", "CUR_RDG_DATE": ""}, 11, id="no reading, and no other bill"),
        pytest.param({"PREV_RDG_DATE": "18-NOV-26", "CUR_RDG_DATE": "01-DEC-26"}, 12, id="the reading after"),
    ],
)
def test_a_revised_bill_is_of_the_month_of_the_bill_it_puts_right(
    tmp_path: Path, revised: dict[str, str], month: int, together: bool
) -> None:
    first, second = {**ROW, **READ_IN_NOVEMBER}, {**REVISED, **IN_DECEMBER, **revised}
    load(tmp_path, *((second, first) if together else (first,)))
    load(tmp_path, second)
    again = load(tmp_path, second)

    assert Bill.objects.get(number=SECOND["BILL_ID"]).cycle == date(2026, month, 1)
    assert (again.changed, again.new) == (0, 0)


@pytest.mark.parametrize("readings", [READ_IN_NOVEMBER, {"PREV_RDG_DATE": "", "CUR_RDG_DATE": ""}])
def test_a_revised_bill_stands_though_it_is_dated_before_the_bill_itself(
    tmp_path: Path, readings: dict[str, str]
) -> None:
    revised = {**REVISED, **readings, "BILL_DATE": "19-NOV-26", "AMOUNT_PAYABLE": "903.00"}
    load(tmp_path, {**ROW, **READ_IN_NOVEMBER}, revised)

    stands = latest_bill(ACCOUNT)

    assert stands is not None
    assert (stands.number, stands.cycle) == (SECOND["BILL_ID"], date(2026, 11, 1))


@pytest.mark.parametrize("day", ["20-NOV-26", "24-NOV-26"])
def test_a_credit_takes_the_place_of_no_bill(tmp_path: Path, day: str) -> None:
    credit = {**SECOND, "BILL_TYP": "CREDIT NOTE", "ENERGY_CHARGE": "-200.00", "AMOUNT_PAYABLE": "-200.00"}
    load(tmp_path, ROW)
    load(tmp_path, {**credit, "BILL_DATE": day})

    stands = latest_bill(ACCOUNT)

    assert stands is not None
    assert stands.number == ROW["BILL_ID"]
