"""Which cuts befall a district on some days: chance on a seed, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from bijlisetu.simulator.cuts import wiring
from bijlisetu.simulator.cuts.cut import Cut, Desk, Sort
from bijlisetu.simulator.cuts.wiring import House

Thing = TypeVar("Thing")

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
#: One in so many feeders, transformers and houses has such a cut on a day; of each there is one at the least.
FEEDERS_A_PLAN, FEEDERS_A_FAULT, TRANSFORMERS_A_FAULT, FEEDERS_A_BLINK, HOUSES_A_FAULT = 8, 5, 8, 4, 250
#: A substation goes dark on one day in so many.
DAYS_A_SUBSTATION = 2
APART = timedelta(hours=6)
NOTICE, LATE_NOTICE = timedelta(hours=25), timedelta(minutes=35)
PLANS = (Desk.KEPT, Desk.OVERRUNS, Desk.CANCELS, Desk.LATE, Desk.KEPT)
FAULTS = (Desk.KEPT, Desk.LATE, Desk.LIES, Desk.NEVER, Desk.OVERRUNS, Desk.KEPT)
REASONS = {
    "substation": ("upstream", "storm"), "feeder": ("line_fault", "cable_fault", "storm"),
    "transformer": ("transformer_fault",), "house": ("line_fault",),
}  # fmt: skip
WORKS = ("maintenance", "trees", "new_line", "road_works")


def draw(houses: Sequence[House], *, begins: datetime, days: int, seed: int) -> list[Cut]:
    """
    Return the cuts of so many days from that midnight on, in the order of their beginning.

    No element is cut twice within six hours: a desk that is asked of the same line again changes what it has said.
    """
    rng = random.Random(f"cuts {seed}")
    drawn: list[Cut] = []
    for day in range(days):
        for cut in _day(houses, begins + day * A_DAY, earliest=begins + AN_HOUR, rng=rng):
            if not any(_clash(cut, other) for other in drawn):
                drawn.append(cut)
    ordered = sorted(drawn, key=lambda cut: (cut.begins_at, cut.element))
    return [replace(cut, name=f"C{place:03}") for place, cut in enumerate(ordered, 1)]


def _day(houses: Sequence[House], midnight: datetime, *, earliest: datetime, rng: random.Random) -> Iterator[Cut]:
    feeders = sorted({house.wire.feeder for house in houses})
    transformers = sorted({(house.wire.feeder, house.wire.transformer) for house in houses})
    for feeder, desk in zip(_some(feeders, FEEDERS_A_PLAN, rng), _desks(PLANS, rng), strict=False):
        yield _planned(wiring.feeder(feeder), desk, midnight, earliest=earliest, rng=rng)
    for feeder, desk in zip(_some(feeders, FEEDERS_A_FAULT, rng), _desks(FAULTS, rng), strict=False):
        yield _fault(wiring.feeder(feeder), desk, midnight, rng=rng)
    for pair, desk in zip(_some(transformers, TRANSFORMERS_A_FAULT, rng), _desks(FAULTS, rng), strict=False):
        yield _fault(wiring.transformer(*pair), desk, midnight, rng=rng)
    if rng.random() * DAYS_A_SUBSTATION < 1:
        station = rng.choice(sorted({house.wire.substation for house in houses}))
        yield _fault(wiring.substation(station), Desk.KEPT, midnight, rng=rng)
    for feeder in _some(feeders, FEEDERS_A_BLINK, rng):
        at = midnight + timedelta(hours=24 * rng.random())
        blink = timedelta(seconds=5 + 150 * rng.random())
        yield _cut(Sort.MOMENTARY, Desk.NEVER, wiring.feeder(feeder), at, at + blink)
    for house in _some([one.account for one in houses], HOUSES_A_FAULT, rng):
        at = midnight + timedelta(hours=7 + 12 * rng.random())
        yield _cut(Sort.HOUSE, Desk.NEVER, wiring.house(house), at, at + timedelta(hours=2 + 6 * rng.random()))


def _planned(element: str, desk: Desk, midnight: datetime, *, earliest: datetime, rng: random.Random) -> Cut:
    """Work from ten or so for two to four hours; on the first day nobody can have told it a day ahead."""
    begins = midnight + timedelta(hours=9 + rng.randrange(4))
    promised = begins + timedelta(hours=2 + rng.randrange(3))
    # Who comes late for the work begins it late, too.
    dark_from = begins + timedelta(minutes=rng.randrange(12))
    ends = promised - timedelta(minutes=rng.randrange(5, 30))
    if desk is Desk.OVERRUNS:
        ends = promised + timedelta(minutes=40 + rng.randrange(60))
    elif desk is Desk.CANCELS:
        ends = dark_from
    notice = LATE_NOTICE if desk is Desk.LATE else NOTICE
    entered = max(begins - notice, earliest)
    said = begins - timedelta(hours=1, minutes=30) if desk is Desk.CANCELS else ends + timedelta(minutes=3)
    return _cut(
        Sort.PLANNED, desk, element, dark_from, ends, reason=rng.choice(WORKS), entered_at=entered,
        promised_at=promised, said_back_at=max(said, entered + timedelta(minutes=20)),
    )  # fmt: skip


def _fault(element: str, desk: Desk, midnight: datetime, *, rng: random.Random) -> Cut:
    begins = midnight + timedelta(hours=6 + 16 * rng.random())
    ends = begins + timedelta(minutes=45 + rng.randrange(150))
    if desk is Desk.NEVER:
        return _cut(Sort.BREAKDOWN, desk, element, begins, ends, reason=_reason(element, rng))
    entered = begins + timedelta(minutes=40 if desk is Desk.LATE else 4 + rng.randrange(14))
    promised = ends + timedelta(minutes=20 + rng.randrange(30))
    if desk is Desk.OVERRUNS:
        promised = entered + (ends - entered) * 0.5
    said = ends - timedelta(minutes=25) if desk is Desk.LIES else ends + timedelta(minutes=2 + rng.randrange(6))
    return _cut(
        Sort.BREAKDOWN, desk, element, begins, ends, reason=_reason(element, rng), entered_at=entered,
        promised_at=max(promised, entered + timedelta(minutes=15)),
        said_back_at=max(said, entered + timedelta(minutes=10)),
    )  # fmt: skip


def _cut(
    sort: Sort, desk: Desk, element: str, begins: datetime, ends: datetime, *, reason: str = "line_fault",
    entered_at: datetime | None = None, promised_at: datetime | None = None, said_back_at: datetime | None = None,
) -> Cut:  # fmt: skip
    return Cut(
        name="", sort=sort, desk=desk, element=element, reason=reason, begins_at=begins, ends_at=ends,
        entered_at=entered_at, promised_at=promised_at, said_back_at=said_back_at,
    )  # fmt: skip


def _reason(element: str, rng: random.Random) -> str:
    return rng.choice(REASONS[element.split(maxsplit=1)[0]])


def _some(things: Sequence[Thing], one_in: int, rng: random.Random) -> list[Thing]:
    return rng.sample(things, max(1, len(things) // one_in))


def _desks(desks: Sequence[Desk], rng: random.Random) -> Iterator[Desk]:
    """Yield ways of the desk for ever, each as often as it is listed."""
    while True:
        yield from rng.sample(desks, len(desks))


def _clash(cut: Cut, other: Cut) -> bool:
    is_near = cut.begins_at - APART < other.ends_at and other.begins_at - APART < cut.ends_at
    return cut.element == other.element and is_near
