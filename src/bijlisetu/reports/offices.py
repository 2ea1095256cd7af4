"""What the utility at work here calls its offices, and who is at the head of each."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext

from bijlisetu.network.companies import utility_at_work


class Called(NamedTuple):
    """The words for a kind of office; a feeder has nobody at its head."""

    name: str
    officer: str = ""


def office_words(language: str) -> dict[str, Called]:
    """Return the words for each kind of office, and for feeders, which stand below the last of them."""
    offices = utility_at_work().offices
    found = {
        kind: Called(said.hi, said.officer_hi) if language == "hi" else Called(said.en, said.officer_en)
        for kind, said in offices.items()
    }
    return {**found, "feeder": Called(gettext("Feeder"))}
