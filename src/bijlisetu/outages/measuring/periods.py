"""Months, quarters and financial years by India's clock: pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from bijlisetu.plumbing.india import INDIA

LENGTHS = (1, 3, 12)
FIRST_YEAR, LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One month, a quarter or a year, by its first day; called 2026-04/12."""

    first: date
    length: int  #: in months

    @property
    def key(self) -> str:
        """Return how it stands in an address."""
        return f"{self.first:%Y-%m}/{self.length}"

    @property
    def months(self) -> list[date]:
        """Return the first days of its months."""
        return [month_after(self.first, by) for by in range(self.length)]

    @property
    def begins(self) -> datetime:
        """Return its first moment."""
        return moment_of(self.first)

    @property
    def ends(self) -> datetime:
        """Return the first moment after it."""
        return moment_of(month_after(self.first, self.length))


def month_after(month: date, by: int) -> date:
    """Return the first day of the month that comes so many months later."""
    years, place = divmod(month.month - 1 + by, 12)
    return date(month.year + years, place + 1, 1)


def moment_of(day: date) -> datetime:
    """Return the first moment of the day in India."""
    return datetime.combine(day, time(), INDIA)


def year_of(day: date) -> Period:
    """Return the financial year in which the day lies: from April to March."""
    return Period(date(day.year - (day.month < 4), 4, 1), 12)


def quarter_of(day: date) -> Period:
    """Return the quarter in which the day lies; those of calendar and financial year are the same."""
    return Period(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3)


def month_of(day: date) -> Period:
    """Return the month in which the day lies."""
    return Period(day.replace(day=1), 1)


def period_named(key: str) -> Period | None:
    """Return the period of the key 2026-04/12; none if it is none."""
    first, _, length = key.partition("/")
    try:
        found = Period(date.fromisoformat(f"{first}-01"), int(length))
    except ValueError:
        return None
    fits = found.key == key and found.length in LENGTHS and FIRST_YEAR <= found.first.year < LAST_YEAR
    return found if fits else None
