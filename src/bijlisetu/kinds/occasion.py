"""An occasion on which people are to be reached: a month's bills, an outage; one standing for each consumer and it."""

from __future__ import annotations

from typing import NamedTuple

from bijlisetu.kinds.files import kind_of_ledger
from bijlisetu.kinds.fill import as_read, fits
from bijlisetu.values import Language


class Occasion(NamedTuple):
    """One occasion in a ledger, by the fact that the ledger's kinds name it by: bills, 2026-11."""

    ledger: str
    name: str

    @property
    def key(self) -> str:
        """Both in one word, for addresses: bills:2026-11."""
        return f"{self.ledger}:{self.name}"

    def in_words(self, language: Language) -> str:
        """Return it as a person reads it: नवम्बर 2026; as it is kept where no kind knows its ledger any more."""
        kind = kind_of_ledger(self.ledger)
        if kind is None:
            return self.name
        fact = kind.facts[kind.occasion]
        return as_read(fact, {fact.name: self.name}, language) if fits(fact.type, self.name) else self.name

    def title(self, language: Language) -> str:
        """Return what was to reach people then: Bill."""
        kind = kind_of_ledger(self.ledger)
        return kind.ledger_title[language] if kind else self.ledger
