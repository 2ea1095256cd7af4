"""A made-up day, told to the weighing call by call: which cuts it finds, after how many calls, and what is none."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from bijlisetu.outages.learning.rules import SLICE, SLICES, Element, Explained, Place, Said, Suspected
from bijlisetu.outages.learning.weighing import Weighing
from tests.outages.learning.world import Call, World

MINUTES = SLICE.total_seconds() / 60
LATE = 180.0  #: minutes for which people still speak of a cut that is over
ENOUGH = 10  #: calls within which a cut is to be found


@dataclass(slots=True)
class Answered:
    """What the desk knows by now, and who spoke of it."""

    element: Element
    place: Place
    until: float
    people: dict[int, float]  #: when each spoke


@dataclass(slots=True)
class Found:
    """What a day showed."""

    cuts: int = 0  #: of which enough people called
    in_time: int = 0  #: found within so many calls
    minutes: list[float] = field(default_factory=list)  #: from the beginning of each cut that was found
    false: int = 0

    @property
    def share(self) -> float:
        return self.in_time / max(self.cuts, 1)


def play(world: World) -> Found:
    """Tell the world's calls in their order; the desk confirms what is a cut, and refuses what is none."""
    heads = Counter(element for person in world.people for element in person.listed.elements)
    places = {element: person.truly for person in world.people for element in person.truly.elements}
    told = Counter(call.cut for call in world.calls if call.cut is not None)
    found = Found(cuts=sum(many >= ENOUGH for many in told.values()))
    calls_of: Counter[int] = Counter()
    known: set[int] = set()
    waiting: list[Call] = []
    answers: list[Answered] = []
    for call in world.calls:
        if call.cut is not None:
            calls_of[call.cut] += 1
        place = world.people[call.person].listed
        answers = [one for one in answers if call.at < one.until]
        if held := next((one for one in answers if one.element in place.elements), None):
            held.people.setdefault(call.person, call.at)
            continue
        waiting = [one for one in waiting if call.at - one.at < MINUTES * SLICES and one.person != call.person]
        waiting.append(call)
        weighing = Weighing(
            [Said(world.people[one.person].listed, int((call.at - one.at) / MINUTES), 1) for one in waiting],
            people=heads, whole=len(world.people), everyday=world.everyday / 24,
            explained=[
                Explained(one.element, one.place, ago, 1)
                for one in answers for at in one.people.values() if (ago := int((call.at - at) / MINUTES)) < SLICES
            ],
        )  # fmt: skip
        for one in weighing.suspected({place.section}):
            cuts = {
                number for number, cut in enumerate(world.cuts)
                if cut.begins <= call.at < cut.ends + LATE and _are_kin(one, cut.element, places[cut.element])
            }  # fmt: skip
            found.false += not cuts
            for number in cuts - known:
                known.add(number)
                if told[number] >= ENOUGH:
                    found.in_time += calls_of[number] <= ENOUGH
                    found.minutes.append(call.at - world.cuts[number].begins)
            until = max((world.cuts[number].ends + LATE for number in cuts), default=call.at + LATE)
            mine = {
                each.person: each.at for each in waiting if one.element in world.people[each.person].listed.elements
            }
            answers.append(Answered(one.element, one.place, until, mine))
            waiting = [each for each in waiting if each.person not in mine]
    return found


def _are_kin(one: Suspected, cut: Element, place: Place) -> bool:
    """Return whether what is suspected lies in the cut, or holds it."""
    return cut in one.place.elements or one.element in place.elements[cut.level :]


def shown(found: Found) -> str:
    minutes = median(found.minutes) if found.minutes else math.nan
    return f"{found.in_time}/{found.cuts} within {ENOUGH}, {found.false} false, median {minutes:.0f} min"
