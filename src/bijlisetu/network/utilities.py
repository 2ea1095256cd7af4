"""Utilities: how their companies, offices and bills are called, and whom a person calls; and the files that say so."""

from __future__ import annotations

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


def known_utilities() -> list[str]:
    """Return the names of the vocabulary files."""
    return sorted(file.stem for file in VOCABULARY.glob("*.toml"))


@cache
def shipped(name: str) -> str:
    """Return the text of the vocabulary file as it came with us."""
    return (VOCABULARY / f"{name}.toml").read_text(encoding="utf-8")
