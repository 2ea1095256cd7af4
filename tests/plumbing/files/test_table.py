"""Tables that come as files: what is read from them, and what is refused in one clear line."""

from __future__ import annotations

import os
import resource
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from bijlisetu.plumbing.files.csv import LOST_QUOTE
from bijlisetu.plumbing.files.shape import Row
from bijlisetu.plumbing.files.table import FileChanged, NotAWorkbook, WorkbookTooBig, open_table
from bijlisetu.plumbing.files.xlsx import cells as sheet_cells
from bijlisetu.plumbing.files.xlsx import workbook
from bijlisetu.plumbing.refusal import Refusal
from tests.exports import raw_xlsx, sheet, xlsx_file, xlsx_sheets

Make = Callable[[Path], object]


def read(path: Path) -> list[Row]:
    with open_table(path) as table:
        return list(table.rows())


def cells(path: Path) -> list[list[str]]:
    return [row.cells for row in read(path)]


def written(content: bytes) -> Make:
    return lambda path: path.write_bytes(content)


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/sheet.xml", "w") as part:
        for _ in range(64):
            part.write(bytes(1024 * 1024))


def lying_bomb(path: Path) -> None:
    """Write a workbook whose sheet says that it is small."""
    raw_xlsx(path, sheet(" " * 4_000_000))
    content = path.read_bytes()
    true_size = len(sheet(" " * 4_000_000)).to_bytes(4, "little")
    path.write_bytes(content.replace(true_size, (500).to_bytes(4, "little")))


def far_row(path: Path) -> None:
    raw_xlsx(path, sheet('<row r="99999999999999999999"><c><v>1</v></c></row>'))


def nameless_cells(path: Path) -> None:
    """Write one row of more cells than a sheet has, none of which says where it stands."""
    raw_xlsx(path, sheet(f'<row r="1">{"<c/>" * 16_385}</row>'))


def far_cell(path: Path) -> None:
    raw_xlsx(path, sheet('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'))


def with_document_type(path: Path) -> None:
    raw_xlsx(path, f'<!DOCTYPE worksheet [<!ENTITY a "aaaa">]>{sheet("<row><c><v>&a;</v></c></row>")}')


FAULTS: dict[str, tuple[str, Make, str]] = {
    "missing": ("a.csv", lambda path: None, "cannot be read: No such file"),
    "folder": ("a.csv", lambda path: path.mkdir(), "is a folder"),
    "pipe": ("a.csv", os.mkfifo, "no ordinary file"),
    "empty": ("a.csv", written(b""), "is empty"),
    "mark alone": ("a.csv", written(b"\xef\xbb\xbf"), "is empty"),
    "blank lines": ("a.csv", written(b"\n\r\n,,\n"), "is empty"),
    "latin": ("a.csv", written("a,b\n1,Ren\xe9\n".encode("latin-1")), r"line 2: byte 6 \(0xE9\) is not UTF-8"),
    "NUL in the header": ("a.csv", written(b"NAME\x00,b\n1,2\n"), "line 1: the line holds a NUL byte"),
    "UTF-16 cut": ("a.csv", written("a,b\n1,2\n".encode("utf-16") + b"\x00"), "begins as UTF-16"),
    "long header": ("a.csv", written(b"1" * 1_100_000 + b"\n1\n"), "line 1: longer than 10,48,576 bytes"),
    "long UTF-16 header": ("a.csv", written(f"{'1' * 1_100_000}\na".encode("utf-16")), "line 1: longer"),
    "compressed": ("a.csv", written(b"\x1f\x8b\x08\x00"), "is compressed"),
    "old Excel": ("a.xls", written(b"\xd0\xcf\x11\xe0\xa1\xb1"), "old .xls or has a password"),
    "old Excel renamed": ("a.xlsx", written(b"\xd0\xcf\x11\xe0\xa1\xb1"), "old .xls or has a password"),
    "CSV named Excel": ("a.xlsx", written(b"a,b\n1,2\n"), "named like an Excel workbook and is none"),
    "broken zip": ("a.xlsx", written(b"PK\x03\x04 and no more"), "no Excel workbook"),
    "another zip": ("a.xlsx", lambda path: zipfile.ZipFile(path, "w").close(), "no Excel workbook"),
    "zip bomb": ("a.xlsx", bomb, "would unpack to 64 MB"),
    "zip that lies": ("a.xlsx", lying_bomb, "no Excel workbook"),
    "cell beyond the sheet": ("a.xlsx", far_cell, "cells out of order"),
    "row beyond the sheet": ("a.xlsx", far_row, "where no sheet has one"),
    "cells without end": ("a.xlsx", nameless_cells, "cells out of order"),
    "document type": ("a.xlsx", with_document_type, "declares a document type"),
    "broken XML": ("a.xlsx", lambda path: raw_xlsx(path, "<worksheet><sheetData>"), "no Excel workbook"),
    "old Excel's sheets": (
        "a.xlsx",
        lambda path: xlsx_sheets(path, Cover=[], Other=[]),
        "is empty: it has not even a header",
    ),
    "text not there": (
        "a.xlsx",
        lambda path: raw_xlsx(path, sheet('<row><c t="s"><v>7</v></c></row>')),
        "points at a text that is not there",
    ),
}


@pytest.mark.parametrize(("name", "make", "words"), FAULTS.values(), ids=FAULTS)
def test_a_file_that_is_no_table_is_refused_in_one_line_that_names_it(
    tmp_path: Path, name: str, make: Make, words: str
) -> None:
    path = tmp_path / name
    make(path)

    with pytest.raises(Refusal, match=words) as refused:
        read(path)

    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_endless_line_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n1,")
        file.truncate(2 * 1024**3)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(Refusal, match="line 2"):
        read(path)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # KB


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-8-marks", "utf-16", "utf-16-le", "utf-16-be", "utf-16-le-mark"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
def test_the_usual_ways_to_write_text_are_read(tmp_path: Path, encoding: str, end: str, between: str) -> None:
    path = tmp_path / "a.csv"
    lines = ["NAME,HOUSE", "कविता,12", f'Kamla,"12{between} Rampur"', ""]
    text = end.join(line.replace(",", between) for line in lines)
    encoding, _, marks = encoding.partition("-mark")
    path.write_bytes(("\ufeff" * {"": 0, "s": 2}.get(marks, 1) * bool(_) + text).encode(encoding))

    assert cells(path) == [["कविता", "12"], ["Kamla", f"12{between} Rampur"]]


def test_rows_know_the_line_they_begin_on(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n\n1,"two\nlines"\n,\n2,x\n')

    assert [(row.line, row.cells) for row in read(path)] == [(3, ["1", "two\nlines"]), (6, ["2", "x"])]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("1", "1 columns where 2 belong"),
        ("1,2,3", "3 columns where 2 belong"),
        ('1,"RAM', LOST_QUOTE),
        ('1,"RAM" X', "quotes or line ends"),
        ("1,RAM\rX", "quotes or line ends"),
        ("1," + "x" * 200_000, "a cell is longer"),
        ("1,RAM\0", "holds a NUL byte"),
        ("1," + "x" * 3_000_000, "longer than 10,48,576 bytes"),
        ("a,b", "the header once more"),
        ("\ufeffa,b", "the header once more"),
    ],
)
def test_a_bad_row_never_stops_its_neighbours(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "a.csv"
    others = [f"{number},GOOD" for number in range(100)]
    path.write_bytes("\n".join(["a,b", "0,GOOD", line, *others, '7,"GOOD"', ""]).encode())

    rows = read(path)

    assert [(row.line, words in row.fault) for row in rows if row.fault] == [(3, True)]
    assert len(rows) == 103


def test_a_line_that_is_no_text_ends_the_row_above_it_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'a,b\n1,"LOST\n\0\n2,GOOD\n')

    assert [(row.line, row.cells[0], row.reason or row.fault) for row in read(path)] == [
        (2, "1", LOST_QUOTE), (3, "", "NUL byte"), (4, "2", "")
    ]  # fmt: skip


def test_what_dos_left_at_the_end_of_a_file_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\r\n1,2\r\n\x1a3,4\r\n5,6\x1a")

    assert cells(path) == [["1", "2"], ["3", "4"], ["5", "6"]]


@pytest.mark.parametrize("said", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;"])
def test_a_line_that_says_what_stands_between_cells_is_no_row(tmp_path: Path, said: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{said}\na;b,c\n1;2\n")

    with open_table(path) as table:
        assert (table.header, list(table.rows())) == (("a", "b,c"), [Row(3, ["1", "2"])])


def test_a_lost_quote_does_not_swallow_rows_until_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"LOST\n2,GOOD\n3,GOOD\n4,GOOD" \n5,GOOD\n')

    rows = read(path)

    assert [row.cells[0] for row in rows if not row.fault] == ["2", "3", "4", "5"]
    assert [row.line for row in rows if row.fault] == [2]


def test_a_table_can_be_read_twice(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "a.xlsx", ["a", "b"], [1, None], ["x,\ny", "z"])

    with open_table(path) as table:
        assert list(table.rows()) == list(table.rows()) == [Row(2, ["1", ""]), Row(3, ["x,\ny", "z"])]
        assert table.part() == 1


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")

    with open_table(path) as table:
        with path.open("a") as file:
            file.write("3,4\n")
        with pytest.raises(FileChanged):
            list(table.rows())


def test_cells_of_a_workbook_come_out_as_they_are_shown(tmp_path: Path) -> None:
    values = [300000000007, 0.1 + 0.2, 1253.5, -2.5, date(2026, 11, 22), datetime(2026, 11, 22, 10, 30), True, "०९"]  # noqa: DTZ001
    path = xlsx_file(tmp_path / "a.xlsx", list("abcdefgh"), values)

    assert cells(path) == [
        ["300000000007", "0.3", "1253.5", "-2.5", "2026-11-22", "2026-11-22 10:30:00", "TRUE", "०९"]
    ]  # fmt: skip


def test_a_formula_without_its_result_is_no_empty_cell(tmp_path: Path) -> None:
    made = '<c r="A{0}"><f>1+1</f></c><c r="B{0}"><f>1+1</f><v>2</v></c><c r="C{0}" t="str"><f>""</f><v></v></c>'
    path = raw_xlsx(tmp_path / "a.xlsx", sheet(f'<row r="1">{made.format(1)}</row><row r="2">{made.format(2)}</row>'))

    assert cells(path) == [["#FORMULA!", "2"]]


def test_texts_that_excel_shares_are_found_again(tmp_path: Path) -> None:
    row = '<row r="{}"><c r="A{}" t="s"><v>{}</v></c><c r="C{}"><v>3.0000000046E11</v></c></row>'
    texts = "<si><t>कविता</t></si><si><r><t>two </t></r><r><t>runs</t></r><rPh><t>x</t></rPh></si>"
    path = raw_xlsx(tmp_path / "a.xlsx", sheet(row.format(1, 1, 0, 1) + row.format(5, 5, 1, 5)), texts=texts)

    with open_table(path) as table:
        assert table.header == ("कविता", "", "300000000460")
        assert list(table.rows()) == [Row(5, ["two runs", "", "300000000460"])]


def test_a_workbook_is_known_by_its_bytes_not_its_name(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "export.csv.xlsx", ["a", "b"], [1, 2]).rename(tmp_path / "export.csv")

    assert cells(path) == [["1", "2"]]


def test_a_csv_file_may_begin_like_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("PK,b\n1,2\n")

    assert cells(path) == [["1", "2"]]


def test_names_with_a_prefix_are_read_too(tmp_path: Path) -> None:
    rows = "<x:row><x:c><x:v>7</x:v></x:c></x:row><x:row><x:c><x:v>8</x:v></x:c></x:row>"
    prefixed = f'<x:worksheet xmlns:x="urn:any"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    path = raw_xlsx(tmp_path / "a.xlsx", prefixed)

    assert cells(path) == [["8"]]


def test_a_small_workbook_of_wide_empty_rows_does_not_fill_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_CELLS", 100_000)
    rows = "".join(f'<row r="{line}"><c r="XFD{line}"><v>1</v></c></row>' for line in range(1, 9))
    raw_xlsx(tmp_path / "wide.xlsx", sheet(rows))

    with pytest.raises(WorkbookTooBig, match="more cells than any list"):
        read(tmp_path / "wide.xlsx")


def test_a_long_text_that_many_cells_point_at_does_not_fill_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_cells, "MOST_GIVEN", 1_000_000)
    rows = '<row><c t="s"><v>0</v></c></row>' * 40
    raw_xlsx(tmp_path / "a.xlsx", sheet(rows), texts=f"<si><t>{'x' * 30_000}</t></si>")

    with pytest.raises(NotAWorkbook, match="repeat their texts too often"):
        read(tmp_path / "a.xlsx")


@pytest.mark.parametrize("kind", ["shared", "inline"])
def test_a_cell_longer_than_any_of_excel_s_is_refused(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_cells, "MOST_PIECES", 20)
    text = f"<t>{'x' * 200_000}</t>"
    cell = '<c t="s"><v>0</v></c>' if kind == "shared" else f'<c t="inlineStr"><is>{text}</is></c>'
    raw_xlsx(tmp_path / "a.xlsx", sheet(f"<row>{cell}</row>"), texts=f"<si>{text}</si>")

    with pytest.raises(NotAWorkbook, match="longer than any could be"):
        read(tmp_path / "a.xlsx")
