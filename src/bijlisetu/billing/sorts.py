"""Kinds of bills, as the mapping's own words say them: a word that nobody has explained is asked about, not guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bijlisetu.plumbing.files.intake import Unfit

NEVER = re.compile(r"(?!)")
LONGEST = 40  #: of a word that is told


@dataclass(frozen=True, slots=True)
class Sort:
    """What the kind of a bill says of it."""

    is_credit: bool = False
    is_revised: bool = False
    is_cancelled: bool = False


class SortReader:
    """Reads the kind of a bill by patterns of the mapping: ordinary, credit, revised, cancelled, not_issued, denied."""

    def __init__(self, patterns: Mapping[str, re.Pattern[str]], *, source: str) -> None:
        self._fits = {
            name: patterns.get(name, NEVER).fullmatch
            for name in ("ordinary", "credit", "revised", "cancelled", "not_issued", "denied")
        }
        self._source = source
        self._known: dict[str, Sort | Unfit] = {}

    def read(self, kind: str) -> Sort | Unfit:
        """Return what the word says, or why a bill called so is not taken."""
        if kind not in self._known:
            self._known[kind] = self._read(kind) if kind else Sort()
        return self._known[kind]

    def _read(self, kind: str) -> Sort | Unfit:
        said = {name for name, fits in self._fits.items() if len(kind) <= LONGEST and fits(kind)}
        word = kind[:LONGEST]
        if "cancelled" in said and said <= {"cancelled", "credit"}:
            return Sort(is_cancelled=True)
        if "not_issued" in said:
            return Unfit("not issued yet", f'the kind of bill "{word}" says that it is not issued yet')
        if not said or said & {"cancelled", "denied"}:
            known = "says two things at once" if said - {"denied"} else "is unknown"
            return Unfit(
                "kind of bill unknown",
                f'the kind of bill "{word}" {known}: whoever knows the billing system adds it to [patterns] of the '
                f"mapping {self._source}, as ordinary, credit, revised, cancelled or not_issued",
            )
        return Sort(is_credit="credit" in said, is_revised="revised" in said)
