"""Words and figures of learning from people: where they hang, what they said, and what is known beforehand. Pure."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

#: What was said longer ago has been answered, or the light is back.
WINDOW = timedelta(hours=3)
#: Times are told apart by so much; people's delays are longer.
SLICE = timedelta(minutes=5)
SLICES = int(WINDOW / SLICE)
#: Of how many people the registry names another transformer than theirs: a third, as utilities find that walk their
#: lines for an index of consumers.
WRONG = 0.3
#: Of those in the dark so many tell us within the window: nobody knows beforehand, so each size is as likely.
SHARES = (0.002, 0.006, 0.02, 0.06, 0.2, 0.5)
#: One person may err, two may live in one house.
FEWEST = 3
#: So sure at least before the desk is troubled: of twenty suspicions, one may be none.
SURE = 0.95
#: Of those who hang on a dark element for certain, so many say that they have light: an inverter, another's house.
MISTAKEN = 0.05
#: People without light for a reason of their own, a person and hour, until a circle has days of its own to show: one
#: of a thousand in a day. Helplines count one to three calls a thousand and day, and most are of outages.
EVERYDAY = 1 / 1000 / 24


#: Of fewer feeders the one that is dark would be its own everyday.
FEWEST_FEEDERS = 4


class Level(enum.IntEnum):
    """The height of an element."""

    TRANSFORMER = 0
    FEEDER = 1
    SUBSTATION = 2


#: How often one fails in an hour: a transformer's fuse or cable twice a year, a feeder each fortnight, a substation's
#: own supply each second month. To be wrong here by ten times weighs a third of one report.
FAILS = {Level.TRANSFORMER: 1 / (180 * 24), Level.FEEDER: 1 / (14 * 24), Level.SUBSTATION: 1 / (60 * 24)}


class Element(NamedTuple):
    """A part of the network."""

    level: Level
    id: int


class Place(NamedTuple):
    """Where a person hangs, as the registry and the switches have it; 0 where that is not known."""

    section: int
    feeder: int
    transformer: int = 0

    @property
    def elements(self) -> tuple[Element, ...]:
        """The elements with which the person is dark, the smallest first."""
        ids = (self.transformer, self.feeder, self.section)
        return tuple(Element(level, one) for level, one in zip(Level, ids, strict=True) if one)


class Said(NamedTuple):
    """How many people of a place said first in one slice of time that it is dark; how many of them that it is not."""

    place: Place
    ago: int  #: slices
    dark: int
    lit: int = 0


class Explained(NamedTuple):
    """An element whose darkness is known, with all that is over it, and how many of its people spoke in one slice."""

    element: Element
    place: Place
    ago: int  #: slices
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspected:
    """An element that seems to be dark."""

    element: Element
    place: Place
    probability: float
    log_odds: float
    reports: int  #: people of it who say so
    ago: int  #: slices since the first of them


def everyday(*, told: int, people: int, hours: float, feeders: Iterable[float] = ()) -> float:
    """
    Return how many a person and hour speak of a darkness of their own.

    What the circle's last days show weighs as much as they are long, beside one day of what is known elsewhere. In a
    storm the quarter of the feeders that is best off shows how much more is told everywhere.

    :param told: people who spoke of what no outage explained, in so many hours
    :param feeders: how many a person and hour spoke lately, on each feeder
    """
    usual = (told + EVERYDAY * people * 24) / (people * (hours + 24)) if people else EVERYDAY
    rates = sorted(feeders)
    return max(usual, rates[(len(rates) - 1) // 4] if len(rates) >= FEWEST_FEEDERS else 0.0)
