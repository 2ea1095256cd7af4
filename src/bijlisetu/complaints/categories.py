"""What people complain of: a closed list, and the words by which a message is told to be of one of them. No Django."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from bijlisetu.complaints.darkness.sentences import counting, joined, last_said
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.tracking.replies.reading import LETTER, plain
from bijlisetu.values import Language

FILE = Path(__file__).resolve().parent / "categories.toml"
GROUPS = ("safety", "supply", "meter", "bill", "contact", "connection", "other")
#: What a complaint is of that no rule understands.
OTHER = "OTHER"
WORD = re.compile(rf"{LETTER}+")
#: What people draw instead of writing it.
DRAWN = {
    **dict.fromkeys("💡⚡🔌", " light "), **dict.fromkeys("❌❎✖🚫", " no "), "🔥": " fire ", "🌑": " dark ",
}  # fmt: skip
#: From so many letters on a word is known by most of them, and in Latin letters by so many consonants.
LONG, ALIKE, CONSONANTS = 8, 0.85, 4
#: People spell a vowel as they please, and these letters for each other.
TWICE = re.compile(r"(.)\1")
SOUNDS = str.maketrans("wzcq", "vjkk", "aeiou")
#: What WhatsApp lets stand on one line of a list.
LONGEST_LINE = 20
#: What DLT lets stand in the place of one variable.
LONGEST = 40
CODE = re.compile(r"[A-Z]{2,}(-[A-Z]+)*")
ASKED = frozenset({"code", "group", "hi", "en", "says"})
BESIDE = frozenset({"is_emergency", "is_of_now", "unless", "menu_hi", "menu_en"})
#: One of each list, in any order, and none of those after a mark: {BILL} {CAME} !{NOT}.
LIST = re.compile(r"(!?)\{([A-Z]+)\}")


class Line(NamedTuple):
    """A line of `says` or `unless`: of each list that it asks for one word must stand in the message."""

    asked: tuple[frozenset[str], ...]
    barred: frozenset[str]

    def stands(self, words: frozenset[str]) -> bool:
        """Return whether it is so in a message of these words."""
        return all(words & one for one in self.asked) and not words & self.barred


class BadCategories(Refusal):
    """The file of categories cannot be used as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One thing that people complain of."""

    code: str
    group: str
    title: Mapping[Language, str]
    menu: Mapping[Language, str]  #: as it stands in the list that a chat offers; empty: it stands in none
    is_emergency: bool  #: everybody is told at once, day or night
    is_of_now: bool  #: of what comes and goes in one sentence the last counts
    says: tuple[Line, ...]
    unless: tuple[Line, ...]

    def is_meant(self, words: frozenset[str]) -> bool:
        """Return whether a message of these words is of it."""
        return any(line.stands(words) for line in self.says) and not any(line.stands(words) for line in self.unless)


@cache
def categories() -> Mapping[str, Category]:
    """Return every category by its code, in the order of the file; :raises BadCategories: saying what is wrong."""
    return read(FILE.read_text(encoding="utf-8"))


@cache
def for_people() -> Mapping[str, Category]:
    """
    Return every category by its code, in the order in which a person looks for it.

    The file asks the narrow question before the wide one; a person finds the wide one first, and before it what a
    chat offers too.
    """
    widest_first = [one for one in reversed(list(categories().values())) if one.code != OTHER]
    ordered = sorted(widest_first, key=lambda one: (GROUPS.index(one.group), not one.menu))
    return {one.code: one for one in (*ordered, categories()[OTHER])}


@cache
def lexicon() -> Mapping[str, frozenset[str]]:
    """Return every list of words by its name."""
    return _lists(tomllib.loads(FILE.read_text(encoding="utf-8")))


def read(text: str) -> Mapping[str, Category]:
    """Return the categories that the text holds; :raises BadCategories: naming each fault."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadCategories(f"categories: {fault}") from None
    if found := list(_wrong(told)):
        raise BadCategories("\n".join(f"categories, {fault}" for fault in found))
    lists = _lists(told)
    return {
        one["code"]: Category(
            code=one["code"], group=one["group"], title={language: one[language] for language in Language},
            menu={language: one[f"menu_{language}"] for language in Language} if "menu_hi" in one else {},
            is_emergency=one.get("is_emergency", False), is_of_now=one.get("is_of_now", False),
            says=_lines(one["says"], lists), unless=_lines(one.get("unless", []), lists),
        )
        for one in told["categories"]
    }  # fmt: skip


def tokens_of(text: str) -> list[str]:
    """Return the words of a text in the one spelling in which they are compared."""
    told = plain(text).replace("no #", "#").replace("'", "")  # a number's sign is no "no"
    return WORD.findall("".join(DRAWN.get(mark, mark) for mark in told))


def told_of(words: Sequence[str]) -> list[str]:
    """Return the words of a message that count, in their order, each as our lists spell it."""
    return counting([_spelt(word) for word in words], lexicon())


def meant(words: Sequence[str]) -> Category | None:
    """Return the first category that a message of these words, in small letters, is of; none if it is of none."""
    told = told_of(words)
    said, last = joined(told), joined(last_said(told, lexicon()))
    return next((one for one in categories().values() if one.is_meant(last if one.is_of_now else said)), None)


@lru_cache(maxsize=4096)
def _spelt(word: str) -> str:
    """Return the word of our lists that this is a slip of, or the word itself: short ones are left as they are."""
    known, long, sounding = _known()
    if word in known:
        return word
    if alike := sounding.get(_sound(word)):
        return alike
    return next(iter(get_close_matches(word, long, n=1, cutoff=ALIKE)), word) if len(word) >= LONG else word


@cache
def _known() -> tuple[frozenset[str], Sequence[str], Mapping[str, str]]:
    """Return the words of our lists: all, the long ones, and those that are known by their consonants."""
    known = frozenset[str]().union(*lexicon().values())
    words = sorted(known)
    sounding = {sound: word for word in words if len(sound := _sound(word)) >= CONSONANTS}
    return known, [word for word in words if len(word) >= LONG], sounding


def _sound(word: str) -> str:
    """Return the consonants of a word in Latin letters, one of each two: nothing for others."""
    return TWICE.sub(r"\1", word.translate(SOUNDS)) if word.isascii() else ""


def _lists(told: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
    return {name: frozenset(tokens_of(words)) for name, words in told["words"].items()}


def _lines(told: Sequence[str], lists: Mapping[str, frozenset[str]]) -> tuple[Line, ...]:
    return tuple(_line(LIST.findall(line), lists) for line in told)


def _line(named: Sequence[tuple[str, str]], lists: Mapping[str, frozenset[str]]) -> Line:
    barred = (lists[name] for mark, name in named if mark)
    return Line(tuple(lists[name] for mark, name in named if not mark), frozenset[str]().union(*barred))


def _wrong(told: Mapping[str, Any]) -> Iterator[str]:
    lists, listed = told.get("words"), told.get("categories")
    if set(told) != {"words", "categories"} or not isinstance(lists, dict) or not isinstance(listed, list):
        yield "the file holds [words] and [[categories]], and nothing else"
        return
    for name, words in lists.items():
        if not isinstance(words, str) or not words.split() or words != words.casefold():
            yield f"words.{name}: it lists words in small letters, with blanks between"
    codes = [one.get("code") for one in listed if isinstance(one, dict)]
    for place, one in enumerate(listed, start=1):
        yield from (f"categories.{place}{fault}" for fault in _wrong_one(one, lists))
    yield from (f"{code} is listed twice" for code in sorted({str(code) for code in codes if codes.count(code) > 1}))
    if OTHER not in codes:
        yield f"there is no {OTHER}, for what no rule understands"


def _wrong_one(one: Any, lists: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(one, dict) or not ASKED <= one.keys() <= ASKED | BESIDE:
        yield f": it says {', '.join(sorted(ASKED))}, and perhaps {', '.join(sorted(BESIDE))}"
        return
    if not isinstance(one["code"], str) or not CODE.fullmatch(one["code"]):
        yield ".code: capital letters, with dashes between"
    if one["group"] not in GROUPS:
        yield f".group: one of {', '.join(GROUPS)}"
    if not all(isinstance(one[language], str) and one[language].strip() for language in Language):
        yield ": it is said in hi and in en"
    elif any(len(one[language]) > LONGEST for language in Language):
        yield f": a title has at most {LONGEST} letters, for an SMS has no more room"
    if ("menu_hi" in one) != ("menu_en" in one) or not all(
        isinstance(one.get(f"menu_{language}", ""), str) and len(one.get(f"menu_{language}", "")) <= LONGEST_LINE
        for language in Language
    ):
        yield f".menu: it is said in both languages, in {LONGEST_LINE} letters"
    for name in ("is_emergency", "is_of_now"):
        if not isinstance(one.get(name, False), bool):
            yield f".{name}: true or false"
    for name in ("says", "unless"):
        yield from (f".{name}: {fault}" for line in one.get(name, []) for fault in _wrong_line(line, lists))


def _wrong_line(line: Any, lists: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(line, str) or not LIST.search(line) or LIST.sub("", line).strip():
        yield "a line names lists, such as {BILL} {NOT}"
    elif all(mark for mark, _ in LIST.findall(line)):
        yield "a line asks for one list at least"
    elif unknown := [each for _, each in LIST.findall(line) if each not in lists]:
        yield f"there is no list {unknown[0]}"
