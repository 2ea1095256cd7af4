"""On which days and at which hours offices are open: holidays are data, and the gazette has the last word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bijlisetu.editions.faults import MISSING, NO_TRUTH, UNASKED, Fault, faults_in, sound
from bijlisetu.plumbing.refusal import Refusal

FOLDER = Path(__file__).resolve().parent / "holidays"
#: An edited file is called so, and its name.
FILE = "office-days-"
COMMON = "common"  #: the file for utilities that have none
SECTIONS = frozenset({"hours", "holidays", "gazette"})
OF_HOURS = frozenset({"opens", "closes", "weekdays", "saturdays_off", "source"})
OF_A_HOLIDAY = frozenset({"on", "hi", "en", "source"})
OF_THE_GAZETTE = frozenset({"on", "is_open", "told_on", "hi", "en", "source"})
NO_DAY = "A day is written as 2026-11-08, without quotation marks."
NO_HOURS = "An office opens before it closes; both are written as 10:00, without quotation marks."
NO_WEEK = "Working days are numbers from 0, Monday, to 6, Sunday; at least one of them."
NO_SATURDAY = "Saturdays off are numbers from 1 to 5: the first to the fifth of a month."
NO_SOURCE = "Say in words where it stands."
TWICE = "This day is listed twice."


class BadOfficeDays(Refusal):
    """A file of office days cannot be used as it is written."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the gazette says of one day, and from which day on it was known."""

    on: date
    is_open: bool
    told_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDays:
    """When the offices of a utility are open, by India's clock."""

    opens: time
    closes: time
    weekdays: frozenset[int]  #: 0 is Monday
    saturdays_off: frozenset[int] = frozenset()  #: 2 is the second of a month
    holidays: Mapping[date, tuple[str, str]] = field(default_factory=dict)  #: what each is called, in Hindi and English
    rulings: tuple[Ruling, ...] = ()

    def is_open(self, day: date, *, known_on: date) -> bool:
        """Return whether offices are open on the day, by what the gazette had said until the other."""
        ruling = self._ruling(day, known_on)
        if ruling is not None:
            return ruling.is_open
        return (
            day.weekday() in self.weekdays
            and day not in self.holidays
            and not (day.weekday() == 5 and (day.day + 6) // 7 in self.saturdays_off)
        )

    def is_holiday(self, day: date, *, known_on: date) -> bool:
        """Return whether the day is a public holiday, by what the gazette had said until the other."""
        ruling = self._ruling(day, known_on)
        return day in self.holidays if ruling is None else not ruling.is_open

    def closed_days(self, begins: date, ends: date, *, known_on: date) -> tuple[date, ...]:
        """Return the days from one up to, and without, another on which offices are closed though the week has them."""
        days = (begins + timedelta(days=n) for n in range(max((ends - begins).days, 0)))
        return tuple(day for day in days if day.weekday() in self.weekdays and not self.is_open(day, known_on=known_on))

    def _ruling(self, day: date, known_on: date) -> Ruling | None:
        said = [one for one in self.rulings if one.on == day and one.told_on <= known_on]
        return max(said, key=lambda one: one.told_on, default=None)


def names() -> list[str]:
    """Return the names of the files: a utility's each, and what is common."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def file_of(utility: str) -> str:
    """Return the name of the utility's file; of what is common, for one that has none."""
    return utility if utility in names() else COMMON


def of_file(name: str) -> OfficeDays:
    """Return what the file of the name says; :raises BadOfficeDays: naming each line and what is wrong with it."""
    return read(name, shipped(name))


@cache
def shipped(name: str) -> str:
    """Return the file of the name as it came with us."""
    return (FOLDER / f"{name}.toml").read_text(encoding="utf-8")


@lru_cache(maxsize=16)
def read(name: str, text: str) -> OfficeDays:
    """Return what the text says; :raises BadOfficeDays: naming each line and what is wrong with it."""
    told = sound(text, faults(text), file=f"holidays {name}", refuse=BadOfficeDays)
    hours = told["hours"]
    return OfficeDays(
        opens=hours["opens"], closes=hours["closes"], weekdays=frozenset(hours["weekdays"]),
        saturdays_off=frozenset(hours["saturdays_off"]),
        holidays={one["on"]: (one["hi"], one["en"]) for one in told.get("holidays", [])},
        rulings=tuple(Ruling(one["on"], one["is_open"], one["told_on"]) for one in told.get("gazette", [])),
    )  # fmt: skip


def faults(text: str) -> list[Fault]:
    """Return all that is wrong with the text."""
    return faults_in(text, _wrong)


def _wrong(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((name, UNASKED) for name in sorted(told.keys() - SECTIONS))
    yield from _wrong_hours(told.get("hours"))
    for section, asked in (("holidays", OF_A_HOLIDAY), ("gazette", OF_THE_GAZETTE)):
        listed = told.get(section, [])
        if not isinstance(listed, list):
            yield section, MISSING
            continue
        seen: set[Any] = set()
        for place, one in enumerate(listed, start=1):
            at = f"{section}.{place}"
            yield from ((f"{at}.{name}", words) for name, words in _wrong_day(one, asked))
            key = (one.get("on"), one.get("told_on")) if isinstance(one, dict) else None
            if key in seen:
                yield f"{at}.on", TWICE
            seen.add(key)


def _wrong_hours(hours: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(hours, dict):
        yield "hours", MISSING
        return
    yield from ((f"hours.{name}", MISSING) for name in sorted(OF_HOURS - hours.keys()))
    yield from ((f"hours.{name}", UNASKED) for name in sorted(hours.keys() - OF_HOURS))
    opens, closes = hours.get("opens"), hours.get("closes")
    if not (isinstance(opens, time) and isinstance(closes, time) and opens < closes):
        yield "hours.opens", NO_HOURS
    if not _are_whole(hours.get("weekdays"), 0, 6) or not hours.get("weekdays"):
        yield "hours.weekdays", NO_WEEK
    if not _are_whole(hours.get("saturdays_off"), 1, 5):
        yield "hours.saturdays_off", NO_SATURDAY


def _wrong_day(one: Any, asked: frozenset[str]) -> Iterator[tuple[str, str]]:
    if not isinstance(one, dict):
        yield "on", MISSING
        return
    yield from ((name, MISSING) for name in sorted(asked - one.keys()))
    yield from ((name, UNASKED) for name in sorted(one.keys() - asked))
    for name in sorted(asked & one.keys()):
        said = one[name]
        if name in ("on", "told_on"):
            # A moment is a day too, as Python sees it.
            if type(said) is not date:
                yield name, NO_DAY
        elif name == "is_open":
            if not isinstance(said, bool):
                yield name, NO_TRUTH
        elif not isinstance(said, str) or not said.strip():
            yield name, NO_SOURCE


def _are_whole(listed: Any, least: int, most: int) -> bool:
    return isinstance(listed, list) and all(type(one) is int and least <= one <= most for one in listed)
