"""The rules by which numbers are doubted, read from their file: pure, and checked as they are read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from bijlisetu.editions.faults import NO_TRUTH, UNASKED, Fault, faults_in, sound
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import Language

FILE = Path(__file__).resolve().parent / "rules.toml"
SUSPECT, REPORT = "suspect", "report"
NAME = re.compile(r"[a-z][a-z_]{1,39}")
TEN_DIGITS = re.compile(r"[1-9]\d{9}", re.ASCII)
UP, DOWN = "0123456789", "9876543210"
#: At the ten digits of a number; a rule may have several of these, and finds what any of them finds.
OF_DIGITS = ("numbers", "repeated", "distinct", "run")
#: At what is known of a number; a rule has one of these.
OF_FACTS = ("landline", "ours", "accounts_above", "revoked", "validation")


class Shape(NamedTuple):
    """How a way of looking is written."""

    fits: Callable[[Any], bool]
    words: str


def _is_whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _are_numbers(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and TEN_DIGITS.fullmatch(one) for one in value)


def _are_repetitions(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, list)
        and len(one) == 2
        and _is_whole(one[0], 1, 5)
        and _is_whole(one[1], 2 * one[0], 10)
        and one[1] % one[0] == 0
        for one in value
    )


SHAPES = {
    "numbers": Shape(_are_numbers, "It lists numbers of ten digits."),
    "repeated": Shape(_are_repetitions, "It lists pairs: a length up to 5, and a multiple of it up to 10."),
    "distinct": Shape(lambda value: _is_whole(value, 1, 3), "It is 1, 2 or 3 different digits."),
    "run": Shape(lambda value: _is_whole(value, 5, 10), "It is 5 to 10 digits."),
    "landline": Shape(lambda value: value is True, "It is true, or is left out."),
    "ours": Shape(lambda value: _is_whole(value, 0, 20), "It is 0 to 20 accounts."),
    "accounts_above": Shape(lambda value: _is_whole(value, 1, 10_000), "It is 1 to 10000 accounts."),
    "revoked": Shape(lambda value: value is True, "It is true, or is left out."),
    "validation": Shape(lambda value: value == "differs", 'It is "differs".'),
}
#: What else may be wrong with the text; constant sentences, which pages translate.
NO_RULES = "The file holds [[rules]], and nothing else."
NO_NAME = "The name of a rule is one word in small letters."
NO_WORDS = "It is said in hi and in en."
NO_END = 'It is "suspect" or "report".'
NO_LOOK = "A rule looks at one or more of numbers, repeated, distinct, run, or at one other thing."
TWICE = "Two rules have this name."


class BadRules(Refusal):
    """The file of rules cannot be used as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One reason to doubt a number, and what follows from it."""

    name: str
    title: Mapping[Language, str]
    why: Mapping[Language, str]
    acts: bool  #: the number becomes suspect once an officer lets the rule act; else it is only reported
    asks: bool  #: an officer may let the number itself be asked whether it is the consumer's
    looks_at: str  #: digits, or one of OF_FACTS
    pattern: str = ""  #: of the ten digits
    limit: int = 0  #: of ours: on so many accounts a proved one may stand; of accounts_above: so many are usual
    says: str = ""  #: the answer of the validation service that it looks for

    def finds(self, digits: str) -> bool:
        """Return whether the rule doubts the ten digits for themselves."""
        return bool(self.pattern and re.search(self.pattern, digits))


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules in the order of the file, and a mark by which another version of it is known."""

    rules: tuple[Rule, ...]
    version: str

    def named(self, name: str) -> Rule | None:
        """Return the rule of the name; none if there is no such rule."""
        return next((rule for rule in self.rules if rule.name == name), None)


@cache
def shipped() -> str:
    """Return the text of the file of rules as it came with us."""
    return FILE.read_text(encoding="utf-8")


@lru_cache(maxsize=16)
def read(text: str) -> Rules:
    """
    Return the rules that the text holds.

    :raises BadRules: naming each line and what is wrong with it
    """
    told = sound(text, faults(text), file="rules of hygiene", refuse=BadRules)
    rules = tuple(_rule(one) for one in told["rules"])
    return Rules(rules, hashlib.sha256(text.encode()).hexdigest()[:16])


def faults(text: str) -> list[Fault]:
    """Return all that is wrong with the text of the rules."""
    return faults_in(text, _wrong_file)


def pattern_of(
    *, numbers: Sequence[str] = (), repeated: Sequence[Sequence[int]] = (), distinct: int = 0, run: int = 0
) -> str:
    """Return one pattern that finds in ten digits whatever of these there is; nothing for nothing."""
    parts = [f"^(?:{'|'.join(numbers)})$"] if numbers else []
    for group, (block, over) in enumerate(repeated, start=1):
        parts.append(rf"(\d{{{block}}})\{group}{{{over // block - 1}}}")
    if distinct:
        first = len(repeated) + 1
        # Each new digit, then any of those before it.
        steps = (rf"(\d)(?:{_any_of(first, last)})*" for last in range(first, first + distinct))
        parts.append(f"^{''.join(steps)}$")
    if run:
        parts.append(f"(?:{'|'.join(_rows(run))})")
    return "|".join(parts)


def _any_of(first: int, last: int) -> str:
    return "|".join(f"\\{group}" for group in range(first, last + 1))


def _rows(run: int) -> list[str]:
    """Return all rows of so many digits, up and down, and those of nearly as many in which each stands twice."""
    single = {order[start : start + run] for order in (UP, DOWN) for start in range(len(order) - run + 1)}
    pairs = (run + 1) // 2
    double = {
        "".join(digit * 2 for digit in order[start : start + pairs])
        for order in (UP, DOWN)
        for start in range(len(order) - pairs + 1)
    }
    return sorted(single | double)


def _wrong_file(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((name, NO_RULES) for name in told if name != "rules")
    listed = told.get("rules")
    if not isinstance(listed, list) or not listed:
        yield "rules", NO_RULES
        return
    for place, one in enumerate(listed, start=1):
        yield from ((f"rules.{place}{at}", words) for at, words in _wrong(one))
    names = [one.get("name") for one in listed if isinstance(one, dict)]
    twice = (place for place, name in enumerate(names, start=1) if name and name in names[: place - 1])
    yield from ((f"rules.{place}.name", TWICE) for place in twice)


def _wrong(told: Any) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one rule, and at which of its names."""
    if not isinstance(told, dict) or not isinstance(told.get("name"), str) or not NAME.fullmatch(told["name"]):
        yield ".name", NO_NAME
        return
    yield from ((f".{part}", NO_WORDS) for part in ("title", "why") if _words(told.get(part)) is None)
    if told.get("then") not in (SUSPECT, REPORT):
        yield ".then", NO_END
    if not isinstance(told.get("ask", False), bool):
        yield ".ask", NO_TRUTH
    looks = _looks(told)
    unknown = looks - {*OF_DIGITS, *OF_FACTS}
    yield from ((f".{look}", UNASKED) for look in sorted(unknown))
    if not looks - unknown or (looks & {*OF_FACTS} and len(looks) > 1):
        yield "", NO_LOOK
    yield from (
        (f".{look}", SHAPES[look].words) for look in sorted(looks - unknown) if not SHAPES[look].fits(told[look])
    )


def _looks(told: Mapping[str, Any]) -> set[str]:
    return told.keys() - {"name", "title", "why", "then", "ask"}


def _rule(told: Mapping[str, Any]) -> Rule:
    looks = sorted(_looks(told))
    of_digits = looks[0] in OF_DIGITS
    value = told[looks[0]]
    return Rule(
        name=told["name"],
        title=_words(told["title"]) or {},
        why=_words(told["why"]) or {},
        acts=told["then"] == SUSPECT,
        asks=told.get("ask", False),
        looks_at="digits" if of_digits else looks[0],
        pattern=pattern_of(**{look: told[look] for look in looks}) if of_digits else "",
        limit=value if looks[0] in ("ours", "accounts_above") else 0,
        says=value if looks[0] == "validation" else "",
    )


def _words(said: Any) -> Mapping[Language, str] | None:
    if (
        not isinstance(said, dict)
        or set(said) != set(Language)
        or not all(isinstance(one, str) for one in said.values())
    ):
        return None
    return {language: said[language] for language in Language} if all(map(str.strip, said.values())) else None
