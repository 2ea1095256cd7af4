"""The real feeders a synthetic district hangs on."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from bijlisetu.plumbing.refusal import Refusal

CIRCLES_NAMED = 8  # a refusal is one line; a whole State has 120 circles


class NoNetwork(Refusal):
    """The file of feeders cannot be read, or is none."""


class NoSuchCircle(Refusal):
    """The network has no such circle, or nothing in it is energised."""


@dataclass(frozen=True, slots=True)
class ListedFeeder:
    """An 11 kV feeder with the offices above it, as a line of the public list."""

    discom: str
    zone: str
    circle: str
    division: str
    substation: str
    feeder: str
    feeder_code: str
    voltage_kv: str
    category: str
    project_area: str
    status: str

    @property
    def is_active(self) -> bool:
        """Whether the feeder is energised."""
        return self.status == "active"

    @property
    def is_urban(self) -> bool:
        """Whether it feeds a town; a tehsil's small towns get the villages' supply hours."""
        return self.project_area not in ("rural", "tehsil")

    @property
    def weight(self) -> float:
        """Return its share of household connections against an ordinary feeder's."""
        if self.category.startswith("industrial"):
            return 0.05
        return 0.3 if self.category == "agriculture" else 1.0

    def as_line(self) -> tuple[str, ...]:
        """Return the feeder as it stands in the list."""
        return astuple(self)


COLUMNS = tuple(field.name for field in fields(ListedFeeder))


def feeders_of(circle: str, *, utility: str, network: Path | None) -> list[ListedFeeder]:
    """
    Return the feeders of a circle from the file, or from the list of the utility that comes with the product.

    :raises NoNetwork: if the file cannot be read or is no list of feeders
    :raises NoSuchCircle: if no active feeder of that circle is in it
    """
    source = network or resources.files("bijlisetu") / "network" / "data" / f"{utility}.csv"
    feeders = _read(source)
    found = [feeder for feeder in feeders if feeder.circle == circle]
    if not any(feeder.is_active for feeder in found):
        raise NoSuchCircle(_no_such_circle(circle, (feeder.circle for feeder in feeders if feeder.is_active)))
    return found


def _read(source: Path | Traversable) -> list[ListedFeeder]:
    try:
        lines = list(csv.reader(source.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or error
        raise NoNetwork(f"{source} cannot be read: {why}.") from error
    if not lines or tuple(lines[0]) != COLUMNS:
        raise NoNetwork(f"{source} is no list of feeders: its first line must be {','.join(COLUMNS)}.")
    return [_feeder(line, where=f"{source}, line {number}") for number, line in enumerate(lines[1:], start=2) if line]


def _feeder(line: Sequence[str], *, where: str) -> ListedFeeder:
    if len(line) != len(COLUMNS):
        raise NoNetwork(f"{where}: {len(line)} values where {len(COLUMNS)} belong.")
    return ListedFeeder(*line)


def _no_such_circle(circle: str, circles: Iterable[str]) -> str:
    known = sorted(set(circles))
    near = difflib.get_close_matches(circle.upper(), known, n=CIRCLES_NAMED, cutoff=0)
    more = f" and {len(known) - len(near)} more" if len(known) > len(near) else ""
    there = f"it has {', '.join(near)}{more}" if known else "it has no active feeder at all"
    return f"The network has no circle {circle!r} with an active feeder; {there}."
