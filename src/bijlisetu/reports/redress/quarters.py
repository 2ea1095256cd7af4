"""Quarters of a year by India's clock: pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from bijlisetu.plumbing.india import INDIA


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months that the regulator asks about; called by its first month, 2026-10."""

    first: date

    @property
    def key(self) -> str:
        """Return how it stands in an address."""
        return f"{self.first:%Y-%m}"

    @property
    def after(self) -> Quarter:
        """Return the next one."""
        year, month = divmod(self.first.month + 2, 12)
        return Quarter(date(self.first.year + year, month + 1, 1))

    @property
    def before(self) -> Quarter:
        """Return the one before."""
        return quarter_of(date.fromordinal(self.first.toordinal() - 1))

    @property
    def begins(self) -> datetime:
        """Return its first moment."""
        return datetime.combine(self.first, time(), INDIA)

    @property
    def ends(self) -> datetime:
        """Return the first moment after it."""
        return datetime.combine(self.after.first, time(), INDIA)


def quarter_of(day: date) -> Quarter:
    """Return the quarter in which the day lies; those of calendar and financial year are the same."""
    return Quarter(date(day.year, (day.month - 1) // 3 * 3 + 1, 1))


def quarter_named(key: str) -> Quarter | None:
    """Return the quarter of the key 2026-10; none if it is none."""
    try:
        first = date.fromisoformat(f"{key}-01") if len(key) == 7 else None
    except ValueError:
        return None
    return Quarter(first) if first and quarter_of(first).first == first and first.year >= 2000 else None
