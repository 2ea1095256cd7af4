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
#: Of two offices, one above the other, only the upper is asked.
SUMS = """
SELECT {columns} FROM {sums} WHERE office_id = ANY(%(offices)s) AND NOT EXISTS (
    SELECT FROM network_office_tree WHERE descendant_id = office_id AND ancestor_id = ANY(%(offices)s) AND depth > 0
)
"""
#: Feeders that no section looks after are in nobody's sums; whoever sees everything sees them too.
UNPLACED = """
UNION ALL SELECT {columns} FROM {totals} WHERE feeder_id = ANY(ARRAY(
    SELECT id FROM network_feeder feeder WHERE NOT EXISTS (
        SELECT FROM network_feederplace WHERE feeder_id = feeder.id AND valid_to IS NULL
    )
))
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """
    The feeders under some offices.

    A filter that lets everything through costs as much as the question itself, so it is left out then.
    """

    offices: tuple[int, ...]
    feeders: tuple[int, ...]
    is_everything: bool

    def condition(self, column: str) -> str:
        """Return the SQL condition that the column names one of the feeders."""
        return "true" if self.is_everything else f"{column} = ANY(%(feeders)s)"

    def within(self, feeder: int) -> Scope:
        """Return the one feeder of these, or nothing where it is none of them."""
        is_one = self.is_everything or feeder in self.feeders
        return Scope(self.offices, (feeder,) if is_one else (), is_everything=False)

    def added_up(self, columns: str, *, sums: str, totals: str) -> str:
        """Return as SQL what all of the feeders have together: from the sums of the offices, not feeder by feeder."""
        question = SUMS + (UNPLACED if self.is_everything else "")
        return question.format(columns=columns, sums=sums, totals=totals)

    @property
    def parameters(self) -> dict[str, Any]:
        """What the condition needs."""
        return {"feeders": list(self.feeders), "offices": list(self.offices)}


def scope_of(offices: Sequence[int]) -> Scope:
    """Return the feeders of the offices and of all below them."""
    feeders = tuple(feeder for (feeder,) in rows(UNDER, offices=list(offices)))
    (everything,) = numbers(ALL)
    return Scope(tuple(offices), feeders, is_everything=len(feeders) == everything)
