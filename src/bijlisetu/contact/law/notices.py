"""The notice as files: one for each version, in both languages; pure, and checked as it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from bijlisetu.editions.faults import MISSING, UNASKED, Fault, faults_in, parsed
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import Language

#: What the edited file is called.
FILE = "notice"
#: The versions that came with us; of their names the last in order is the newest.
SHIPPED = Path(__file__).parent / "versions"
VERSION = re.compile(r"[0-9A-Za-z-]{1,20}")
WHOLE, SHORT = tuple(map(str, Language)), tuple(f"{each}_short" for each in Language)
NAMED = {"utility", "helpline"}
#: Letters; the short one is read out at a door.
LONGEST = {**dict.fromkeys(WHOLE, 5000), **dict.fromkeys(SHORT, 700)}
PARAGRAPH = "\n\n"
#: What may be wrong with the text; constant sentences, which pages translate.
NO_VERSION = "A version is named by up to 20 letters, digits and hyphens, such as 2027-01."
NO_WORDS = "It names {utility} and {helpline}, and nothing else between braces."
TOO_LONG = "The notice has at most 5000 letters, and in short 700: it is read out at a door."
UNLIKE = "Both languages say it in as many paragraphs."


class NoticeNotUsable(Refusal):
    """The text of a notice cannot be used as it stands."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One version."""

    name: str
    text: Mapping[str, str] = field(hash=False)
    #: Where there is no room for the whole: at a door, on paper, beside a field.
    short: Mapping[str, str] = field(hash=False)

    def paragraphs(self, language: Language, *, utility: str, helpline: str) -> list[str]:
        """Return its words."""
        return _told(self.text[language], utility=utility, helpline=helpline)

    def in_short(self, language: Language, *, utility: str, helpline: str) -> str:
        """Return them in short."""
        return " ".join(_told(self.short[language], utility=utility, helpline=helpline))


@cache
def all_shipped() -> tuple[str, ...]:
    """Return the texts of all versions that came with us, the oldest first."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted(SHIPPED.glob("*.toml")))


def shipped() -> str:
    """Return the text of the newest version that came with us."""
    return all_shipped()[-1]


@lru_cache(maxsize=32)
def read(text: str) -> Notice:
    """Return the version that the text holds; :raises NoticeNotUsable: naming each line and what is wrong with it."""
    if found := faults(text):
        raise NoticeNotUsable("\n".join(f"{FILE}, {fault}" for fault in found))
    told = parsed(text)
    assert isinstance(told, dict)  # noqa: S101 - faults() saw to it
    return Notice(
        told["name"],
        {each: told[each] for each in WHOLE},
        {each: told.get(f"{each}_short") or told[each] for each in WHOLE},
    )


def faults(text: str) -> list[Fault]:
    """Return all that is wrong with the text of a notice."""
    return faults_in(text, _wrong)


def _wrong(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((name, UNASKED) for name in told if name != "name" and name not in LONGEST)
    yield from ((name, MISSING) for name in ("name", *WHOLE) if name not in told)
    if "name" in told and not (isinstance(told["name"], str) and VERSION.fullmatch(told["name"])):
        yield "name", NO_VERSION
    said = [name for name in LONGEST if name in told]
    yield from ((name, NO_WORDS) for name in said if _names(told[name]) != NAMED)
    yield from ((name, TOO_LONG) for name in said if len(str(told[name])) > LONGEST[name])
    if len({len(_parts(str(told.get(name, "")))) for name in WHOLE}) > 1:
        yield WHOLE[-1], UNLIKE


def _names(text: object) -> set[str | None]:
    """Return what stands between braces; a set without names where the text cannot be filled in."""
    try:
        parts = [part[1:] for part in Formatter().parse(str(text)) if part[1] is not None]
    except ValueError:
        return set()
    return {None if form or turned else name for name, form, turned in parts}


def _told(text: str, *, utility: str, helpline: str) -> list[str]:
    return _parts(text.format(utility=utility, helpline=helpline))


def _parts(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split(PARAGRAPH) if part.strip()]
