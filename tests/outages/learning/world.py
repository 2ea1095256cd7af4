"""
A made-up circle whose cuts are known: people notice late, some hang elsewhere than the registry says, some err.

Nothing here knows how suspicions are weighed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from bijlisetu.outages.learning.rules import Element, Level, Place

DAY = 24 * 60.0
#: How a circle's people are spread: few hang on a village's transformer, many on a town's.
SIZES = (12, 30, 60, 110, 200, 320)
#: Of the calls of a day, by hour: few at night, most in the evening.
HOURS = (1, 1, 1, 1, 1, 2, 4, 5, 5, 4, 4, 4, 4, 4, 4, 4, 5, 7, 9, 10, 9, 7, 4, 2)


@dataclass(frozen=True, slots=True)
class Person:
    """Where somebody hangs, and where the registry has them."""

    truly: Place
    listed: Place


@dataclass(frozen=True, slots=True)
class Cut:
    """An element that is dark for a while, in minutes of the day."""

    element: Element
    begins: float
    ends: float


@dataclass(frozen=True, slots=True)
class Call:
    """That somebody says it is dark; because of a cut, or for a reason of their own."""

    at: float
    person: int
    cut: int | None


@dataclass(slots=True)
class World:
    """A circle, its cuts of one day, and who calls when."""

    seed: int
    substations: int = 15
    feeders: int = 4  #: of each substation
    transformers: int = 33  #: of each feeder
    wrong: float = 0.3
    cuts_a_day: int = 40
    everyday: float = 0.001  #: of people in a day
    people: list[Person] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        dice = random.Random(self.seed)
        self._settle(dice)
        self._cut(dice)
        self._call(dice)

    def _settle(self, dice: random.Random) -> None:
        places = []
        for section in range(1, self.substations + 1):
            for feeder in range(1, self.feeders + 1):
                line = section * 100 + feeder
                places += [Place(section, line, line * 1000 + low) for low in range(1, self.transformers + 1)]
        on_feeder, at_station = {}, {}
        for place in places:
            on_feeder.setdefault(place.feeder, []).append(place)
            at_station.setdefault(place.section, []).append(place)
        for truly in places:
            for _ in range(int(dice.choice(SIZES) * dice.uniform(0.6, 1.4))):
                listed = truly
                if dice.random() < self.wrong:
                    # Most slips are near, some are anywhere.
                    pool = dice.choices([on_feeder[truly.feeder], at_station[truly.section], places], [5, 3, 2])[0]
                    listed = dice.choice(pool)
                self.people.append(Person(truly, listed))

    def _cut(self, dice: random.Random) -> None:
        every = {level: sorted({p.truly.elements[level] for p in self.people}) for level in Level}
        for _ in range(self.cuts_a_day):
            level = dice.choices(list(Level), [70, 25, 5])[0]
            begins = dice.uniform(60, DAY - 240)
            self.cuts.append(Cut(dice.choice(every[level]), begins, begins + dice.uniform(20, 300)))

    def _call(self, dice: random.Random) -> None:
        below: dict[Element, list[int]] = {}
        for number, person in enumerate(self.people):
            for element in person.truly.elements:
                below.setdefault(element, []).append(number)
        for number, cut in enumerate(self.cuts):
            share, patience = 10 ** dice.uniform(-2.3, -0.7), dice.uniform(5, 40)
            for person in below[cut.element]:
                at = cut.begins + 1 + dice.expovariate(1 / patience)
                if dice.random() < share and at < cut.ends:
                    self.calls.append(Call(at, person, number))
        for _ in range(int(len(self.people) * self.everyday)):
            hour = dice.choices(range(24), HOURS)[0]
            self.calls.append(Call(60 * hour + dice.uniform(0, 60), dice.randrange(len(self.people)), None))
        self.calls.sort(key=lambda call: call.at)
