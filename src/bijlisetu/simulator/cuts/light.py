"""Where there is light, for every house and every instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from bijlisetu.simulator.cuts import wiring
from bijlisetu.simulator.cuts.cut import Cut
from bijlisetu.simulator.cuts.wiring import House


class Light:
    """Knows of each house what it is dark by."""

    def __init__(self, cuts: Iterable[Cut]) -> None:
        """Take all cuts that there are."""
        self._cuts: dict[str, list[Cut]] = defaultdict(list)
        for cut in cuts:
            self._cuts[cut.element].append(cut)

    def cuts_of(self, house: House) -> list[Cut]:
        """Return the cuts that ever darken the house, in their order."""
        names = [wiring.house(house.account), *house.wire.line]
        return sorted((cut for name in names for cut in self._cuts[name]), key=lambda cut: (cut.begins_at, cut.name))

    def dark_by(self, house: House, at: datetime) -> list[Cut]:
        """Return the cuts by which it is dark there at the moment: none where there is light."""
        return [cut for cut in self.cuts_of(house) if cut.is_dark(at)]

    def is_dark(self, house: House, at: datetime) -> bool:
        """Return whether it is dark there at the moment."""
        return bool(self.dark_by(house, at))

    def around(self, element: str, houses: Iterable[House], at: datetime) -> list[Cut]:
        """Return the cuts by which it is dark then at the part of the network, at what feeds it, or at some of it."""
        return [cut for name in sorted(names_around(element, houses)) for cut in self._cuts[name] if cut.is_dark(at)]


def names_around(element: str, houses: Iterable[House]) -> frozenset[str]:
    """Return the element, what feeds it, and what hangs below it."""
    return frozenset({element}.union(*(house.wire.line for house in houses if element in house.wire.line)))
