"""Of a workbook's sheets the one that has the columns is read, and nothing is left unread without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from bijlisetu.plumbing.files.mapping import Layout, WrongColumns
from bijlisetu.plumbing.files.sheets import SeveralSheets, reader_of
from bijlisetu.plumbing.files.table import Table, open_table
from tests.exports import csv_file, xlsx_sheets

LAYOUT = Layout(columns={"account": "ACCT_ID", "name": "NAME"}, required=("account", "name"))
ROWS = [["ACCT_ID", "NAME"], ["1", "Kavita"]]
COVER = [["Billing export"], ["November"]]


def make(table: Table) -> object:
    return LAYOUT.places(table.header, path=table.path)


def read(path: Path) -> tuple[list[list[str]], tuple[str, ...]]:
    with open_table(path) as table:
        reader_of(table, make)
        return [row.cells for row in table.rows()], tuple(table.unread)


@pytest.mark.parametrize("first", [COVER, []])
def test_the_sheet_that_has_the_columns_is_read_wherever_it_stands(tmp_path: Path, first: list[list[str]]) -> None:
    path = xlsx_sheets(tmp_path / "a.xlsx", Cover=first, Data=ROWS)

    assert read(path) == ([["1", "Kavita"]], ("Cover",) if first else ())


def test_two_sheets_of_such_rows_are_named_and_neither_is_taken(tmp_path: Path) -> None:
    path = xlsx_sheets(tmp_path / "a.xlsx", North=ROWS, South=ROWS, Note=COVER)

    with pytest.raises(SeveralSheets, match=r"on 2 sheets \(North, South\)"):
        read(path)


def test_a_hidden_sheet_is_not_looked_at(tmp_path: Path) -> None:
    path = xlsx_sheets(tmp_path / "a.xlsx", hidden=["Old"], Old=ROWS, Data=ROWS)

    assert read(path) == ([["1", "Kavita"]], ())


def test_columns_that_no_sheet_has_are_missed_with_the_sheets_named(tmp_path: Path) -> None:
    path = xlsx_sheets(tmp_path / "a.xlsx", Cover=COVER, Note=[["x"]])

    with pytest.raises(WrongColumns, match=r"lacks the columns ACCT_ID, NAME; .* No other sheet .* \(Cover, Note\)"):
        read(path)


def test_a_text_file_has_no_sheets(tmp_path: Path) -> None:
    assert read(csv_file(tmp_path / "a.csv", *ROWS)) == ([["1", "Kavita"]], ())
