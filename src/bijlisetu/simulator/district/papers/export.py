"""Lines of an export: the facts of a household or a bill, in the columns of the utility at hand."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter

Facts = dict[str, str]
ExportLine = list[str]


class Export:
    """Writes facts as lines of one export."""

    def __init__(self, columns: Mapping[str, str], *, constant: Mapping[str, str]) -> None:
        self.columns: ExportLine = list(columns)
        self._pick = itemgetter(*columns.values())
        self._constant = dict(constant)
        self._has_account_in_parts = "account_number" in columns.values()

    def line(self, facts: Facts) -> ExportLine:
        """Return the facts in the order of the columns; an account of two parts may stand in two of them."""
        if self._has_account_in_parts:
            office, _, number = facts["account"].rpartition("-")
            facts = {**facts, "account_office": office, "account_number": number}
        return list(self._pick(facts | self._constant))
