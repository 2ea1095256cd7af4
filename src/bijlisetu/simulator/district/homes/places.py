"""Where the accounts hang: feeder, transformer and meter reader's book, in the order of the books."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bijlisetu.simulator.district.cards import parts
from bijlisetu.simulator.district.homes.feeders import ListedFeeder

ACCOUNTS_PER_BOOK = 250
FEWEST_PER_FEEDER = 60  # a small district gets fewer feeders, not feeders without people
FEEDERS_WITHIN_DEGREES = 0.12


@dataclass(frozen=True, slots=True)
class Spot:
    """One transformer's part of one book."""

    feeder: ListedFeeder
    transformer: str
    book: str
    urban: bool
    middle: tuple[float, float] | None  #: latitude and longitude, where the circle's are known


def places(
    *,
    feeders: Sequence[ListedFeeder],
    towns: Mapping[str, Sequence[float]],
    accounts: int,
    urban: float,
    rng: random.Random,
) -> Iterator[Spot]:
    """Yield a place for each account; neighbours in the file are neighbours on the line."""
    book = 0
    for feeder, count in _spread(feeders, accounts=accounts, urban=urban, rng=rng):
        middle = _middle(feeder, towns=towns, rng=rng)
        # A score of households on a small feeder's transformer, some hundreds on a large one's.
        transformers = parts(count, weights=[1] * max(1, round(math.sqrt(count) / 4)))
        left_in_book = 0
        for number, size in enumerate(transformers, start=1):
            name = f"DTR-{number:02} {feeder.feeder}"
            left = size
            while left:
                if not left_in_book:
                    book += 1
                    left_in_book = ACCOUNTS_PER_BOOK
                here = min(left, left_in_book)
                place = Spot(feeder, name, f"{book:05}", feeder.is_urban, middle)
                for _ in range(here):
                    yield place
                left -= here
                left_in_book -= here


def _spread(
    feeders: Sequence[ListedFeeder], *, accounts: int, urban: float, rng: random.Random
) -> Iterator[tuple[ListedFeeder, int]]:
    active = [feeder for feeder in feeders if feeder.is_active]
    towns = [feeder for feeder in active if feeder.is_urban]
    villages = [feeder for feeder in active if not feeder.is_urban]
    in_towns = round(accounts * urban) if towns and villages else accounts * bool(towns)
    for group, count in ((towns, in_towns), (villages, accounts - in_towns)):
        if count:
            chosen = _every_few(group, count=min(len(group), max(1, count // FEWEST_PER_FEEDER)))
            weights = [feeder.weight * (0.5 + rng.random()) for feeder in chosen]
            yield from zip(chosen, parts(count, weights=weights), strict=True)


def _every_few(feeders: Sequence[ListedFeeder], *, count: int) -> list[ListedFeeder]:
    # The list is in order of division and substation: even steps leave none of them out.
    return [feeders[index * len(feeders) // count] for index in range(count)]


def _middle(
    feeder: ListedFeeder, *, towns: Mapping[str, Sequence[float]], rng: random.Random
) -> tuple[float, float] | None:
    shift = [(rng.random() * 2 - 1) * FEEDERS_WITHIN_DEGREES for _ in range(2)]
    if feeder.circle not in towns:
        return None
    latitude, longitude = towns[feeder.circle]
    return latitude + shift[0], longitude + shift[1]
