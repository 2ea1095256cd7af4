from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijlisetu.simulator.district.homes.numbers import SPAN, UNUSABLE, WRITTEN, Series
from bijlisetu.values import Mobile, NotAMobile

STARTS = st.integers(0, 2 * SPAN)


@given(STARTS)
def test_made_up_numbers_are_mobiles_and_say_so(start: int) -> None:
    digits = Series(start).take()

    assert Mobile.parse(digits).digits == digits
    assert digits.startswith("600")


@pytest.mark.parametrize("form", WRITTEN)
@given(start=STARTS)
def test_a_good_number_can_be_read_in_every_form(form: str, start: int) -> None:
    digits = Series(start).take()

    assert Mobile.parse(WRITTEN[form](digits)).digits == digits


@pytest.mark.parametrize("form", UNUSABLE)
@given(start=STARTS)
def test_an_unusable_form_is_no_mobile(form: str, start: int) -> None:
    series = Series(start)
    _, write = UNUSABLE[form]

    with pytest.raises(NotAMobile):
        Mobile.parse(write(series.take(), series.take()))


def test_no_number_is_handed_out_twice() -> None:
    series = Series.of_seed(1)
    spare = Series.of_seed(1, spare=True)

    numbers = [series.take() for _ in range(20_000)] + [spare.take() for _ in range(20_000)]

    assert len(set(numbers)) == len(numbers)


def test_the_walk_passes_over_dummies() -> None:
    assert Series(0).take() != "6000000000"
