"""Cells guarded against being taken for formulas, and taken back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bijlisetu.plumbing.files.guard import DANGEROUS, guarded, unguarded
from bijlisetu.plumbing.files.sheet import Sheet


@pytest.mark.parametrize("cell", ["=1+1", "+91 60000 00001", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_what_would_be_a_formula_is_none(cell: str) -> None:
    assert guarded(cell) in (f"'{cell}", f"'{cell[:1]}'{cell[1:]}")  # also where tabs part cells


@pytest.mark.parametrize("cell", ["", "Kavita", "-210.00", "6000000001", "'tis", "a=b"])
def test_what_is_none_stays_as_it_is(cell: str) -> None:
    assert guarded(cell) == cell


@given(some.text(alphabet=[*DANGEROUS, "'", "1", "a", "."], max_size=6))
def test_a_guarded_cell_is_taken_back_as_it_was(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(DANGEROUS) or guarded(cell)[1:].replace(".", "").isdigit()


@pytest.mark.parametrize("part", [";", ";;", "; ", "\t", "\n", "\r\n", ';"'])
@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(1)", "＝1", "'=1"])
def test_no_formula_begins_where_a_spreadsheet_parts_at_semicolons_or_tabs(part: str, formula: str) -> None:
    cell = f"Sub{part}{formula}"
    out = io.StringIO()
    Sheet(out).row("1", cell, None, 2)

    for parts in (";", "\t", ","):
        read = csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=parts)
        assert not [one for row in read for one in row if one.lstrip(' "').startswith(DANGEROUS)]
    assert [unguarded(one) for one in next(csv.reader(io.StringIO(out.getvalue(), newline="")))] == ["1", cell, "", "2"]


@pytest.mark.parametrize("mark", [";", ",", "\t", '"', "\n", "\r"])
def test_a_cell_with_what_parts_cells_is_quoted(mark: str) -> None:
    out = io.StringIO()
    Sheet(out).row(f"a{mark}b", "c")

    assert out.getvalue() == f'"a{mark.replace(chr(34), chr(34) * 2)}b",c\r\n'
