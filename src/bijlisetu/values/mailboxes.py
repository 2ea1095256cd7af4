"""Mailboxes that nobody reads, and probable slips of the finger: what `mailboxes.toml` lists, and two rules."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Self

SAME_MARK = 3  # from so many on: aaa@…, 000@…


@dataclass(frozen=True, slots=True)
class Listed:
    """What the file lists."""

    names: frozenset[str]
    domains: frozenset[str]
    nowhere: frozenset[str]
    endings: Mapping[str, str]  #: of each that does not exist, the one meant
    providers: Mapping[str, str]  #: of each way to mistype one, the domain meant

    @classmethod
    @cache
    def read(cls) -> Self:
        """Return what stands in the file."""
        text = resources.files("bijlisetu.values").joinpath("mailboxes.toml").read_text(encoding="utf-8")
        listed = tomllib.loads(text)
        endings = {f".{wrong}": right for right, wrongs in listed["endings"].items() for wrong in wrongs}
        providers: dict[str, str] = {}
        for domain, told in listed["providers"].items():
            name, ending = domain.split(".")
            providers |= {f"{wrong}.{end}": domain for wrong in told["names"] for end in (ending, *told["endings"])}
            providers |= {f"{name}.{wrong}": domain for wrong in told["endings"]}
        return cls(
            frozenset(listed["names"]), frozenset(listed["domains"]), frozenset(listed["nowhere"]), endings, providers
        )


def slips() -> dict[str, str]:
    """
    Return what is meant by each mistyped domain and ending, and nothing for domains and names that nobody reads.

    Names bear an @, endings a dot: a page without network looks them up.
    """
    listed = Listed.read()
    nobody = [*(f"{name}@" for name in sorted(listed.names)), *sorted(listed.domains)]
    return {**listed.providers, **listed.endings, **dict.fromkeys(nobody, "")}


def is_dummy(name: str, domain: str) -> bool:
    """Return whether nobody reads there: a name that clerks type for none, or a domain that has no mailboxes."""
    listed, name = Listed.read(), name.lower()
    if name in listed.names or (len(name) >= SAME_MARK and len(set(name)) == 1):
        return True
    if len(name) == 1 and len(domain.partition(".")[0]) == 1:  # a@b.com
        return True
    parts = domain.split(".")
    below = {".".join(parts[at:]) for at in range(len(parts))}
    return parts[-1] in listed.nowhere or not listed.domains.isdisjoint(below)


def meant_by(domain: str) -> str:
    """Return the domain that was probably meant; nothing if this one may well be right."""
    listed = Listed.read()
    rest, dot, last = domain.rpartition(".")
    mended = rest + listed.endings.get(dot + last, dot + last)
    meant = listed.providers.get(mended, mended)
    return meant if meant != domain else ""
