"""
Far more locked doors than others find: pure rules.

Many are out by day everywhere, and who never opens is visited again and again. So a first visit is held against first
visits of others, a fifth against fifth ones. Everybody is looked at every evening, which gives chance many tries: so it
takes what chance would not do in years of evenings.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

#: By such a share of the visits more, and so that chance would do it once in so many looks.
MORE_LOCKED, BY_CHANCE = 0.2, 1 / 5000
#: A second, third … visit finds nobody as often as any, as if so many visits had shown it.
LIKE_ANY_VISIT = 4.0


class Found(NamedTuple):
    """Which door a visit was made to, when, and whether nobody opened."""

    door: int
    at: datetime
    is_locked: bool


class Usual(NamedTuple):
    """How many of a worker's visits would find nobody if others had made them, and how many visits show it."""

    times: float
    visits: int


def usual_locks(visits: Mapping[int, Sequence[Found]]) -> dict[int, Usual]:
    """Return for each worker how many locked doors others would have found in these visits."""
    by_door: dict[int, list[tuple[datetime, int, bool]]] = defaultdict(list)
    for worker, walked in visits.items():
        for one in walked:
            by_door[one.door].append((one.at, worker, one.is_locked))
    made = {worker: Counter[int]() for worker in visits}
    shut = {worker: Counter[int]() for worker in visits}
    for had in by_door.values():
        for number, (_, worker, is_locked) in enumerate(sorted(had)):
            made[worker][number] += 1
            shut[worker][number] += is_locked
    all_made, all_shut = sum(made.values(), Counter[int]()), sum(shut.values(), Counter[int]())
    return {worker: _usual(made[worker], all_made - made[worker], all_shut - shut[worker]) for worker in visits}


def is_locked_too_often(times: int, of: int, *, usual: Usual) -> bool:
    """Return whether so many more of the visits found nobody than is usual there that chance cannot do it."""
    if not of or not usual.visits or times - usual.times <= MORE_LOCKED * of:
        return False
    rarest = 1 / (usual.visits + 2)  # what others never saw may happen all the same
    share = min(max(usual.times / of, rarest), 1 - rarest)
    return chance_of(times, of, share=share, seen_in=usual.visits) < BY_CHANCE


def chance_of(times: int, of: int, *, share: float, seen_in: int) -> float:
    """Return how likely so many or more are by chance, where so many other visits have shown the share."""
    # The share itself is known no better than those visits show it: beta-binomial.
    yes, no = share * seen_in, (1 - share) * seen_in

    def exactly(number: int) -> float:
        ways = math.lgamma(of + 1) - math.lgamma(number + 1) - math.lgamma(of - number + 1)
        return math.exp(ways + _beta(number + yes, of - number + no) - _beta(yes, no))

    return math.fsum(exactly(number) for number in range(times, of + 1))


def _usual(own: Mapping[int, int], made: Mapping[int, int], shut: Mapping[int, int]) -> Usual:
    visits = sum(made.values())
    share = sum(shut.values()) / max(visits, 1)
    times = sum(
        many * (shut.get(number, 0) + LIKE_ANY_VISIT * share) / (made.get(number, 0) + LIKE_ANY_VISIT)
        for number, many in own.items()
    )
    return Usual(times, visits)


def _beta(one: float, other: float) -> float:
    """Return the logarithm of the beta function."""
    return math.lgamma(one) + math.lgamma(other) - math.lgamma(one + other)
