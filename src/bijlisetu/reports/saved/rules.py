"""How sure a difference between two groups is: pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

#: Nineteen of twenty intervals made so hold the truth.
Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Group:
    """So many people, and how many of them paid."""

    people: int
    paid: int

    @property
    def share(self) -> float:
        """The share of them who paid; nought of nobody."""
        return self.paid / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """By how much larger the share of those who paid is among the reminded, and between which bounds it truly lies."""

    reminded: Group
    held_back: Group
    effect: float
    low: float
    high: float

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves out that reminders do nothing."""
        return self.low > 0 or self.high < 0

    @property
    def newly_paying(self) -> float:
        """How many paid because they were reminded, as far as is known."""
        return max(self.effect, 0.0) * self.reminded.people


def wilson(group: Group, *, z: float = Z_95) -> tuple[float, float]:
    """Return the interval of a share by Wilson's score; all of 0 to 1 of nobody."""
    if not group.people:
        return 0.0, 1.0
    n, p = group.people, group.share
    middle, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    return max((middle - spread) / whole, 0.0), min((middle + spread) / whole, 1.0)


def effect_of(reminded: Group, held_back: Group) -> Effect:
    """
    Return the difference of the shares with its 95 % interval, by Newcombe's hybrid score (his method 10).

    It holds in small groups and at shares near 0 and 1, where the usual interval does not.
    """
    effect = reminded.share - held_back.share
    (low_1, high_1), (low_2, high_2) = wilson(reminded), wilson(held_back)
    low = effect - math.hypot(reminded.share - low_1, high_2 - held_back.share)
    high = effect + math.hypot(high_1 - reminded.share, held_back.share - low_2)
    return Effect(reminded=reminded, held_back=held_back, effect=effect, low=max(low, -1.0), high=min(high, 1.0))


def median(people_by_days: Mapping[int, int]) -> int | None:
    """Return by which day half of these had paid; nothing of nobody."""
    half, so_far = sum(people_by_days.values()) / 2, 0
    for days in sorted(people_by_days):
        so_far += people_by_days[days]
        if so_far >= half:
            return days
    return None
