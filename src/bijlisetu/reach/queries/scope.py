"""Which feeders a question is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bijlisetu.plumbing.database.sql import numbers, rows

UNDER = """
SELECT DISTINCT place.feeder_id
FROM network_office_tree tree
JOIN network_feederplace place ON place.section_id = tree.descendant_id AND place.valid_to IS NULL
WHERE tree.ancestor_id = ANY(%(offices)s)
"""
ALL = "SELECT count(*) FROM network_feederplace WHERE valid_to IS NULL"


@dataclass(frozen=True, slots=True)
class Scope:
    """
    The feeders under some offices.

    A filter that lets everything through costs as much as the question itself, so it is left out then.
    """

    feeders: tuple[int, ...]
    is_everything: bool

    def condition(self, column: str) -> str:
        """Return the SQL condition that the column names one of the feeders."""
        return "true" if self.is_everything else f"{column} = ANY(%(feeders)s)"

    @property
    def parameters(self) -> dict[str, Any]:
        """What the condition needs."""
        return {"feeders": list(self.feeders)}


def scope_of(offices: Sequence[int]) -> Scope:
    """Return the feeders of the offices and of all below them."""
    feeders = tuple(feeder for (feeder,) in rows(UNDER, offices=list(offices)))
    (everything,) = numbers(ALL)
    return Scope(feeders, is_everything=len(feeders) == everything)
