"""The notice as a file: each version it ever had, in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import Language

FILE = Path(__file__).parent / "notice.toml"


class NoticeNotUsable(Refusal):
    """The file of the notice cannot be used as it stands."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One version, from a day on."""

    name: str
    since: date
    text: Mapping[Language, str]
    short: Mapping[Language, str]  #: where there is no room for the whole: at a door, on paper, beside a field

    def paragraphs(self, language: Language, *, utility: str, helpline: str) -> list[str]:
        """Return its words."""
        return _told(self.text[language], utility=utility, helpline=helpline)

    def in_short(self, language: Language, *, utility: str, helpline: str) -> str:
        """Return them in short."""
        return " ".join(_told(self.short[language], utility=utility, helpline=helpline))


@cache
def versions(path: Path = FILE) -> tuple[Notice, ...]:
    """Return all versions, the oldest first; :raises NoticeNotUsable: saying what is wrong with the file."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))["versions"]
        found = tuple(_version(one) for one in told)
        for one in found:
            for language in Language:
                one.paragraphs(language, utility="", helpline="")
                one.in_short(language, utility="", helpline="")
    except tomllib.TOMLDecodeError as fault:
        raise NoticeNotUsable(f"{path}: {fault}") from None
    except (KeyError, ValueError, IndexError) as missing:
        raise NoticeNotUsable(f"{path}: {missing} is missing, or stands for nothing") from None
    names, days = [one.name for one in found], [one.since for one in found]
    if not found or len(set(names)) < len(names) or days != sorted(set(days)):
        raise NoticeNotUsable(f"{path}: versions need a name each, and stand in the order of their days")
    return found


def current(on: date) -> Notice:
    """Return the version that holds on the day; before the first, the first."""
    first, *others = versions()
    return next((one for one in reversed(others) if one.since <= on), first)


def is_version(name: str) -> bool:
    """Return whether the notice ever had such a version."""
    return any(one.name == name for one in versions())


def _version(told: Mapping[str, Any]) -> Notice:
    text = {each: told[each] for each in Language}
    return Notice(told["name"], told["since"], text, {each: told.get(f"{each}_short", text[each]) for each in Language})


def _told(text: str, *, utility: str, helpline: str) -> list[str]:
    said = text.format(utility=utility, helpline=helpline)
    return [" ".join(part.split()) for part in said.split("\n\n") if part.strip()]
