"""What is true of a home: who opens when, and what is said at its door."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.simulator.lines import read_lines
from bijlisetu.simulator.people.behaviour import share_of

EVENING, NIGHT = 17, 22
SUNDAY = 6

Chosen = TypeVar("Chosen", bound=enum.StrEnum)


class NoHomes(Refusal):
    """The file is not the homes of a synthetic district."""


class There(enum.StrEnum):
    """What stands where the records have a house."""

    HOUSE = "house"
    NOT_FOUND = "not_found"
    DISCONNECTED = "disconnected"
    WRONG_PREMISE = "wrong_premise"


class Hours(enum.StrEnum):
    """When somebody opens."""

    ALWAYS = "always"
    EVENINGS = "evenings"  #: and on Sundays; seldom else
    SELDOM = "seldom"
    NEVER = "never"


class Says(enum.StrEnum):
    """What they say when they are asked for a number."""

    OWN = "own"
    MISTAKE = "mistake"  #: the own number with one digit wrong
    REFUSES = "refuses"
    NO_PHONE = "no_phone"


#: Of a hundred homes. Those that never open, refuse or have no telephone are beyond any drive.
THERE = {There.HOUSE: 0.965, There.NOT_FOUND: 0.01, There.DISCONNECTED: 0.015, There.WRONG_PREMISE: 0.01}
HOURS = {Hours.ALWAYS: 0.56, Hours.EVENINGS: 0.33, Hours.SELDOM: 0.08, Hours.NEVER: 0.03}
SAYS = {Says.OWN: 0.93, Says.MISTAKE: 0.02, Says.REFUSES: 0.05}
OPENS = {Hours.ALWAYS: 0.92, Hours.EVENINGS: 0.20, Hours.SELDOM: 0.40, Hours.NEVER: 0.0}
OPENS_IN_EVENING = {**OPENS, Hours.EVENINGS: 0.90}


@dataclass(frozen=True, slots=True)
class Home:
    """What is true of one account's home."""

    account: str
    latitude: float
    longitude: float
    there: There
    hours: Hours
    says: Says
    number: str  #: the one that rings, ten digits; empty where there is none

    def as_line(self) -> tuple[str, ...]:
        """Return the home as it stands in the file."""
        latitude, longitude = f"{self.latitude:.6f}", f"{self.longitude:.6f}"
        return (self.account, latitude, longitude, self.there, self.hours, self.says, self.number)

    @property
    def said(self) -> str:
        """Return the number that is said at the door; none where none is."""
        if self.says is Says.MISTAKE:
            return self.number[:-1] + str((int(self.number[-1]) + 1) % 10)
        return self.number if self.says is Says.OWN else ""

    @property
    def can_be_reached(self) -> bool:
        """Return whether a drive can win it: somebody opens one day, and gives a number that rings."""
        return self.there is There.HOUSE and self.hours is not Hours.NEVER and self.says is Says.OWN

    def opens(self, at: datetime, *, seed: int) -> bool:
        """Return whether somebody opens at that moment, in the clock's own zone."""
        is_evening = EVENING <= at.hour < NIGHT or at.weekday() == SUNDAY
        chance = (OPENS_IN_EVENING if is_evening else OPENS)[self.hours]
        return share_of(seed=seed, kind="opens", name=f"{self.account}|{at:%Y-%m-%d %H}") < chance


COLUMNS = tuple(field.name for field in fields(Home))


def home_of(account: str, *, number: str, latitude: float, longitude: float, seed: int) -> Home:
    """Return the home of the account, at whose door this number may be given."""
    return Home(
        account,
        latitude,
        longitude,
        _one_of(THERE, seed=seed, kind="there", account=account),
        _one_of(HOURS, seed=seed, kind="hours", account=account),
        _one_of(SAYS, seed=seed, kind="says", account=account) if number else Says.NO_PHONE,
        number,
    )


def read_homes(path: Path) -> Iterator[Home]:
    """
    Return the homes of the file, one after the other.

    :raises NoHomes: if it cannot be read or is no such file
    """
    return read_lines(path, _home, columns=COLUMNS, unlike="no file of homes", refusal=NoHomes)


def _home(line: list[str]) -> Home:
    account, latitude, longitude, there, hours, says, number = line
    return Home(account, float(latitude), float(longitude), There(there), Hours(hours), Says(says), number)


def _one_of(shares: Mapping[Chosen, float], *, seed: int, kind: str, account: str) -> Chosen:
    place = share_of(seed=seed, kind=kind, name=account)
    for chosen, share in shares.items():
        place -= share
        if place < 0:
            return chosen
    return next(iter(shares))
