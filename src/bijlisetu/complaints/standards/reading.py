"""Read the files of standards: which limit a complaint of a category has in an area, from which day on. No Django."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bijlisetu.complaints.categories import categories
from bijlisetu.complaints.clock import Counts, Standard
from bijlisetu.complaints.lists import Area
from bijlisetu.editions.faults import MISSING, UNASKED, Fault, fault_at, parsed, sound
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.levels import Level
from bijlisetu.values import Language

FOLDER = Path(__file__).resolve().parent
COMMON = "common"
ASKED = frozenset({"category", *Area, "counts", "rupees_a_day", "begins_on", "source"})
#: What a row may leave out: a department's own source may be written in one language.
MAY_ADD = frozenset({"source_hi"})
OF_SHARES = frozenset({"shares", "shares_source", "shares_on"})
MOST, MOST_RUPEES = 2_000, 10_000
NO_CATEGORY = "There is no such category: see complaints/categories.toml."
NO_LIMIT = "A limit is a whole number from 1 to 2000."
NO_COUNTS = "It counts hours, office_hours, days or office_days."
NO_RUPEES = "Rupees are a whole number, 0 where nothing is owed."
NO_DAY = "A day is written as 2026-11-08, without quotation marks."
NO_SOURCE = "Say in words where it stands."
NO_SHARES = "Shares are five numbers that grow: those of SDO, EE, SE, CE and MD."
TWICE = "This category has a row from this day already."
NO_ROW = "This category has no row: every category has one in common.toml."


class BadStandards(Refusal):
    """A file of standards cannot be used as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a file says of one category from a day on."""

    file: str
    category: str
    limits: Mapping[Area, int]
    counts: Counts
    rupees_a_day: int
    begins_on: date
    source: Mapping[Language, str]  #: where it stands, in words

    def name(self, area: Area) -> str:
        """Return how a complaint names it: uppcl/FUSE/urban/2020-02-17."""
        return f"{self.file}/{self.category}/{area}/{self.begins_on}"


@dataclass(frozen=True, slots=True)
class Standards:
    """A file: its rows, and when officers have a complaint."""

    rows: tuple[Row, ...]
    shares: tuple[float, ...]  #: empty: those of the common file


def names() -> list[str]:
    """Return the names of the files: a utility's each, and what is common."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def of_file(name: str) -> Standards:
    """Return what the file says; :raises BadStandards: naming each line and what is wrong with it."""
    return read(name, shipped(name))


@cache
def shipped(name: str) -> str:
    """Return the file of the name as it came with us."""
    return (FOLDER / f"{name}.toml").read_text(encoding="utf-8")


def files_of(utility: str) -> list[str]:
    """Return the names of the files that hold for the utility: its own, if it has one, before what is common."""
    return [name for name in (utility, COMMON) if name in names()]


@lru_cache(maxsize=16)
def read(name: str, text: str) -> Standards:
    """Return what the text says; :raises BadStandards: naming each line and what is wrong with it."""
    told = sound(text, faults(text, is_common=name == COMMON), file=f"standards {name}", refuse=BadStandards)
    rows = tuple(
        Row(
            file=name, category=one["category"], limits={area: one[area] for area in Area},
            counts=Counts(one["counts"]), rupees_a_day=one["rupees_a_day"], begins_on=one["begins_on"],
            source={
                Language.ENGLISH: one["source"], Language.HINDI: one.get("source_hi", one["source"]),
            },
        )
        for one in told["rows"]
    )  # fmt: skip
    return Standards(rows, tuple(map(float, told.get("shares", ()))))


def row_for(*, utility: str, category: str, on: date, held: Mapping[str, Standards] | None = None) -> Row:
    """
    Return the row that a complaint of the category has which was made on the day.

    :param held: what the files say, where they were edited

    One of before all rows has the first there is: no complaint is without a limit.
    """
    files = _held(utility, held)
    for file in files:
        of_it = sorted((row for row in file.rows if row.category == category), key=lambda row: row.begins_on)
        begun = [row for row in of_it if row.begins_on <= on] or (of_it[:1] if file is files[-1] else [])
        if begun:
            return begun[-1]
    raise BadStandards(f"no standard has a row for {category}")


def standard_for(
    *, utility: str, category: str, area: Area, on: date, held: Mapping[str, Standards] | None = None
) -> Standard:
    """Return what is owed to a complaint of the category in the area, made on the day."""
    row = row_for(utility=utility, category=category, on=on, held=held)
    shares = next(one.shares for one in _held(utility, held) if one.shares)
    return Standard(
        row=row.name(area), limit=row.limits[area], counts=row.counts, shares=shares,
        at_once=categories()[category].is_emergency, rupees_a_day=row.rupees_a_day,
    )  # fmt: skip


def _held(utility: str, held: Mapping[str, Standards] | None) -> list[Standards]:
    return [(held or {}).get(name) or of_file(name) for name in files_of(utility)]


def faults(text: str, *, is_common: bool = False) -> list[Fault]:
    """Return all that is wrong with the text; the common file has a row for every category, and shares."""
    told = parsed(text)
    if isinstance(told, Fault):
        return [told]
    found = [fault_at(text, at, words) for at, words in (*_wrong_shares(told, is_common), *_wrong(told))]
    if is_common and not found:
        listed = {one["category"] for one in told["rows"]}
        found = [fault_at(text, code, NO_ROW) for code in categories() if code not in listed]
    return found


def _wrong_shares(told: Mapping[str, Any], is_common: bool) -> Iterator[tuple[str, str]]:
    yield from ((name, UNASKED) for name in sorted(told.keys() - OF_SHARES - {"rows"}))
    if not is_common and not told.keys() & OF_SHARES:
        return
    yield from ((name, MISSING) for name in sorted(OF_SHARES - told.keys()))
    shares = told.get("shares")
    is_list = isinstance(shares, list) and all(type(one) in (int, float) and one > 0 for one in shares)
    if not is_list or len(shares or ()) != Level.MD or sorted(set(shares or ())) != shares:
        yield "shares", NO_SHARES
    if type(told.get("shares_on")) is not date:
        yield "shares_on", NO_DAY
    if not isinstance(told.get("shares_source"), str) or not str(told["shares_source"]).strip():
        yield "shares_source", NO_SOURCE


def _wrong(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    listed = told.get("rows")
    if not isinstance(listed, list) or not listed:
        yield "rows", MISSING
        return
    seen: set[tuple[Any, Any]] = set()
    for place, one in enumerate(listed, start=1):
        at = f"rows.{place}"
        if not isinstance(one, dict):
            yield at, MISSING
            continue
        yield from ((f"{at}.{name}", words) for name, words in _wrong_row(one))
        key = (str(one.get("category")), str(one.get("begins_on")))
        if key in seen:
            yield f"{at}.category", TWICE
        seen.add(key)


def _wrong_row(one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((name, MISSING) for name in sorted(ASKED - one.keys()))
    yield from ((name, UNASKED) for name in sorted(one.keys() - ASKED - MAY_ADD))
    checks: dict[str, tuple[Callable[[Any], bool], str]] = {
        "category": (lambda said: isinstance(said, str) and said in categories(), NO_CATEGORY),
        **{str(area): (lambda said: type(said) is int and 1 <= said <= MOST, NO_LIMIT) for area in Area},
        "counts": (lambda said: isinstance(said, str) and said in list(Counts), NO_COUNTS),
        "rupees_a_day": (lambda said: type(said) is int and 0 <= said <= MOST_RUPEES, NO_RUPEES),
        "begins_on": (lambda said: type(said) is date, NO_DAY),
        **dict.fromkeys(("source", *MAY_ADD), (lambda said: isinstance(said, str) and bool(said.strip()), NO_SOURCE)),
    }
    for name in sorted(one.keys() & checks.keys()):
        fits, words = checks[name]
        if not fits(one[name]):
            yield name, words
