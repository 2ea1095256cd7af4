"""What everybody may see is a file of the utility's, and one that cannot be read is refused by name and line."""

from __future__ import annotations

import pytest

from bijlisetu.reports.disclosure.wishes import WishesNotUsable, read, shipped


def test_as_it_comes_promises_and_complaints_are_shown_and_officers_are_not() -> None:
    wish = read(shipped())

    assert (wish.promises, wish.complaints, wish.heads, wish.least) == (True, True, False, 5)


@pytest.mark.parametrize(
    ("written", "instead", "at"),
    [
        ("heads = false", 'heads = "no"', "public.heads"),
        ("heads = false", "", "public.heads"),
        ("heads = false", "heads = false\nnames = true", "public.names"),
        ("least = 5", "least = 1", "public.least"),
        ("days = 90", "days = true", "public.days"),
        ("[public]", "[others]", "others"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(written: str, instead: str, at: str) -> None:
    with pytest.raises(WishesNotUsable, match=at):
        read(shipped().replace(written, instead, 1))
