"""Where a phone or a door is, and how far two of them are apart at the least: pure rules."""

from __future__ import annotations

import math
from typing import NamedTuple

EARTH = 6_371_000.0  #: metres from its middle to the ground


class Position(NamedTuple):
    """A point on the map, and how many metres it may be off."""

    latitude: float
    longitude: float
    within: float = 0.0


def metres_between(one: Position, other: Position) -> float:
    """Return how many metres lie between two places at the least, if each is off towards the other."""
    return max(_metres(one, other) - one.within - other.within, 0.0)


def _metres(one: Position, other: Position) -> float:
    # A beat is a few kilometres wide: the ground is as good as flat.
    north = math.radians(other.latitude - one.latitude)
    east = math.radians(other.longitude - one.longitude) * math.cos(math.radians((one.latitude + other.latitude) / 2))
    return EARTH * math.hypot(north, east)
