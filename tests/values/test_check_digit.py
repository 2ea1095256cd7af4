"""A number that people read to each other shows that a digit was mistaken."""

from __future__ import annotations

import pytest

from bijlisetu.values.check_digit import is_whole, with_check_digit


@pytest.mark.parametrize(("serial", "number"), [(794, "07945"), (12, "00122"), (123456, "1234560")])
def test_a_serial_number_has_its_check_digit(serial: int, number: str) -> None:
    assert with_check_digit(serial)[:-1] == number[:-1]
    assert is_whole(with_check_digit(serial))


def test_the_digit_is_that_of_the_standard() -> None:
    assert is_whole("07945")  # the example that ISO 7064 works out: the digit of 0794 is 5


def test_each_digit_that_was_mistaken_shows() -> None:
    for serial in (1, 12, 4711, 123456):
        number = with_check_digit(serial)
        for place, digit in enumerate(number):
            for other in "0123456789".replace(digit, ""):
                assert not is_whole(number[:place] + other + number[place + 1 :])


@pytest.mark.parametrize("text", ["", "1", "0012", "abcde", "१२३४५"])
def test_what_is_no_such_number_is_none(text: str) -> None:
    assert not is_whole(text)
