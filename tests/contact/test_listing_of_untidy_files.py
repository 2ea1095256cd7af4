"""Exports as spreadsheets and careless programs leave them, as CSV and as workbooks: who is reached, what is told."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

import bijlisetu.contact.listing as listing
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.health.clearing import clear
from bijlisetu.contact.models import Address, Health, Untaken
from bijlisetu.network.models import Feeder
from bijlisetu.plumbing.files.intake import Summary
from bijlisetu.plumbing.files.sheets import SeveralSheets
from bijlisetu.plumbing.india import day_in_india
from tests import build
from tests.build import NOON
from tests.carried import send
from tests.exports import csv_file, xlsx_file, xlsx_sheets

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)
FEEDER = "14101120412F01"
HEADER = ["ACCT_ID", "NAME", "ADDRESS", "FEEDER_CODE", "MOBILE_NO", "EMAIL"]
FIRST, SECOND = 3_000_000_101, 6_003_200_101
Write = Callable[..., Path]
FORMS: dict[str, Write] = {"csv": csv_file, "xlsx": xlsx_file}


@pytest.fixture(autouse=True)
def feeder() -> Feeder:
    made = build.feeder()
    made.code = FEEDER
    made.save()
    return made


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def row(place: int = 0, *, mobile: str = "", email: str = "", **more: str) -> list[str]:
    said = {"account": str(FIRST + place), "name": "Ram Prasad", "address": "Gram X", "feeder": FEEDER, **more}
    return [*said.values(), mobile, email]


def load(
    path: Path, *rows: list[str], form: str = "csv", header: list[str] = HEADER, name: str = "consumers"
) -> Summary:
    return listing.load(path=FORMS[form](path / f"{name}.{form}", header, *rows), at=NOON, by="test")


def text_file(path: Path, text: str) -> Summary:
    (path / "consumers.csv").write_bytes(text.encode())
    return listing.load(path=path / "consumers.csv", at=NOON, by="test")


def numbers() -> list[str]:
    return [value[2:] for value in Address.objects.filter(value__startswith="91").values_list("value", flat=True)]


def told(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def lines_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_numbers_in_exponent_form_are_read_to_the_last_digit_or_told(tmp_path: Path, form: str) -> None:
    written = ["6.00320012E9", "6.003200121E9", "9.16003200122E11", "9.1600321E11", "9.16E+11", "6003200125.0", "6.0E9"]

    summary = load(tmp_path, *(row(place, mobile=mobile) for place, mobile in enumerate(written)), form=form)

    assert sorted(numbers()) == ["6003200120", "6003200121", "6003200122", "6003200125"]
    assert summary.incomplete_in is not None
    assert [(line["TAKEN_LINE"], line["MOBILE_NO"]) for line in told(summary.incomplete_in)] == [
        ("5", "9.1600321E11"), ("6", "9.16E+11"), ("8", "6.0E9"),
    ]  # fmt: skip


def test_numbers_that_a_workbook_holds_as_figures_are_read(tmp_path: Path) -> None:
    figures = [6003200120, 916003200121.0, 6003200122.0]
    rows = [[*row(place)[:4], figure, None] for place, figure in enumerate(figures)]

    listing.load(path=xlsx_file(tmp_path / "a.xlsx", HEADER, *rows), at=NOON, by="test")

    assert sorted(numbers()) == ["6003200120", "6003200121", "6003200122"]


def test_a_number_that_only_a_formula_knows_is_told(tmp_path: Path) -> None:
    rows = [row(mobile="=6003200000+120"), row(1, name="=A2"), row(2, mobile="6003200121")]

    summary = load(tmp_path, *rows, form="xlsx")

    assert summary.reasons == {"name destroyed": 1}
    assert summary.incomplete_in is not None
    assert [(line["TAKEN_LINE"], line["MOBILE_NO"]) for line in told(summary.incomplete_in)] == [("2", "#FORMULA!")]
    assert numbers() == ["6003200121"]


def test_figures_kept_from_a_spreadsheet_by_a_report_are_read(tmp_path: Path) -> None:
    cells = [f'="{cell}"' for cell in row(mobile="6003200120")]

    assert load(tmp_path, cells).imported == 1
    assert numbers() == ["6003200120"]


def test_both_numbers_of_a_cell_are_kept_the_first_first(tmp_path: Path, form: str) -> None:
    load(tmp_path, row(mobile="6003200212/6003200211", email="ram@example.in; shyam@example.in"), form=form)

    assert list(Address.objects.order_by("id").values_list("value", flat=True)) == [
        "916003200212", "916003200211", "ram@example.in", "shyam@example.in",
    ]  # fmt: skip


def test_what_is_taken_without_is_told_by_line_and_text(tmp_path: Path, form: str) -> None:
    good, half = row(mobile="6003200211"), row(1, mobile="6003200214/15", email="राम@example.in")

    summary = load(tmp_path, good, half, form=form)

    assert (summary.imported, summary.incomplete) == (2, 1)
    assert summary.incomplete_in == tmp_path / f"consumers.{form}.incomplete.csv"
    words = 'mobile "15": mobile number: 2 digits do not make a mobile number; '
    words += 'email "राम@example.in": e-mail: this is not an e-mail address'
    assert told(summary.incomplete_in) == [
        {"TAKEN_LINE": "3", "TAKEN_WITHOUT": words, **dict(zip(HEADER, half, strict=True))}
    ]


def test_a_row_that_is_refused_is_not_told_as_taken(tmp_path: Path) -> None:
    summary = load(tmp_path, row(mobile="6003200211"), row(mobile="60032"), row(1, mobile="60032", name=""))

    assert (summary.rejected, summary.incomplete, summary.unusable) == (2, 0, {})


def test_what_was_taken_without_is_mended_and_imported_as_it_is(tmp_path: Path) -> None:
    summary = load(tmp_path, row(mobile="60032"))
    mended = summary.incomplete_in
    assert mended is not None
    mended.write_text(mended.read_text(encoding="utf-8-sig").replace(",60032,", ",6003200211,"), encoding="utf-8")

    again = listing.load(path=mended, at=LATER, by="test")

    assert (again.changed, again.incomplete, numbers()) == (1, 0, ["6003200211"])
    assert not Untaken.objects.exists()


def test_a_file_of_what_was_missing_goes_when_nothing_is_missing_any_more(tmp_path: Path) -> None:
    first = load(tmp_path, row(mobile="60032"))
    load(tmp_path, row(mobile="6003200211"))

    assert first.incomplete_in is not None
    assert not first.incomplete_in.exists()


def test_the_consumer_keeps_what_could_not_be_taken_until_a_better_export_comes(tmp_path: Path) -> None:
    load(tmp_path, row(mobile="6003200211/15"), row(1, mobile="6003200212"))
    load(tmp_path, row(mobile="6003200211/15"), name="again")

    untaken = Untaken.objects.get()
    assert (untaken.consumer.account, untaken.field, untaken.text, untaken.why) == (
        str(FIRST),
        "mobile",
        "15",
        "digits",
    )
    assert (untaken.file, untaken.line) == ("consumers.csv", 2)

    load(tmp_path, row(mobile="6003200211"))

    assert not Untaken.objects.exists()


def test_rejects_and_what_was_missing_carry_no_formula_and_are_read_again(tmp_path: Path, form: str) -> None:
    bad = row(name="+HYPERLINK(1)", address="@SUM(A1)", mobile="+91 6003200211", feeder="-X9")
    summary = load(tmp_path, bad, row(1, mobile="+65 8123 4567"), form=form)

    for path in (summary.rejects, summary.incomplete_in):
        assert path is not None
        cells = [cell for line in lines_of(path) for cell in line]
        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []

    assert summary.rejects is not None
    Feeder.objects.update(code="-X9")
    again = listing.load(path=summary.rejects, at=LATER, by="test")

    assert (again.new, again.rejected, numbers()) == (1, 0, ["6003200211"])
    consumer = Consumer.objects.get(name__startswith="+")
    assert (consumer.name, consumer.address) == ("+HYPERLINK(1)", "@SUM(A1)")


def test_rejects_saved_as_a_workbook_are_read_again(tmp_path: Path) -> None:
    summary = load(tmp_path, row(feeder="X99", mobile="+91 6003200211"), row(1))
    assert summary.rejects is not None
    lines = lines_of(summary.rejects)
    Feeder.objects.update(code="X99")

    again = listing.load(path=xlsx_file(tmp_path / "mended.xlsx", *lines), at=LATER, by="test")

    assert (again.new, again.rejected, numbers()) == (1, 0, ["6003200211"])


def test_a_border_beside_the_table_is_nothing(tmp_path: Path, form: str) -> None:
    rows = [[*row(place, mobile=str(SECOND + place)), "", "", ""] for place in range(3)]

    assert load(tmp_path, *rows, form=form).new == 3


def test_blank_cells_left_out_at_a_rows_end_are_blank(tmp_path: Path) -> None:
    text = "\n".join(",".join(one).rstrip(",") for one in [HEADER, row(mobile="6003200211"), row(1)])

    assert (text_file(tmp_path, text).new, numbers()) == (2, ["6003200211"])


@pytest.mark.parametrize("between", [";", "\t", "|"])
def test_cells_may_be_divided_otherwise(tmp_path: Path, between: str) -> None:
    text = "\r\n".join(between.join(one) for one in [HEADER, row(mobile="6003200211")])

    assert (text_file(tmp_path, text).new, numbers()) == (1, ["6003200211"])


def test_lines_may_end_in_a_carriage_return_alone(tmp_path: Path) -> None:
    assert text_file(tmp_path, "\r".join(map(",".join, [HEADER, row(), row(1), []]))).new == 2


def test_two_files_joined_are_both_taken_and_the_second_header_is_told(tmp_path: Path) -> None:
    one, two = (f"\ufeff{','.join(HEADER)}\r\n{','.join(row(place))}\r\n" for place in (0, 1))

    summary = text_file(tmp_path, f"\ufeff{one}{two}\x1a")

    assert (summary.new, summary.reasons) == (2, {"header repeated": 1})
    assert summary.rejects is not None
    assert told(summary.rejects)[0]["REJECTED_LINE"] == "3"


@pytest.mark.parametrize("flaw", ["\0", "x" * 2_000_000])
def test_good_rows_go_on_beside_a_line_that_is_none(tmp_path: Path, flaw: str) -> None:
    lines = [HEADER, row(), row(1, address=flaw), row(2)]

    summary = text_file(tmp_path, "\n".join(map(",".join, lines)))

    assert (summary.new, summary.rejected) == (2, 1)
    assert summary.rejects is not None
    assert told(summary.rejects)[0]["REJECTED_LINE"] == "3"


@pytest.mark.parametrize("account", ["३०००००००१०१", "٣٠٠٠٠٠٠١٠١", "３００００００１０１"])
def test_the_digits_of_an_account_are_those_of_any_script(tmp_path: Path, form: str, account: str) -> None:
    load(tmp_path, row(account=account.replace("३०००००००१०१", "३००००००१०१")), form=form)

    assert Consumer.objects.get().account == "3000000101"


def test_a_carriage_return_of_excels_is_a_space(tmp_path: Path, form: str) -> None:
    load(tmp_path, row(name="Ram Prasad_x000D_\nS/O Shyam", mobile="6003200211_x000D_\n"), form=form)

    assert (Consumer.objects.get().name, numbers()) == ("Ram Prasad S/O Shyam", ["6003200211"])


def test_of_several_sheets_the_one_with_consumers_is_taken_and_the_others_named(tmp_path: Path) -> None:
    path = xlsx_sheets(tmp_path / "a.xlsx", Cover=[["Export of November"]], People=[HEADER, row()])

    summary = listing.load(path=path, at=NOON, by="test")

    assert (summary.new, summary.unread) == (1, ("Cover",))


def test_consumers_on_two_sheets_are_asked_about(tmp_path: Path) -> None:
    path = xlsx_sheets(tmp_path / "a.xlsx", North=[HEADER, row()], South=[HEADER, row(1)])

    with pytest.raises(SeveralSheets, match="North, South"):
        listing.load(path=path, at=NOON, by="test")

    assert not Consumer.objects.exists()


@pytest.mark.parametrize("name", ["??? ??????", "R?m", "R\ufffdm", "à¤°à¤¾à¤®", "‡§∞‡§æ‡§Æ", "¿¿¿ ¿¿", "#NAME?", "?"])
def test_a_name_that_was_destroyed_never_takes_the_place_of_a_good_one(tmp_path: Path, form: str, name: str) -> None:
    load(tmp_path, row(name="राम प्रसाद"), form=form)

    summary = load(tmp_path, row(name=name), row(1), form=form)

    assert summary.reasons == {"name destroyed": 1}
    assert Consumer.objects.get(account=FIRST).name == "राम प्रसाद"


@pytest.mark.parametrize(
    ("column", "good", "destroyed"),
    [
        ("ADDRESS", "ग्राम X", "????? X"),
        ("BOOK_NO", "0012", "12"),
        ("BOOK_NO", "1-2", "2026-02-01"),
        ("BOOK_NO", "1-2", "01-Feb"),
        ("POLE_NO", "007", "7"),
        ("METER_SERIAL_NBR", "0123456789012", "123456789012"),
        ("METER_SERIAL_NBR", "123456789012", "1.23457E+11"),
        ("DT", "DTR-01", "#REF!"),
    ],
)
def test_what_was_destroyed_is_told_and_what_we_know_stays(
    tmp_path: Path, form: str, column: str, good: str, destroyed: str
) -> None:
    header = [name for name in HEADER if name != "ADDRESS"] + [column]
    without_address = [*row()[:2], *row()[3:]]
    field = {"BOOK_NO": "book", "POLE_NO": "pole", "METER_SERIAL_NBR": "meter_number", "ADDRESS": "address"}
    load(tmp_path, [*without_address, good], form=form, header=header)
    before = Consumer.objects.values().get()

    summary = load(tmp_path, [*without_address, destroyed], form=form, header=header)

    assert (summary.imported, summary.incomplete) == (1, 1)
    assert Consumer.objects.values().get() == before
    assert before[field[column]] == good if column in field else before["transformer_id"]
    assert summary.incomplete_in is not None
    assert f'"{destroyed}"' in told(summary.incomplete_in)[0]["TAKEN_WITHOUT"]


def test_an_account_that_lost_its_leading_zeros_is_not_enrolled_anew(tmp_path: Path, form: str) -> None:
    load(tmp_path, row(account="003000000107"), form=form)

    summary = load(tmp_path, row(account="3000000107"), row(1), form=form)

    assert summary.reasons == {"leading zeros lost": 1}
    assert sorted(Consumer.objects.values_list("account", flat=True)) == ["003000000107", str(FIRST + 1)]


@pytest.mark.parametrize("account", ["3E+11", "3.00000000046E11", "2026-03-01", "1-Mar"])
def test_an_account_that_a_spreadsheet_destroyed_is_refused_whatever_the_mapping(
    tmp_path: Path, form: str, account: str
) -> None:
    mapping = tmp_path / "own.toml"
    mapping.write_text(
        'required = ["account", "name"]\n[columns]\naccount = "ACCT_ID"\nname = "NAME"\nfeeder = "FEEDER_CODE"\n'
    )
    path = FORMS[form](tmp_path / f"a.{form}", HEADER, row(account=account), row(1))

    summary = listing.load(path=path, mapping=str(mapping), at=NOON, by="test")

    assert summary.reasons == {"account destroyed": 1}


@pytest.mark.parametrize("named", ["MOBILE NO", "Mobile_No", "mobile-no", "MOBILE.NO.", "MobileNo"])
def test_a_column_that_differs_by_a_mark_is_the_one_we_know(tmp_path: Path, form: str, named: str) -> None:
    header = [named if column == "MOBILE_NO" else column for column in HEADER]

    summary = load(tmp_path, row(mobile=str(SECOND)), form=form, header=header)

    assert Address.objects.get().value == f"91{SECOND}"
    assert summary.absent == ()


def test_a_column_of_numbers_that_is_not_there_is_told(tmp_path: Path, form: str) -> None:
    header = ["ACCT_ID", "NAME", "ADDRESS", "FEEDER_CODE", "PHONE", "EMAIL"]

    summary = load(tmp_path, row(mobile=str(SECOND)), form=form, header=header)

    assert summary.absent == ("MOBILE_NO",)
    assert "no mobile number" not in summary.unusable


def test_what_could_not_be_taken_stays_told_while_later_files_lack_the_column(tmp_path: Path) -> None:
    load(tmp_path, row(mobile="12345"))

    load(tmp_path, row(), header=["ACCT_ID", "NAME", "ADDRESS", "FEEDER_CODE", "PHONE", "EMAIL"], name="later")

    assert Untaken.objects.get().text == "12345"


@pytest.mark.parametrize("mark", ["\\N", "NULL", "(null)", "N/A", "#N/A", "NaN"])
def test_a_mark_for_nothing_is_never_words_on_a_page(tmp_path: Path, form: str, mark: str) -> None:
    header = [*HEADER, "POLE_NO", "METER_SERIAL_NBR", "DT"]

    summary = load(tmp_path, [*row(address=mark), mark, mark, mark], form=form, header=header)

    one = Consumer.objects.get()
    assert (one.address, one.pole, one.meter_number, one.transformer) == ("", "", "", None)
    assert summary.incomplete == 1
    assert summary.incomplete_in is not None
    told = summary.incomplete_in.read_text(encoding="utf-8")
    assert all(f"{field} blank" in told for field in ("address", "pole", "meter number", "transformer"))


def test_a_mark_for_nothing_is_no_name(tmp_path: Path) -> None:
    summary = load(tmp_path, row(name="NULL"), row(1))

    assert summary.reasons == {"name missing": 1}


def shut() -> list[tuple[str, list[str]]]:
    return list(Health.objects.values_list("finding", "shut"))


def test_words_beside_a_number_shut_a_channel_until_a_later_file_says_otherwise(tmp_path: Path, form: str) -> None:
    summary = load(tmp_path, row(mobile=f"{SECOND} (no whatsapp)"), form=form)

    assert Address.objects.get().value == f"91{SECOND}"
    assert shut() == [("channel_shut", ["whatsapp"])]
    assert summary.unusable == {"mobile number: the words beside it shut a channel": 1}
    assert Untaken.objects.get().why == "channel"

    load(tmp_path, row(mobile=str(SECOND)), form=form, name="later")

    assert shut() == []
    assert not Untaken.objects.exists()


def test_what_arrives_or_is_proved_does_not_open_a_channel_that_words_shut(tmp_path: Path) -> None:
    load(tmp_path, row(mobile=f"{SECOND} DND"))

    clear(proved={f"91{SECOND}": day_in_india(LATER)})

    assert shut() == [("channel_shut", ["whatsapp"])]


def test_a_bill_goes_by_the_channel_that_is_left(tmp_path: Path) -> None:
    load(tmp_path, row(mobile=f"{SECOND} no whatsapp"))
    build.notice(Consumer.objects.get())

    assert send().channel == "sms"
