"""The reader of vocabulary files: every word that is asked for, and no other, each fit for a bill and a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from bijlisetu.editions.faults import MISSING, UNASKED, Fault, faults_in, sound
from bijlisetu.network.utilities import (
    OFFICES,
    TITLES,
    BadVocabulary,
    BillWords,
    Company,
    OfficeWords,
    Title,
    Utility,
)

LONGEST = 300  #: letters of a word or sentence
NO_WORDS = "Write it as words between quotation marks, on one line and not longer than 300 letters."
NO_HELPLINE = "A helpline is written in digits, such as 1912 or 1800-345-6570."
NO_HEADER = "The header of SMS has 3 to 6 capital letters or digits, as it is registered."
NO_SHORT = "A short name has at most 30 letters: an SMS has no more room for it."
AT_WORK = "This company has offices here, so it cannot be left out or called by another code."
NO_UPI = "A UPI address looks like name@bank."
SHORT = re.compile(r"(?=.*\S).{1,30}")
FORMS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "helpline": (re.compile(r"\d[\d -]{2,18}\d", re.ASCII), NO_HELPLINE),
    "header": (re.compile(r"([A-Z0-9]{3,6})?", re.ASCII), NO_HEADER),
    "short_hi": (SHORT, NO_SHORT),
    "short_en": (SHORT, NO_SHORT),
    "upi": (re.compile(r"([\w.\-]{2,64}@[A-Za-z][\w.\-]{1,63})?", re.ASCII), NO_UPI),
}
SECTIONS = frozenset({"helpline", "header", "words", "offices", "titles", "companies"})
OF_A_COMPANY = frozenset({"hi", "en", "short_hi", "short_en"})
ITS_OWN = frozenset({"helpline", "header", "upi"})  #: a company has these of its own, or its utility's
#: Says where money goes, whom people call, or who speaks to them: one officer alone does not change it.
FOR_TWO = re.compile(r"helpline|header|companies(\..*)?|words\.(pay|late)_(hi|en)")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A file as it is read: the utility, and its companies by their codes."""

    utility: Utility
    companies: Mapping[str, Company]


@lru_cache(maxsize=64)
def read(name: str, text: str) -> Vocabulary:
    """
    Return what the text of the vocabulary says.

    :raises BadVocabulary: naming each line and what is wrong with it
    """
    told = sound(text, faults(text), file=f"vocabulary {name}", refuse=BadVocabulary)
    utility = Utility(
        helpline=told["helpline"],
        header=told["header"],
        words=BillWords(**told["words"]),
        offices={kind: OfficeWords(**told["offices"][kind]) for kind in OFFICES},
        titles={role: Title(**told["titles"][role]) for role in TITLES},
    )
    return Vocabulary(utility, {code: company(utility, said) for code, said in told.get("companies", {}).items()})


def company(of: Utility, said: Mapping[str, str]) -> Company:
    """Return the company as it is called; what it does not say of its own is its utility's."""
    return Company(**{"helpline": of.helpline, "header": of.header, **said}, utility=of)


def faults(text: str) -> list[Fault]:
    """Return all that is wrong with the text of a vocabulary."""
    return faults_in(text, _wrong)


def _wrong(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((name, UNASKED) for name in told.keys() - SECTIONS)
    yield from _table(told, "", {"helpline", "header"}, asks_all=False)
    yield from _table(told.get("words"), "words", {each.name for each in fields(BillWords)})
    for section, names, form in (("offices", OFFICES, OfficeWords), ("titles", TITLES, Title)):
        inside = told.get(section)
        inside = inside if isinstance(inside, dict) else {}
        yield from ((f"{section}.{name}", UNASKED) for name in inside.keys() - set(names))
        for name in names:
            yield from _table(inside.get(name), f"{section}.{name}", {each.name for each in fields(form)})
    companies = told.get("companies", {})
    if not isinstance(companies, dict):
        yield "companies", NO_WORDS
        return
    for code, said in companies.items():
        yield from _table(said, f"companies.{code}", OF_A_COMPANY, beside=ITS_OWN)


def _table(
    said: Any, at: str, asked: set[str] | frozenset[str], *, beside: frozenset[str] = frozenset(), asks_all: bool = True
) -> Iterator[tuple[str, str]]:
    if not isinstance(said, dict):
        yield at, MISSING
        return
    before = f"{at}." if at else ""
    yield from ((f"{before}{name}", MISSING) for name in sorted(asked - said.keys()))
    if asks_all:
        yield from ((f"{before}{name}", UNASKED) for name in said.keys() - asked - beside)
    for name in said.keys() & (asked | beside):
        if words := _fault_of(name, said[name]):
            yield f"{before}{name}", words


def _fault_of(name: str, said: Any) -> str:
    form, words = FORMS.get(name, (None, NO_WORDS))
    if not isinstance(said, str) or len(said) > LONGEST or any(mark < " " or mark == "\x7f" for mark in said):
        return words
    if form is None:
        return "" if said.strip() else NO_WORDS
    return "" if form.fullmatch(said) else words
