"""Which lines of a table everybody may see: pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Line = TypeVar("Line")


def shown(lines: Sequence[Line], cases: Callable[[Line], int], *, least: int) -> list[Line]:
    """
    Return the lines of so many cases or more, in their order.

    What is left out must not be reckoned back from the sum above the table: where it comes to fewer cases than are
    shown of anybody, the smallest of the other lines is left out with it.
    """
    by_size = sorted(range(len(lines)), key=lambda place: cases(lines[place]))
    hidden = [place for place in by_size if cases(lines[place]) < least]
    if hidden and sum(cases(lines[place]) for place in hidden) < least:
        hidden = by_size[: len(hidden) + 1]
    return [line for place, line in enumerate(lines) if place not in set(hidden)]
