"""How campaigns and their messages are called."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class Asked(Protocol):
    """What the names are made of."""

    @property
    def pk(self) -> int:
        """Its number in the table."""
        ...

    @property
    def day(self) -> date:
        """When it was asked, in India."""
        ...


def number_of(campaign: Asked) -> str:
    """Return its number as people say it, and as its ledger names the occasion: 2026-11-29-7."""
    return f"{campaign.day.isoformat()}-{campaign.pk}"


def key_of(campaign: Asked) -> str:
    """Return how the keys of all its messages begin: with the month in which it was asked."""
    return f"campaign:{campaign.day:%Y-%m}:{campaign.pk}:"
