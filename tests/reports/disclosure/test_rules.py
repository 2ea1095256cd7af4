"""No line of a few cases is shown, and none can be reckoned back from the sum above it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijlisetu.reports.disclosure.rules import shown


@pytest.mark.parametrize(
    ("cases", "left"),
    [
        ([9, 7, 5], [9, 7, 5]),
        ([9, 4, 3], [9]),  # seven are left out together: neither is known
        ([9, 7, 4], [9]),  # the four alone would be the sum less sixteen
        ([9, 4], []),
        ([4], []),
        ([9, 0, 0], []),  # nothing and nothing comes to fewer than five
        ([], []),
    ],
)
def test_few_cases_are_left_out_with_the_next(cases: list[int], left: list[int]) -> None:
    assert shown(cases, int, least=5) == left


@given(st.lists(st.integers(0, 30)), st.integers(2, 10))
def test_what_is_left_out_is_nothing_or_many_enough_or_all(cases: list[int], least: int) -> None:
    left = shown(cases, int, least=least)

    assert all(one >= least for one in left)
    hidden = sum(cases) - sum(left)
    assert len(left) == len(cases) or hidden >= least or not left
