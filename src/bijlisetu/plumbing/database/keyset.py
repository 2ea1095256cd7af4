"""Lists by key: a page begins after a row or before it, so that the last page costs what the first does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
FORWARD, BACK = {"beyond": ">", "order": ""}, {"beyond": "<", "order": "DESC"}


@dataclass(frozen=True, slots=True)
class Start:
    """Where in a list a page begins: after the row of this number, or, going back, before it."""

    row: int
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Stretch(Generic[Row]):
    """Rows of a list in its order, and whether there are others before and after them."""

    rows: tuple[Row, ...]
    has_before: bool
    has_after: bool


def way(start: Start | None) -> Mapping[str, str]:
    """Return the two words of a statement that depend on the way: which keys lie beyond the start, in what order."""
    return BACK if start and start.is_back else FORWARD


def stretch(found: Sequence[Row], *, size: int, start: Start | None) -> Stretch[Row]:
    """Return the page of size rows, from up to one row more than that, found in the direction of the start."""
    has_more, rows = len(found) > size, tuple(found[:size])
    if start and start.is_back:
        return Stretch(rows[::-1], has_before=has_more, has_after=True)
    return Stretch(rows, has_before=start is not None, has_after=has_more)
