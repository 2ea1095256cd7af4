"""How a file about meters is laid out, and what its words mean: one file in `mappings/` for each."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from bijlisetu.metering.states import Sort
from bijlisetu.plumbing.files.cells.days import DayReader
from bijlisetu.plumbing.files.mapping import Layout, layout, mapping_file, names_in
from bijlisetu.plumbing.files.words import patterns_of

FOLDER = resources.files("bijlisetu.metering") / "mappings"
USUAL = "uppcl_days"


class Holds(enum.StrEnum):
    """What the rows of a file are."""

    DAYS = "days"
    READS = "reads"
    MODES = "modes"


#: What a row may say, in the order it is read.
FIELDS: Mapping[Holds, Sequence[str]] = {
    Holds.DAYS: ("account", "day", "units", "reading", "opening", "recharge", "charge", "closing"),
    Holds.READS: ("account", "day", "reading", "sort"),
    Holds.MODES: ("account", "day", "mode", "left"),
}


class Pays(enum.StrEnum):
    """Whether a connection pays beforehand."""

    PREPAID = "prepaid"
    POSTPAID = "postpaid"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterMapping:
    """A utility's file about meters."""

    holds: Holds
    layout: Layout
    sorts: Mapping[Sort, re.Pattern[str]]  #: of reads
    modes: Mapping[Pays, re.Pattern[str]]

    @property
    def fields(self) -> Sequence[str]:
        """What a row may say."""
        return FIELDS[self.holds]


@cache
def meter_mapping(name: str) -> MeterMapping:
    """
    Return the mapping of that name, or in the TOML file that the name is the path of.

    :raises Refusal: if there is none, or it cannot be used as it is written
    """
    with mapping_file(name, folder=FOLDER) as text:
        holds = Holds(text.pop("holds"))
        sorts = patterns_of(Sort, text.pop("sorts", {}))
        modes = patterns_of(Pays, text.pop("modes", {}))
        if holds is Holds.MODES and len(modes) < 2:
            raise ValueError("[modes] says how the file calls prepaid and postpaid")
        found = layout(text, name=name, fields=FIELDS[holds])
        if missing := {"account", "day"} - {*found.required}:
            raise ValueError(f"{min(missing)!r} is required")
        DayReader(found.dates)  # says what is wrong with them while the mapping is read
        return MeterMapping(holds=holds, layout=found, sorts=sorts, modes=modes)


def meter_mappings() -> list[str]:
    """Return the names of the mappings that come with us."""
    return names_in(FOLDER)
