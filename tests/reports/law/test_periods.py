"""How long what is kept stands in a file with a reason and a source, and one that lacks any is refused."""

from __future__ import annotations

import pytest

from bijlisetu.reports.law.periods import PeriodsNotUsable, read, shipped


@pytest.mark.parametrize(
    ("written", "instead"),
    [("days = 180", "days = 0"), ("days = 365", 'days = "a year"'), ("[photos]", "[pictures]"), ("[facts]", "[facts"),
     ('why = "A picture', 'whim = "A picture')],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused(written: str, instead: str) -> None:
    assert written in shipped()

    with pytest.raises(PeriodsNotUsable):
        read(shipped().replace(written, instead, 1))


def test_a_sort_that_an_older_edition_does_not_know_is_kept_as_our_file_says() -> None:
    older = shipped().replace("days = 90", "days = 30").partition("[forged]")[0]

    held = {one.name: one.days for one in read(older)}

    assert (held["challenges"], held["forged"]) == (30, 365)
