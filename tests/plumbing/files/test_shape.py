"""Rows as wide as their header: borders, blank ends, headers that come again, rows that were broken."""

from __future__ import annotations

import pytest

from bijlisetu.plumbing.files.shape import Habit, Row, ends_of, fitted

HEADER = ("account", "name", "feeder", "mobile", "email")
GOOD = ["1", "Kavita", "F1", "6000000001", ""]


def shaped(*rows: list[str], most: int = 5) -> list[Row]:
    given = [Row(line, cells) for line, cells in enumerate(rows, start=2)]
    habit = Habit(lambda: ends_of(rows, width=len(HEADER)))
    first = sorted(fitted(given, header=HEADER, most=most, habit=habit))

    # Once it is known how the rows end, they come in the order of the file.
    assert list(fitted(given, header=HEADER, most=most, habit=habit)) == first
    assert not rows or habit.ends == ends_of(rows, width=len(HEADER))
    return first


def faults(*rows: list[str]) -> list[str]:
    return [row.reason or row.fault for row in shaped(*rows)]


@pytest.mark.parametrize("beside", [[""], ["", "", ""], [" ", "\xa0"]])
def test_empty_cells_beside_the_table_are_nothing(beside: list[str]) -> None:
    assert shaped([*GOOD, *beside]) == [Row(2, GOOD)]


def test_what_stands_under_a_name_left_blank_is_no_fault() -> None:
    assert shaped([*GOOD, "seen"], most=6) == [Row(2, GOOD)]


def test_what_stands_beside_the_table_is_a_fault() -> None:
    assert faults([*GOOD, "seen"]) == ["6 columns where 5 belong"]


@pytest.mark.parametrize("left_out", [1, 2])
def test_blank_cells_left_out_at_a_rows_end_are_blank(left_out: int) -> None:
    (row,) = shaped(GOOD[:-left_out])

    assert row.cells == GOOD[:-left_out] + [""] * left_out


def test_a_row_that_lost_a_cell_is_no_row_of_a_file_whose_rows_are_whole() -> None:
    whole = [[str(number), "Kavita", "F1", "6000000001", "k@example.in"] for number in range(30)]

    assert faults(*whole, whole[0][1:]) == [*[""] * 30, "4 columns where 5 belong"]


def test_one_row_that_is_blank_at_its_end_shows_what_was_left_out_elsewhere() -> None:
    whole = [[str(number), "Kavita", "F1", "6000000001", "k@example.in"] for number in range(30)]

    assert faults(*whole, GOOD, GOOD[:-1]) == [""] * 32


@pytest.mark.parametrize("pieces", [[["1", "Kavita"], ["X", "F1", "6", ""]], [["1", "K"], ["X"], ["Y"], [*"ABCD"]]])
def test_the_pieces_of_a_broken_row_are_not_taken_for_rows(pieces: list[list[str]]) -> None:
    assert faults(GOOD, *pieces, GOOD) == ["", *["broken row"] * len(pieces), ""]


def test_a_blank_row_is_none() -> None:
    assert shaped(GOOD, [" ", "", "\t", "", ""]) == [Row(2, GOOD)]


@pytest.mark.parametrize("again", [list(HEADER), ["\ufeffaccount", *HEADER[1:]], [name.upper() for name in HEADER]])
def test_the_header_of_a_file_that_was_joined_is_set_apart_alone(again: list[str]) -> None:
    assert faults(GOOD, again, GOOD) == ["", "header repeated", ""]


def test_nothing_is_taken_below_a_header_of_another_order() -> None:
    other = ["name", "account", "feeder", "mobile", "email"]

    assert faults(GOOD, other, GOOD, list(HEADER), GOOD) == [
        "", "header repeated", "below another header", "header repeated", ""
    ]  # fmt: skip


def test_a_cell_that_says_what_a_header_says_is_no_header() -> None:
    assert faults(["1", "name", "F1", "6000000001", ""]) == [""]


def test_a_file_whose_rows_are_all_one_cell_is_gone_through_once() -> None:
    looks = [0]

    class Cells(list[str]):
        def __len__(self) -> int:
            looks[0] += 1
            return super().__len__()

    rows = [Row(line, Cells(["x"])) for line in range(2, 5002)]
    list(fitted(rows, header=HEADER, most=5, habit=Habit(lambda: ends_of([["x"]], width=5))))

    assert looks[0] < 200 * len(rows)  # each row behind it made it one look more
