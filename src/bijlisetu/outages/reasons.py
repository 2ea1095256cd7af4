"""Why the light is off: the closed list that the desk chooses from, in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

FILE = resources.files("bijlisetu.outages") / "reasons.toml"
LONGEST = 31  #: of one variable in an SMS, with a sign to spare on the portal


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as people are told."""

    hi: str
    en: str
    of: frozenset[str]  #: planned, breakdown


@cache
def reasons() -> Mapping[str, Reason]:
    """Return all reasons by their key, in the order of the file."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {key: Reason(one["hi"], one["en"], frozenset(one["of"])) for key, one in found.items()}


def reasons_of(kind: str) -> dict[str, Reason]:
    """Return those of planned work or of a breakdown."""
    return {key: one for key, one in reasons().items() if kind in one.of}
