"""Utilities by their vocabulary files: how their companies, offices and bills are called, and whom a person calls."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bijlisetu.plumbing.refusal import Refusal

VOCABULARY = Path(__file__).resolve().parent / "vocabulary"
COMMON = "common"  #: the file for companies that no other names
TITLES = ("officer", "sdo", "ee", "se", "clerk", "je", "lineman", "reader", "agent", "operator")
OFFICES = ("company", "zone", "circle", "division", "subdivision", "section")


class BadVocabulary(Refusal):
    """A vocabulary file cannot be used as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillWords:
    """What a bill calls things that are called otherwise in another State."""

    account_hi: str
    account_en: str
    bill_hi: str
    late_hi: str  #: what is added after the due date
    late_en: str
    pay_hi: str  #: how one pays, beside by the link or code on the bill
    pay_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeWords:
    """What a kind of office is called, and who is at its head."""

    hi: str
    en: str
    officer_hi: str
    officer_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What somebody at work is called."""

    hi: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Utility:
    """What all companies of one utility share."""

    helpline: str
    header: str  #: before the text of genuine SMS
    words: BillWords
    offices: Mapping[str, OfficeWords]  #: by the kind of office
    titles: Mapping[str, Title]  #: by the role of a post


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A distribution company's names, where its money goes, and whom its consumers call."""

    hi: str
    en: str
    short_hi: str
    short_en: str
    helpline: str
    header: str
    upi: str = ""
    utility: Utility


def company_named(code: str) -> Company:
    """Return the company; one that is in no vocabulary is called by its code."""
    return _companies().get(code) or _company(
        utility(COMMON), {"hi": code, "en": code, "short_hi": code, "short_en": code}
    )


@cache
def utility(name: str) -> Utility:
    """
    Return the utility of that vocabulary file.

    :raises BadVocabulary: if the file lacks a word, or has one that nobody reads
    """
    return _read(name)[0]


def known_utilities() -> list[str]:
    """Return the names of the vocabulary files."""
    return sorted(file.stem for file in VOCABULARY.glob("*.toml"))


@cache
def _companies() -> dict[str, Company]:
    return {code: company for name in known_utilities() for code, company in _read(name)[1].items()}


@cache
def _read(name: str) -> tuple[Utility, dict[str, Company]]:
    text = tomllib.loads((VOCABULARY / f"{name}.toml").read_text(encoding="utf-8"))
    companies = text.pop("companies", {})
    try:
        words = BillWords(**text.pop("words"))
        offices = {kind: OfficeWords(**text["offices"].pop(kind)) for kind in OFFICES}
        if unknown := text.pop("offices"):
            raise KeyError(f"an office of the kind {min(unknown)}")
        titles = {role: Title(**text["titles"].pop(role)) for role in TITLES}
        if unknown := text.pop("titles"):
            raise KeyError(f"a title of {min(unknown)}")
        found = Utility(words=words, offices=offices, titles=titles, **text)
        return found, {code: _company(found, called) for code, called in companies.items()}
    except KeyError as fault:
        raise BadVocabulary(f"vocabulary {name}: {fault} is missing, or nobody asks for it") from None
    except TypeError as fault:
        raise BadVocabulary(f"vocabulary {name}: {fault}") from None


def _company(of: Utility, called: Mapping[str, str]) -> Company:
    return Company(**{"helpline": of.helpline, "header": of.header, **called}, utility=of)
