"""How doors become beats, and beats somebody's work: pure rules."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

#: A worker has some beats rather than one, so that a part of the work can be handed to another.
BEATS_A_WORKER = 3
#: A beat is a week's work at the most, and a morning's at the least.
MOST_DOORS, FEWEST_DOORS = 150, 10
#: A beat ends with a transformer if one ends within this part of a beat from where it would be cut.
BEND = 0.3
#: Who is done within so many working days of another has as much to do.
NEAR = 1.0


class Stretch(NamedTuple):
    """Doors that lie one after the other on a transformer, and how many they are."""

    section: int
    feeder: str
    doors: int


class Cut(NamedTuple):
    """A beat: of a section's doors in walking order, those from first up to, and without, last."""

    section: int
    name: str
    first: int
    last: int

    @property
    def doors(self) -> int:
        """How many doors it has."""
        return self.last - self.first


def size_of(doors: int, *, workers: int) -> int:
    """Return how many doors a beat should have."""
    if not workers:
        return MOST_DOORS
    return max(min(math.ceil(doors / (workers * BEATS_A_WORKER)), MOST_DOORS), FEWEST_DOORS)


def cut(stretches: Iterable[Stretch], *, size: int) -> list[Cut]:
    """Return the beats of stretches that come in walking order, section after section."""
    return [
        one for section, some in groupby(stretches, key=lambda one: one.section) for one in _cut(section, [*some], size)
    ]


def share_out(cuts: Sequence[Cut], *, workers: Mapping[int, frozenset[int]]) -> list[int | None]:
    """
    Return who walks each beat: among those of its section whoever has least to do, beats in a row to one if it fits.

    workers says for each which sections are theirs. A beat of a section that nobody walks in is nobody's.
    """
    load = dict.fromkeys(workers, 0)
    of_section: dict[int, list[int]] = defaultdict(list)
    for who, sections in workers.items():
        for section in sections:
            of_section[section].append(who)
    fair = sum(one.doors for one in cuts) / max(len(workers), 1)
    chosen: list[int | None] = []
    for one in cuts:
        worker = _walker(one, of_section[one.section], load, before=chosen[-1] if chosen else None, fair=fair)
        if worker is not None:
            load[worker] += one.doors
        chosen.append(worker)
    return chosen


def _walker(
    one: Cut, able: Sequence[int], load: Mapping[int, int], *, before: int | None, fair: float
) -> int | None:  # fmt: skip
    if before is not None and before in able and load[before] + one.doors <= fair:
        return before
    return min(able, key=lambda who: (load[who], who)) if able else None


def _cut(section: int, stretches: Sequence[Stretch], size: int) -> Iterable[Cut]:
    doors = sum(one.doors for one in stretches)
    parts = max(round(doors / size), 1)
    ends = _ends(stretches)
    first = 0
    for part in range(1, parts + 1):
        last = _bent(round(doors * part / parts), ends, by=doors / parts * BEND) if part < parts else doors
        if last > first:
            yield Cut(section, _name(stretches, first, last), first, last)
            first = last


def _ends(stretches: Sequence[Stretch]) -> list[int]:
    ends, run = [], 0
    for one in stretches:
        run += one.doors
        ends.append(run)
    return ends


def _bent(mark: int, ends: Sequence[int], *, by: float) -> int:
    nearest = min(ends, key=lambda end: abs(end - mark))
    return nearest if abs(nearest - mark) <= by else mark


def _name(stretches: Sequence[Stretch], first: int, last: int) -> str:
    """Return the feeders that the beat lies on."""
    names: dict[str, None] = {}
    run = 0
    for one in stretches:
        if run < last and run + one.doors > first:
            names[one.feeder] = None
        run += one.doors
    return ", ".join(names)


class Waiting(NamedTuple):
    """An open door in walking order, and how many visits it is likely to take."""

    door: int
    section: int
    visits: float


def even_out(
    doors: Mapping[int, Sequence[Waiting]],
    *,
    pace: Mapping[int, float],
    workers: Mapping[int, frozenset[int]],
    elsewhere: Mapping[int, float] | None = None,
) -> dict[int, int]:
    """
    Return which doors change hands so that all who walk are done within a day of each other, and to whom each goes.

    Whoever has most days of work left gives the last doors of their walk to whoever of the door's section has fewest.
    pace says who walks, and how many visits a day; workers, which sections are theirs; elsewhere, how many visits wait
    for them at doors that do not change hands.
    """
    walks = {who: list(some) for who, some in doors.items() if who in pace}
    others = elsewhere or {}
    left = {who: (others.get(who, 0) + sum(one.visits for one in walks.get(who, ()))) / pace[who] for who in pace}
    moved: dict[int, int] = {}
    settled: set[int] = set()
    while busy := [who for who in walks if walks[who] and who not in settled]:
        giver = max(busy, key=lambda who: (left[who], who))
        last = walks[giver][-1]
        able = [who for who in pace if last.section in workers.get(who, ())]
        taker = min(able, key=lambda who: (left[who], who), default=giver)
        if left[giver] - left[taker] < NEAR or left[taker] + last.visits / pace[taker] >= left[giver]:
            settled.add(giver)
            continue
        walks[giver].pop()
        walks.setdefault(taker, []).append(last)
        left[giver] -= last.visits / pace[giver]
        left[taker] += last.visits / pace[taker]
        moved[last.door] = taker
    held = {one.door: who for who, some in doors.items() for one in some}
    return {door: taker for door, taker in moved.items() if held[door] != taker}
