"""On which wire each house truly hangs, and on which the department believes it: of a third of them something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.simulator.lines import read_lines, write_lines
from bijlisetu.simulator.people.behaviour import share_of

#: Of all houses, so many hang elsewhere than the records say.
WRONG = 1 / 3
#: Of these, so many on another transformer of the same feeder, and so many on another feeder of the same substation.
SAME_FEEDER, SAME_SUBSTATION = 0.6, 0.3
COLUMNS = ("account", "substation", "feeder", "transformer", "said_substation", "said_feeder", "said_transformer")


class NoWires(Refusal):
    """The file is not the wires of a synthetic district."""


class Wire(NamedTuple):
    """The last transformer before a house, with what feeds it."""

    substation: str
    feeder: str
    transformer: str

    @property
    def line(self) -> tuple[str, str, str]:
        """The names of all that must live for it to live, from the house up."""
        return (transformer(self.feeder, self.transformer), feeder(self.feeder), substation(self.substation))


@dataclass(frozen=True, slots=True)
class House:
    """One account: where it truly hangs, and where the records have it."""

    account: str
    wire: Wire
    said: Wire

    @property
    def is_known(self) -> bool:
        """Whether the records are right."""
        return self.wire == self.said

    def hangs_on(self, element: str) -> bool:
        """Return whether it is dark when the element is."""
        return element == house(self.account) or element in self.wire.line


def substation(code: str) -> str:
    """Return how the truth names a substation."""
    return f"substation {code}"


def feeder(code: str) -> str:
    """Return how the truth names a feeder."""
    return f"feeder {code}"


def transformer(of: str, name: str) -> str:
    """Return how the truth names a transformer of a feeder."""
    return f"transformer {of} {name}"


def house(account: str) -> str:
    """Return how the truth names the service line of one house."""
    return f"house {account}"


def wire(records: Sequence[tuple[str, Wire]], *, seed: int) -> list[House]:
    """Return the houses of the records, a third of which hang elsewhere, where there is an elsewhere."""
    wires = sorted({said for _, said in records})
    return [House(account, _truly(account, said, wires, seed=seed), said) for account, said in records]


def write_wires(path: Path, houses: Iterable[House]) -> None:
    """Write the truth of the wires down."""
    write_lines(path, COLUMNS, ((one.account, *one.wire, *one.said) for one in houses))


def read_wires(path: Path) -> Iterator[House]:
    """
    Return the houses of the file, one after the other.

    :raises NoWires: if it cannot be read or is no such file
    """
    return read_lines(path, _house, columns=COLUMNS, unlike="no file of wires", refusal=NoWires)


def _house(line: list[str]) -> House:
    account, *names = line
    return House(account, Wire(*names[:3]), Wire(*names[3:]))


def _truly(account: str, said: Wire, wires: Sequence[Wire], *, seed: int) -> Wire:
    if share_of(seed=seed, kind="wired wrong", name=account) >= WRONG:
        return said
    place = share_of(seed=seed, kind="wired where", name=account)
    ranges = [
        [one for one in wires if one.feeder == said.feeder],
        [one for one in wires if one.substation == said.substation and one.feeder != said.feeder],
        list(wires),
    ]
    first = 0 if place < SAME_FEEDER else 1 if place < SAME_FEEDER + SAME_SUBSTATION else 2
    for others in ranges[first:]:
        if others := [one for one in others if one != said]:
            return others[int(share_of(seed=seed, kind="wired to", name=account) * len(others))]
    return said
