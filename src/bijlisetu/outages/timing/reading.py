"""When people hear of cuts, as a file says it: pure, and checked as it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bijlisetu.consumers.needs import NEEDS
from bijlisetu.editions.faults import MISSING, UNASKED, Fault, faults_in, sound
from bijlisetu.kinds.quiet import quiet_until
from bijlisetu.plumbing.refusal import Refusal

#: What the edited file is called.
NAME = "outage-timing"
FILE = Path(__file__).parent / "timing.toml"
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "planned": ("told_days_ahead", "again_hours", "late_hours"),
    "short_cuts": ("gather_minutes", "long_minutes"),
    "night": ("begins", "ends"),
    "always": ("needs",),
}
MOST_DAYS, MOST_HOURS, MOST_MINUTES, MOST_AGAIN = 60, 240, 720, 4
#: What may be wrong with the text; constant sentences, which pages translate.
NO_DAYS = "It is a whole number of days, from 1 to 60."
NO_HOURS = "It is a whole number of hours, from 0 to 240."
NO_AGAIN = "It lists at most four different numbers of hours, from 1 to 240."
NO_MINUTES = "It is a whole number of minutes, from 0 to 720."
NO_CLOCK = "An hour of the night is written as 23:00:00, without quotation marks."
NO_NEEDS = "It lists life_support, hospital, water or police, each in quotation marks."


class TimingNotUsable(Refusal):
    """The file of when people hear of cuts cannot be used as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When people hear of cuts."""

    told_ahead: timedelta  #: planned work that is farther away is told so long before
    again: tuple[timedelta, ...]  #: so long before it, it is told again
    late: timedelta  #: a notice of planned work that comes later than this before it is a late one
    gather: timedelta  #: a breakdown so soon after the light came back is gathered; none: each is told
    long: timedelta  #: what lasts longer is no short cut
    night: tuple[time, time]
    always: frozenset[str]  #: the needs whose people are told at once, whatever the hour

    def night_until(self, at: datetime) -> datetime | None:
        """Return when the night ends that the moment lies in, by India's clock; none by day."""
        return quiet_until(self.night, at=at)


@cache
def shipped() -> str:
    """Return the file that came with us."""
    return FILE.read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def read(text: str) -> Timing:
    """Return what the text says; :raises TimingNotUsable: naming each line and what is wrong with it."""
    told = sound(text, faults(text), file=NAME, refuse=TimingNotUsable)
    planned, short, night = told["planned"], told["short_cuts"], told["night"]
    return Timing(
        told_ahead=timedelta(days=planned["told_days_ahead"]),
        again=tuple(timedelta(hours=hours) for hours in sorted(planned["again_hours"])),
        late=timedelta(hours=planned["late_hours"]),
        gather=timedelta(minutes=short["gather_minutes"]),
        long=timedelta(minutes=short["long_minutes"]),
        night=(night["begins"], night["ends"]),
        always=frozenset(told["always"]["needs"]),
    )


def faults(text: str) -> list[Fault]:
    """Return all that is wrong with the text."""
    return faults_in(text, _wrong)


def _wrong(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((name, UNASKED) for name in told if name not in SECTIONS)
    for section, names in SECTIONS.items():
        said = told.get(section)
        if not isinstance(said, dict):
            yield section, MISSING
            continue
        yield from ((f"{section}.{name}", UNASKED) for name in said if name not in names)
        yield from ((f"{section}.{name}", MISSING) for name in names if name not in said)
        for name in names:
            if name in said and (words := _wrong_value(name, said[name])):
                yield f"{section}.{name}", words


def _wrong_value(name: str, said: Any) -> str:
    """Return what is wrong with the value of the name; nothing if nothing is."""
    match name:
        case "told_days_ahead":
            return "" if _is_whole(said, 1, MOST_DAYS) else NO_DAYS
        case "late_hours":
            return "" if _is_whole(said, 0, MOST_HOURS) else NO_HOURS
        case "again_hours":
            return "" if _are_hours(said) else NO_AGAIN
        case "begins" | "ends":
            return "" if isinstance(said, time) else NO_CLOCK
        case "needs":
            return "" if isinstance(said, list) and all(one in NEEDS for one in said) else NO_NEEDS
        case _:
            return "" if _is_whole(said, 0, MOST_MINUTES) else NO_MINUTES


def _is_whole(said: Any, least: int, most: int) -> bool:
    return type(said) is int and least <= said <= most


def _are_hours(said: Any) -> bool:
    is_list = isinstance(said, list) and all(_is_whole(one, 1, MOST_HOURS) for one in said)
    return is_list and len(set(said)) == len(said) <= MOST_AGAIN
