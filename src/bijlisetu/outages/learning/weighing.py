"""
Which part of the network is dark, by who says so: pure.

Each hypothesis is one element dark since one moment. It foretells how many people speak: some share of those who hang
on it by the registry; and, because the registry is wrong for many, some elsewhere: on the same feeder, at the same
substation, in the circle. Nobody has counted which, so each is as likely. Against it stands the everyday: fuses,
meters and errors, everywhere at the rate at which they come. The ratio of the two, times how often such an element
fails at all, is the odds. The smallest element that explains what was said wins by itself: a larger one would have
foretold more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from bijlisetu.outages.learning.rules import (
    FAILS,
    FEWEST,
    MISTAKEN,
    SHARES,
    SLICE,
    SLICES,
    SURE,
    WRONG,
    Element,
    Explained,
    Level,
    Place,
    Said,
    Suspected,
)

RINGS = 3
SLICE_HOURS = SLICE.total_seconds() / 3600
#: Who has light hangs elsewhere, or is mistaken.
LOG_LIT = math.log(WRONG + (1 - WRONG) * MISTAKEN)

#: How many spoke, of those an element holds, up to each slice ago; the circle's own are held under none.
Counts = Mapping[Element | None, Sequence[int]]


class Weighing:
    """What was said in a circle within the window, and how far it is explained."""

    def __init__(
        self, said: Iterable[Said], *, people: Mapping[Element, int], whole: int, everyday: float,
        explained: Iterable[Explained] = (),
    ) -> None:  # fmt: skip
        """
        Begin with nothing suspected.

        :param said: what people said, without those whose darkness is explained
        :param people: how many hang on each element that is spoken of, and on all that is over it
        :param whole: how many hang in the circle
        :param everyday: how many a person and hour speak of a darkness of their own
        """
        self._said = [one for one in said if 0 <= one.ago < SLICES]
        self._people, self._whole, self._everyday = people, max(whole, 1), everyday
        #: How many a head spoke in a ring, in each slice, because the registry has them there wrongly.
        self._astray: dict[Element | None, list[float]] = {}
        for one in explained:
            self._let_stray(one)

    def suspected(self, sections: Iterable[int]) -> list[Suspected]:
        """Return what seems to be dark in these sections, the surest first; none of it lies within another."""
        found: list[Suspected] = []
        best = {section: self._surest(section) for section in sections}
        stale: set[int] = set()
        while sure := [one for one in best.values() if one and one.probability >= SURE]:
            one = max(sure, key=lambda each: each.log_odds)
            section = one.place.section
            if section not in stale:
                found.append(one)
                self._take_as_explained(one)
                stale = set(best)
            # What was found makes the others less sure, never more: they are weighed anew when their turn comes.
            best[section] = self._surest(section)
            stale.discard(section)
        return found

    def probability(self, element: Element) -> float:
        """Return how probable it is that the element is dark."""
        place = next((one.place for one in self._said if element in one.place.elements), None)
        if place is None:
            return 0.0
        return self._judge(element, place, *self._counted(place.section)).probability

    def _take_as_explained(self, one: Suspected) -> None:
        for each in self._said:
            if one.element in each.place.elements:
                self._let_stray(Explained(one.element, one.place, each.ago, each.dark))
        self._said = [each for each in self._said if one.element not in each.place.elements]

    def _let_stray(self, one: Explained) -> None:
        """Expect as many of the element's people elsewhere as the registry has there wrongly."""
        for ring in _rings(one.element, one.place):
            slices = self._astray.setdefault(ring, [0.0] * SLICES)
            slices[min(one.ago, SLICES - 1)] += one.people * WRONG / (1 - WRONG) / RINGS / self._heads(ring)

    def _strayed(self, ring: Element | None) -> Sequence[float]:
        """Return how many a head strayed into the ring, up to each slice ago."""
        return list(accumulate(self._astray.get(ring, [0.0] * SLICES)))

    def _heads(self, ring: Element | None) -> int:
        return max(self._people.get(ring, 0), 1) if ring else self._whole

    def _surest(self, section: int) -> Suspected | None:
        dark, lit = self._counted(section)
        places = {
            element: _at(element, one.place)
            for one in self._said if one.place.section == section for element in one.place.elements
        }  # fmt: skip
        judged = [
            self._judge(element, place, dark, lit) for element, place in places.items() if dark[element][-1] >= FEWEST
        ]
        return max(judged, key=lambda one: (one.log_odds, -one.element.level), default=None)

    def _counted(self, section: int) -> tuple[Counts, Counts]:
        dark: dict[Element | None, list[int]] = {None: [0] * SLICES}
        lit: dict[Element | None, list[int]] = {}
        for one in self._said:
            dark[None][one.ago] += one.dark
            for element in one.place.elements if one.place.section == section else ():
                dark.setdefault(element, [0] * SLICES)[one.ago] += one.dark
                lit.setdefault(element, [0] * SLICES)[one.ago] += one.lit
        return tuple({of: list(accumulate(slices)) for of, slices in each.items()} for each in (dark, lit))  # type: ignore[return-value]

    def _judge(self, element: Element, place: Place, dark: Counts, lit: Counts) -> Suspected:
        rings = _rings(element, place)
        astray = [sum(each) for each in zip(*(self._strayed(ring) for ring in rings), strict=True)]
        mine = dark[element]
        spoke = [ago for ago in range(SLICES) if mine[ago] > (mine[ago - 1] if ago else 0)]
        weights = []
        for ago in spoke:
            told = [mine[ago], *(dark[ring][ago] for ring in rings)]
            log_ratio = self._log_ratio(element, rings, told, hours=(ago + 1) * SLICE_HOURS, astray=astray[ago])
            weights.append(log_ratio + lit[element][ago] * LOG_LIT)
        log_odds = _log_sum(weights) + math.log(FAILS[element.level] * SLICE_HOURS)
        return Suspected(
            element=element, place=_at(element, place), probability=1 / (1 + math.exp(-max(log_odds, -700))),
            log_odds=log_odds, reports=mine[-1], ago=spoke[-1] if spoke else 0,
        )  # fmt: skip

    def _log_ratio(
        self, element: Element, rings: Sequence[Element | None], told: Sequence[int], *, hours: float, astray: float
    ) -> float:
        """Return how much better it is foretold what was said if the element is dark for so many hours."""
        people = max(self._people.get(element, 0), told[0], 1)
        usual = self._everyday + astray / hours
        heads = [max(self._heads(ring), people) for ring in rings]
        #: Of those who speak, to each head in a ring and in all that is around it.
        thin = [sum(1 / each for each in heads[inner:]) * WRONG / RINGS for inner in range(len(heads))]
        right = 1 - WRONG + WRONG / RINGS * (RINGS - len(rings))
        logs = []
        for share in SHARES:
            speakers = share * people
            log = told[0] * math.log1p((right * share + speakers * thin[0]) / hours / usual) - speakers
            for inner, each in enumerate(heads):
                ring_heads = each - (heads[inner - 1] if inner else people)
                foretold = speakers * thin[inner] * ring_heads + usual * hours * ring_heads
                strays = min(told[inner + 1] - told[inner], foretold)  # others' darkness speaks for nothing here
                log += strays * math.log1p(speakers * thin[inner] / hours / usual)
            logs.append(log)
        return _log_sum(logs) - math.log(len(SHARES))


def _rings(element: Element, place: Place) -> list[Element | None]:
    """Return what is over the element, up to the circle, which is none."""
    return [*(one for one in place.elements if one.level > element.level), None]


def _at(element: Element, place: Place) -> Place:
    """Return where the element itself hangs."""
    if element.level is Level.SUBSTATION:
        return Place(place.section, 0)
    return Place(place.section, place.feeder, place.transformer if element.level is Level.TRANSFORMER else 0)


def _log_sum(logs: Sequence[float]) -> float:
    """Return the logarithm of the sum of what these are logarithms of."""
    top = max(logs, default=-math.inf)
    return top if math.isinf(top) else top + math.log(sum(math.exp(one - top) for one in logs))
