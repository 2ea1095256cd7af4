"""A cut as it truly is, and what the desk will say of it and when."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from pathlib import Path

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.simulator.lines import read_lines, write_lines


class NoCuts(Refusal):
    """The file is not the cuts of a synthetic district."""


class Sort(enum.StrEnum):
    """Why it is dark."""

    PLANNED = "planned"
    BREAKDOWN = "breakdown"
    MOMENTARY = "momentary"  #: over before anybody could write of it
    HOUSE = "house"  #: the service line of one house


class Desk(enum.StrEnum):
    """How the officer at the desk deals with it."""

    KEPT = "kept"  #: says it in time, and says when it is over
    LATE = "late"  #: says it late: work half an hour ahead, a breakdown when people have written for long
    NEVER = "never"  #: hears nothing, or says nothing
    OVERRUNS = "overruns"  #: promises too short a time, and another only after it has passed
    LIES = "lies"  #: says that the light is back while it is not
    CANCELS = "cancels"  #: work that does not take place


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One cut. Work that is cancelled ends when it begins: it is never dark."""

    name: str
    sort: Sort
    desk: Desk
    element: str  #: as the wires name it
    reason: str  #: of the desk's list
    begins_at: datetime
    ends_at: datetime
    entered_at: datetime | None  #: when the desk enters it
    promised_at: datetime | None  #: until when, as entered; none: no time is given
    said_back_at: datetime | None  #: when the desk says that the light is back, or that the work is cancelled

    def is_dark(self, at: datetime) -> bool:
        """Return whether it is dark at the element then."""
        return self.begins_at <= at < self.ends_at


COLUMNS = tuple(field.name for field in fields(Cut))


def write_cuts(path: Path, cuts: Iterable[Cut]) -> None:
    """Write the truth of the cuts down."""
    write_lines(path, COLUMNS, (tuple(map(_written, astuple(one))) for one in cuts))


def read_cuts(path: Path) -> Iterator[Cut]:
    """
    Return the cuts of the file, one after the other.

    :raises NoCuts: if it cannot be read or is no such file
    """
    return read_lines(path, _cut, columns=COLUMNS, unlike="no file of cuts", refusal=NoCuts)


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value or "")


def _cut(line: list[str]) -> Cut:
    name, sort, desk, element, reason, begins, ends, *said = line
    entered, promised, back = (datetime.fromisoformat(one) if one else None for one in said)
    return Cut(
        name=name, sort=Sort(sort), desk=Desk(desk), element=element, reason=reason,
        begins_at=datetime.fromisoformat(begins), ends_at=datetime.fromisoformat(ends),
        entered_at=entered, promised_at=promised, said_back_at=back,
    )  # fmt: skip
