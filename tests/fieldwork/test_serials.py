"""The number of a sheet: a slip of the finger is no other sheet."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from bijlisetu.fieldwork.paper.serials import serial_in, serial_of

numbers = st.integers(1, 10**9)


@given(numbers)
def test_a_serial_is_read_back_however_it_is_typed(number: int) -> None:
    serial = serial_of(number)

    assert serial_in(serial) == serial_in(f" {serial[:3]} {serial[3:]}-") == serial
    assert serial_in(serial.translate(str.maketrans("0123456789", "०१२३४५६७८९"))) == serial


@given(numbers, st.data())
def test_a_wrong_digit_is_found(number: int, data: st.DataObject) -> None:
    serial = serial_of(number)
    place, digit = data.draw(st.integers(0, len(serial) - 1)), data.draw(st.sampled_from("0123456789"))
    assume(serial[place] != digit)

    assert serial_in(serial[:place] + digit + serial[place + 1 :]) == ""


@given(numbers, st.data())
def test_neighbours_that_change_places_are_found(number: int, data: st.DataObject) -> None:
    serial = serial_of(number)
    place = data.draw(st.integers(0, len(serial) - 2))
    assume(serial[place] != serial[place + 1])

    assert serial_in(serial[:place] + serial[place + 1] + serial[place] + serial[place + 2 :]) == ""


def test_what_is_no_serial_is_none() -> None:
    assert [serial_in(typed) for typed in ("", "abc", "12", "9" * 60, "१" * 6)] == [""] * 5
