"""Days on which nobody works, read from their file: pure, and checked as it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bijlisetu.editions.faults import Fault, fault_at, parsed
from bijlisetu.plumbing.refusal import Refusal

#: What the edited file is called.
NAME = "holidays"
FILE = Path(__file__).parent / "holidays.toml"
#: What may be wrong with the text; constant sentences, which pages translate.
NO_HOLIDAYS = "The file holds [[holidays]], and nothing else."
NO_DAY = "A holiday has a day, on = 2027-01-26, and its name in hi and in en."
TWICE = "This day stands in the file twice."


class HolidaysNotUsable(Refusal):
    """The file of holidays cannot be used as it stands."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which nobody works."""

    on: date
    hi: str
    en: str


@cache
def shipped() -> str:
    """Return the file that came with us."""
    return FILE.read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def read(text: str) -> tuple[Holiday, ...]:
    """Return the holidays that the text says; :raises HolidaysNotUsable: naming each line and what is wrong with it."""
    if found := faults(text):
        raise HolidaysNotUsable("\n".join(f"{NAME}, {fault}" for fault in found))
    told = parsed(text)
    assert isinstance(told, dict)  # noqa: S101 - faults() saw to it
    return tuple(sorted((Holiday(**one) for one in told.get("holidays", [])), key=lambda one: one.on))


def faults(text: str) -> list[Fault]:
    """Return all that is wrong with the text of a file of holidays."""
    told = parsed(text)
    if isinstance(told, Fault):
        return [told]
    return [fault_at(text, at, words) for at, words in _wrong(told)]


def _wrong(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    listed = told.get("holidays", [])
    if told.keys() - {"holidays"} or not isinstance(listed, list):
        yield "", NO_HOLIDAYS
        return
    known = set[date]()
    for place, one in enumerate(listed, start=1):
        if not _is_holiday(one):
            yield f"holidays.{place}", NO_DAY
        elif one["on"] in known:
            yield f"holidays.{place}.on", TWICE
        else:
            known.add(one["on"])


def _is_holiday(one: Any) -> bool:
    if not isinstance(one, dict) or one.keys() != {"on", "hi", "en"}:
        return False
    is_day = isinstance(one["on"], date) and not isinstance(one["on"], datetime)
    return is_day and all(isinstance(one[name], str) and one[name].strip() for name in ("hi", "en"))
