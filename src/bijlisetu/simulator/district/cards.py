"""Chance that keeps its proportions: cards dealt from a shuffled pack."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

Card = TypeVar("Card")


def pack(counts: Mapping[Card, int]) -> list[Card]:
    """Return a pack with each card as often as counted."""
    return [card for card, count in counts.items() for _ in range(count)]


class Deck(Generic[Card]):
    """Deals each card as often as its pack holds it, then shuffles anew."""

    def __init__(self, cards: Sequence[Card], *, rng: random.Random) -> None:
        self._cards = list(cards)
        self._rng = rng
        self._left: list[Card] = []

    def deal(self) -> Card:
        """Return the next card."""
        if not self._left:
            self._left = list(self._cards)
            self._rng.shuffle(self._left)
        return self._left.pop()


def pick(choices: Sequence[Card], *, rng: random.Random) -> Card:
    """Return one of the choices (several times faster than rng.choice, which lakhs of lines feel)."""
    return choices[int(rng.random() * len(choices))]


def parts(total: int, *, weights: Sequence[float]) -> list[int]:
    """Return the total split into whole parts by weight."""
    whole = sum(weights)
    marks, run = [0], 0.0
    for weight in weights:
        run += weight
        marks.append(round(total * run / whole))
    return [upper - lower for lower, upper in pairwise(marks)]
