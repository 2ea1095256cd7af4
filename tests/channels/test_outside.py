"""What strangers write, before anybody keeps or shows it."""

from __future__ import annotations

import pytest

from bijlisetu.channels.outside import words, written

TURNS = [*"\u061c\u200e\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]


@pytest.mark.parametrize("turn", TURNS)
def test_nothing_turns_the_direction_of_writing(turn: str) -> None:
    text = f"हाँ{turn} yes{turn}"

    assert words(text) == written(text, longest=500) == "हाँ yes"


def test_letters_of_other_directions_stay() -> None:
    assert written("نعم بجلی", longest=500) == "نعم بجلی"
