"""Lines of an export: the facts of a household or a bill, in the columns of the utility at hand."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter

Facts = dict[str, str]
Line = list[str]


class Export:
    """Writes facts as lines of one export."""

    def __init__(self, columns: Mapping[str, str], *, constant: Mapping[str, str]) -> None:
        self.columns: Line = list(columns)
        self._pick = itemgetter(*columns.values())
        self._constant = constant

    def line(self, facts: Facts) -> Line:
        """Return the facts in the order of the columns; an account of two parts may stand in two of them."""
        office, _, number = facts["account"].rpartition("-")
        return list(self._pick({**self._constant, **facts, "account_office": office, "account_number": number}))
