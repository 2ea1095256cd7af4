"""The home on the ground of each household of a district, and whoever has the numbers that cheats invent."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from bijlisetu.simulator.district.homes.households import Household
from bijlisetu.simulator.district.truth import TruthRow
from bijlisetu.simulator.homes.home import Home, Says, home_of
from bijlisetu.simulator.homes.walking import invented
from bijlisetu.simulator.people.behaviour import share_of

#: Where nobody knows a circle's place on the map, its feeders lie about here.
SOMEWHERE = (24.5, 83.0)
FEEDERS_WITHIN_DEGREES, HOUSES_WITHIN_DEGREES = 0.12, 0.01
#: Of numbers that nobody of the house has: so many ring, and of those who pick up so many say no.
RINGS, OBJECTS = 0.4, 0.7


def settle(household: Household, *, seed: int) -> Home:
    """Return the home of the household: where the records have it, or somewhere around the middle of its feeder."""
    account, facts = household.connection.account, household.facts
    rings = [row.address for row in household.contact.truth if row.kind == "mobile" and row.belongs and row.works]
    middle = household.connection.place.middle or _middle(household.connection.place.feeder.feeder_code, seed=seed)
    latitude, longitude = _near(middle, account, within=HOUSES_WITHIN_DEGREES, seed=seed)
    if facts["latitude"]:
        latitude, longitude = float(facts["latitude"]), float(facts["longitude"])
    return home_of(account, number=rings[0] if rings else "", latitude=latitude, longitude=longitude, seed=seed)


def give_to_strangers(truth: Path, *, homes: Iterable[Home], seed: int) -> None:
    """Add to the truth what becomes of the numbers that are invented or mistaken at these homes."""
    with truth.open("a", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        for home in homes:
            numbers = [invented(home, seed=seed)] + [home.said] * (home.says is Says.MISTAKE)
            lines.writerows(_stranger(home.account, number, seed=seed).as_line() for number in numbers)


def _stranger(account: str, number: str, *, seed: int) -> TruthRow:
    rings = share_of(seed=seed, kind="stranger rings", name=number) < RINGS
    objects = rings and share_of(seed=seed, kind="stranger objects", name=number) < OBJECTS
    return TruthRow(account, "mobile", number, False, rings, rings, objects, False, objects, False)


def _middle(feeder: str, *, seed: int) -> tuple[float, float]:
    return _near(SOMEWHERE, feeder, within=2 * FEEDERS_WITHIN_DEGREES, seed=seed)


def _near(middle: tuple[float, float], name: str, *, within: float, seed: int) -> tuple[float, float]:
    north, east = (share_of(seed=seed, kind=way, name=name) - 0.5 for way in ("north", "east"))
    return middle[0] + north * within, middle[1] + east * within
