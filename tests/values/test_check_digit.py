"""A number that people read to each other shows that a digit was mistaken, or that two changed places."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bijlisetu.values.check_digit import is_checked, with_check


def test_the_digit_is_that_of_damm() -> None:
    assert with_check("572") == "5724"  # the example of Damm's own thesis


@pytest.mark.parametrize("serial", ["0001", "0012", "4711", "123456"])
def test_each_slip_of_the_finger_shows(serial: str) -> None:
    number = with_check(serial)

    assert is_checked(number)
    for place, digit in enumerate(number):
        for other in "0123456789".replace(digit, ""):
            assert not is_checked(number[:place] + other + number[place + 1 :])
    for place, (one, other) in enumerate(pairwise(number)):
        assert one == other or not is_checked(number[:place] + other + one + number[place + 2 :])
