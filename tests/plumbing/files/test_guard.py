"""Cells guarded against being taken for formulas, and taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bijlisetu.plumbing.files.guard import DANGEROUS, guarded, unguarded


@pytest.mark.parametrize("cell", ["=1+1", "+91 60000 00001", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_what_would_be_a_formula_is_none(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Kavita", "-210.00", "6000000001", "'tis", "a=b"])
def test_what_is_none_stays_as_it_is(cell: str) -> None:
    assert guarded(cell) == cell


@given(some.text(alphabet=[*DANGEROUS, "'", "1", "a", "."], max_size=6))
def test_a_guarded_cell_is_taken_back_as_it_was(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(DANGEROUS) or guarded(cell)[1:].replace(".", "").isdigit()
