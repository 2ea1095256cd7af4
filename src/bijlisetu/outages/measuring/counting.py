"""Which interruptions count and what they are divided by, dated, read from their file: pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from bijlisetu.editions.faults import MISSING, UNASKED, Fault, faults_in, sound
from bijlisetu.outages.measuring.rules import Denominator
from bijlisetu.plumbing.refusal import Refusal

#: What the edited file is called.
FILE = "interruptions"
SHIPPED = Path(__file__).resolve().parent / "counting.toml"
ASKED = frozenset({"from", "over_minutes", "denominator", "month_end", "source"})
MONTH_ENDS = {"beginning": False, "split": True}
MOST_MINUTES = 60
NO_RULES = "The file holds one or more [[rules]], and nothing else."
NO_MONTH = "A rule begins with the first day of a month, as 2026-04-01, without quotation marks."
NO_MINUTES = "It is a whole number of minutes, from 0 to 60."
NO_DENOMINATOR = 'It is "last_month" or "mean".'
NO_MONTH_END = 'It is "beginning" or "split".'
NO_SOURCE = "Say in words where it stands."
TWICE = "Two rules begin on this day."


class BadCounting(Refusal):
    """The file cannot be used as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What holds from a month on."""

    first: date
    over_minutes: int
    denominator: Denominator
    splits: bool  #: what lasts over the end of a month, between the two


@dataclass(frozen=True, slots=True)
class Counting:
    """All rules, the oldest first."""

    rules: tuple[Rule, ...]

    def rule_of(self, month: date) -> Rule:
        """Return the rule of the month; of a month before all of them, the first."""
        begun = [one for one in self.rules if one.first <= month]
        return begun[-1] if begun else self.rules[0]


def shipped() -> str:
    """Return the file that came with us."""
    return SHIPPED.read_text(encoding="utf-8")


@lru_cache(maxsize=4)
def read(text: str) -> Counting:
    """Return what the text says; :raises BadCounting: naming each line and what is wrong with it."""
    told = sound(text, faults(text), file=FILE, refuse=BadCounting)
    rules = [
        Rule(
            first=one["from"], over_minutes=one["over_minutes"], denominator=Denominator(one["denominator"]),
            splits=MONTH_ENDS[one["month_end"]],
        )
        for one in told["rules"]
    ]  # fmt: skip
    return Counting(tuple(sorted(rules, key=lambda one: one.first)))


def faults(text: str) -> list[Fault]:
    """Return all that is wrong with the text."""
    return faults_in(text, _wrong)


def _wrong(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((name, NO_RULES) for name in told if name != "rules")
    rules = told.get("rules")
    if not isinstance(rules, list) or not rules or not all(isinstance(one, dict) for one in rules):
        yield "rules", NO_RULES
        return
    seen: set[str] = set()
    for place, one in enumerate(rules, start=1):
        yield from ((f"rules.{place}.{name}", words) for name, words in _wrong_rule(one))
        if (first := str(one.get("from"))) in seen:
            yield f"rules.{place}.from", TWICE
        seen.add(first)


def _wrong_rule(one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((name, MISSING) for name in sorted(ASKED - one.keys()))
    yield from ((name, UNASKED) for name in sorted(one.keys() - ASKED))
    first, minutes = one.get("from"), one.get("over_minutes")
    # A moment is a day too, as Python sees it.
    if "from" in one and (type(first) is not date or first.day != 1):
        yield "from", NO_MONTH
    if "over_minutes" in one and (type(minutes) is not int or not 0 <= minutes <= MOST_MINUTES):
        yield "over_minutes", NO_MINUTES
    if "denominator" in one and one["denominator"] not in [*Denominator]:
        yield "denominator", NO_DENOMINATOR
    if "month_end" in one and one["month_end"] not in [*MONTH_ENDS]:
        yield "month_end", NO_MONTH_END
    if "source" in one and (not isinstance(one["source"], str) or not one["source"].strip()):
        yield "source", NO_SOURCE
