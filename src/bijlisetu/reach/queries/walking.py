"""Lists by feeder: the totals tell which feeders a page comes from, so that only their people are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class OnFeeder(NamedTuple):
    """A feeder with how many rows of a list it has."""

    feeder: int
    rows: int


def ahead(feeders: Sequence[OnFeeder], *, of: int | None, is_back: bool) -> list[OnFeeder]:
    """
    Return the feeders from the one called `of` on in the direction, or all where it is none of them.

    How many rows of that one lie ahead is not known, so it counts none.
    """
    ordered = list(reversed(feeders)) if is_back else list(feeders)
    place = next((place for place, one in enumerate(ordered) if one.feeder == of), None)
    return ordered if place is None else [OnFeeder(ordered[place].feeder, 0), *ordered[place + 1 :]]


def enough(feeders: Sequence[OnFeeder], *, wanted: int) -> list[int]:
    """Return the first feeders that have so many rows together."""
    chosen: list[int] = []
    for feeder, has in feeders:
        chosen.append(feeder)
        wanted -= has
        if wanted <= 0:
            break
    return chosen
