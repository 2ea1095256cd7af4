"""Our own reference of a bill finds it, and one written wrongly finds none."""

from __future__ import annotations

import pytest

from bijlisetu.billing.page.reference import bill_in, reference_of


@pytest.mark.parametrize("bill", [1, 7, 97, 98, 123456, 9_999_999_999, 10**12])
def test_it_names_the_bill_by_letters_and_digits(bill: int) -> None:
    written = reference_of(bill)

    assert written.isalnum()
    assert len(written) <= 35
    assert bill_in(written) == bill_in(f" {written.lower()} ") == bill


def test_a_slip_of_the_finger_finds_no_other_bill() -> None:
    written = reference_of(20_417)

    for place in range(2, len(written)):
        for digit in "0123456789".replace(written[place], ""):
            assert bill_in(written[:place] + digit + written[place + 1 :]) is None
    for place in range(2, len(written) - 1):
        swapped = written[:place] + written[place + 1] + written[place] + written[place + 2 :]
        assert swapped == written or bill_in(swapped) is None


@pytest.mark.parametrize("text", ["", "BS", "BS12", "261100000052", "XS000000000195", "BS०००००००००१९६"])
def test_what_is_none_of_ours_names_no_bill(text: str) -> None:
    assert bill_in(text) is None
