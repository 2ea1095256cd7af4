"""Who walks, and in which way: honest, slow, or cheating; nobody of the department knows which."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.simulator.lines import read_lines
from bijlisetu.simulator.people.behaviour import share_of

#: A worker for so many consumers, and five at the least.
CONSUMERS_PER_WORKER, FEWEST = 500, 5
#: One in so many workers cheats, and one in so many is slow.
ONE_CHEATS_IN, ONE_IS_SLOW_IN = 5, 6
#: Nobody's home gives a number that begins so.
INVENTED = "601"
CARDS = 4  #: SIM cards in the pocket of one who answers codes alone


class NoWorkers(Refusal):
    """The file is not the workers of a synthetic district."""


class Way(enum.StrEnum):
    """How somebody does the work."""

    HONEST = "honest"
    SLOW = "slow"
    OWN_NUMBER = "own_number"  #: writes the own number on many doors
    OWN_CARDS = "own_cards"  #: proves numbers of SIM cards in the own pocket
    TEA_STALL = "tea_stall"  #: fills everything in at one place, one after the other
    SAYS_LOCKED = "says_locked"  #: walks past and says that nobody opened
    INVENTS = "invents"  #: walks, does not ask, and writes down a number that comes to mind


CHEATS = (Way.OWN_NUMBER, Way.TEA_STALL, Way.SAYS_LOCKED, Way.OWN_CARDS, Way.INVENTS)


@dataclass(frozen=True, slots=True)
class Worker:
    """One of the people who walk."""

    name: str
    way: Way
    pace: float  #: visits on a working day, against the usual number
    share: float  #: of the visits that are done in that way, if it is a cheat's

    @property
    def is_cheat(self) -> bool:
        """Return whether what is reported is not what was done."""
        return self.way in CHEATS

    def as_line(self) -> tuple[str, ...]:
        """Return the worker as the file has it."""
        return (self.name, self.way, f"{self.pace:.3f}", f"{self.share:.3f}")


COLUMNS = tuple(field.name for field in fields(Worker))


def workers_of(consumers: int, *, seed: int) -> tuple[Worker, ...]:
    """Return the workers of a district of so many consumers; over several seeds every way of cheating occurs."""
    many = max(FEWEST, consumers // CONSUMERS_PER_WORKER)
    cheats, slow = max(1, many // ONE_CHEATS_IN), max(1, many // ONE_IS_SLOW_IN)
    ways = [CHEATS[(seed + n) % len(CHEATS)] for n in range(cheats)] + [Way.SLOW] * slow
    ways += [Way.HONEST] * (many - len(ways))
    names = [f"walker{n:02}" for n in range(1, many + 1)]
    names.sort(key=lambda name: share_of(seed=seed, kind="way", name=name))
    found = (_worker(name, way, seed=seed) for name, way in zip(names, ways, strict=True))
    return tuple(sorted(found, key=lambda one: one.name))


def read_workers(path: Path) -> Iterator[Worker]:
    """
    Return the workers of the file, one after the other.

    :raises NoWorkers: if it cannot be read or is no such file
    """
    return read_lines(path, _read, columns=COLUMNS, unlike="no file of workers", refusal=NoWorkers)


def _read(line: list[str]) -> Worker:
    name, way, pace, share = line
    return Worker(name, Way(way), float(pace), float(share))


def _worker(name: str, way: Way, *, seed: int) -> Worker:
    luck = share_of(seed=seed, kind="pace", name=name)
    pace = (0.5 if way is Way.SLOW else 0.85) + 0.3 * luck
    share = 0.6 + 0.4 * share_of(seed=seed, kind="cheats", name=name) if way in CHEATS else 0.0
    return Worker(name, way, pace, share)
