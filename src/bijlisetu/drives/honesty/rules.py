"""
Signals that a worker's visits may not have happened as reported: pure rules.

A signal says how often something was found among how many, and nothing of guilt: every one has an innocent explanation,
which the page shows beside it. So a signal is raised only where chance and the beat do not explain it, and it has no
effect of its own: an officer looks, asks and decides.
"""

from __future__ import annotations

import enum
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from bijlisetu.drives.honesty.locks import Found, Usual, is_locked_too_often, usual_locks
from bijlisetu.drives.honesty.positions import Position, metres_between

#: Three standard deviations: one honest worker in some hundred is named by chance.
SURE = 3.0
#: A family's telephone stands on four accounts at most; in one house with many flats it is the caretaker's.
A_FAMILY = 4
#: More than such a part of the doors beyond what is usual there is no family's telephone.
SHARED = 0.25
#: Of so many doors at least something must be found: less is an accident.
FEWEST = 6
#: Who rides a motorcycle through a town covers so much in a second at the best.
FASTEST = 11.0
#: To greet, explain, and write ten digits down takes so long; to see a lock takes no time.
A_TALK = timedelta(seconds=45)
#: Doors are marked on the map to within so many metres.
MAP_IS_OFF = 500.0
#: The message comes, is read out, and typed.
TO_READ_A_CODE = timedelta(seconds=8)


class Signal(enum.StrEnum):
    """What was found."""

    ONE_NUMBER = "one_number"  #: one number on many doors
    FEW_NUMBERS = "few_numbers"  #: a few numbers on many doors, each on as many as a family has
    IMPOSSIBLE_SPEED = "impossible_speed"
    FAR_AWAY = "far_away"  #: the phone was far from the door
    ONE_HAND = "one_hand"  #: codes were sent to a few phones that were at hand, or answered before they could be read
    ALWAYS_LOCKED = "always_locked"
    NO_ANSWERS = "no_answers"  #: the people at the numbers say no, or nobody has them
    CALLED_BACK = "called_back"  #: people who were called tell it otherwise


class Walked(NamedTuple):
    """One visit as it was reported, and what became known of it since."""

    door: int
    at: datetime
    is_locked: bool = False
    number: str = ""  #: that was brought
    place: Position | None = None  #: of the phone, where it said so
    home: Position | None = None  #: of the door, or of the doors around it
    code_after: timedelta | None = None  #: between the code's leaving and its answer
    is_disowned: bool = False  #: somebody at the number said no, or nobody has it
    called_back: bool | None = None  #: whether the people say the same; none if nobody asked them


@dataclass(frozen=True, slots=True)
class Raised:
    """How often a signal was seen among the visits where it could be."""

    signal: Signal
    times: int
    of: int

    @property
    def share(self) -> float:
        """Return the share, 0 where it could not be seen."""
        return self.times / self.of if self.of else 0.0


def signals(visits: Mapping[int, Sequence[Walked]]) -> dict[int, tuple[Raised, ...]]:
    """Return the signals raised for each worker, by all workers' visits in one drive; the strongest first."""
    found = {worker: _look(list(walked)) for worker, walked in visits.items()}
    usual = usual_locks(
        {worker: [Found(one.door, one.at, one.is_locked) for one in walked] for worker, walked in visits.items()}
    )
    return {
        worker: tuple(sorted(_raised(worker, found, usual[worker]), key=lambda one: -one.share)) for worker in found
    }


def at_least(times: int, of: int) -> float:
    """Return the share that lies behind so many of so many for sure (Wilson's lower bound)."""
    if not of:
        return 0.0
    share, square = times / of, SURE**2
    swing = SURE * math.sqrt(share * (1 - share) / of + square / (4 * of**2))
    return max((share + square / (2 * of) - swing) / (1 + square / of), 0.0)


def _raised(worker: int, found: Mapping[int, Mapping[Signal, Raised]], usual: Usual) -> list[Raised]:
    raised = []
    for signal, seen in found[worker].items():
        others = [theirs[signal] for other, theirs in found.items() if other != worker and theirs[signal].of]
        if seen.times >= _fewest(signal) and _is_much(seen, others, usual):
            raised.append(seen)
    return raised


def _is_much(seen: Raised, others: Sequence[Raised], usual: Usual) -> bool:
    if seen.signal is Signal.ALWAYS_LOCKED:
        return is_locked_too_often(seen.times, seen.of, usual=usual)
    share = median(one.share for one in others) if others else 0.0
    return at_least(seen.times, seen.of) > _most(seen.signal, share)


def _fewest(signal: Signal) -> int:
    if signal is Signal.CALLED_BACK:
        return 3  # the word of a person is no measurement: three of them are much
    # One number, one hand: what is more than a family is seen at once, and chance has no part in it.
    return A_FAMILY + 1 if signal in (Signal.ONE_NUMBER, Signal.ONE_HAND) else FEWEST


def _most(signal: Signal, usual: float) -> float:
    """Return the share up to which nothing is said, where the usual one of the others is so high."""
    if signal is Signal.NO_ANSWERS:
        return max(usual * 1.5, usual + 0.1)
    if signal is Signal.CALLED_BACK:
        return max(usual, 0.1)
    if signal is Signal.FEW_NUMBERS:
        return usual + SHARED  # families share telephones everywhere, and in some places many do
    return max(usual, 0.05)


def _look(visits: list[Walked]) -> dict[Signal, Raised]:
    visits.sort(key=lambda one: one.at)
    brought = [one for one in visits if one.number]
    placed = [one for one in visits if one.place and one.home]
    coded = [one for one in brought if one.code_after is not None]
    called = [one for one in visits if one.called_back is not None]
    pairs = [(a, b) for a, b in pairwise(visits) if a.door != b.door and b.at - a.at < timedelta(hours=1)]
    doors_of = Counter(number for number, _ in {(one.number, one.door) for one in brought})
    return {
        found.signal: found
        for found in (
            _count(Signal.ONE_NUMBER, [doors_of[one.number] > A_FAMILY for one in brought]),
            _count(Signal.FEW_NUMBERS, [1 < doors_of[one.number] <= A_FAMILY for one in brought]),
            _count(Signal.IMPOSSIBLE_SPEED, [_is_too_fast(a, b) for a, b in pairs]),
            _count(Signal.FAR_AWAY, [_is_far(one) for one in placed]),
            _count(Signal.ONE_HAND, [_is_in_one_hand(one, doors_of) for one in coded]),
            _count(Signal.ALWAYS_LOCKED, [one.is_locked for one in visits]),
            _count(Signal.NO_ANSWERS, [one.is_disowned for one in brought]),
            _count(Signal.CALLED_BACK, [one.called_back is False for one in called]),
        )
    }


def _count(signal: Signal, seen: Sequence[bool]) -> Raised:
    return Raised(signal, sum(seen), len(seen))


def _is_too_fast(before: Walked, after: Walked) -> bool:
    talk = A_TALK.total_seconds() if after.number else 0.0
    way = metres_between(before.place, after.place) if before.place and after.place else 0.0
    return (after.at - before.at).total_seconds() < talk + way / FASTEST


def _is_far(visit: Walked) -> bool:
    return bool(visit.place and visit.home and metres_between(visit.place, visit.home) > MAP_IS_OFF)


def _is_in_one_hand(visit: Walked, doors_of: Mapping[str, int]) -> bool:
    is_quick = visit.code_after is not None and visit.code_after < TO_READ_A_CODE
    return is_quick or doors_of[visit.number] > A_FAMILY
