"""Hours and days on which nobody's supply is cut: pure, by India's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from bijlisetu.ledger import dated
from bijlisetu.ledger.dated import is_truth, is_whole
from bijlisetu.ledger.surcharge.rules import A_DAY
from bijlisetu.network.office_days import OfficeDays
from bijlisetu.plumbing.india import INDIA

SUNDAY = 6
#: No calendar closes so many days on end; one that does names no next moment.
FARTHEST = 60
NO_HOURS = "Supply may be cut between two hours of one day, as [08:00:00, 18:00:00]."


class NeverOpen(ValueError):
    """The calendar leaves no day on which supply may be cut, for two months on end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """When a utility may cut supply: never at night, on Sundays, on holidays, or soon after a change to prepaid."""

    name: str  #: the file and the day from which it holds, for whoever records why
    opens: time
    closes: time  #: at this minute it may be cut no more
    spares_sundays: bool
    spares_holidays: bool
    grace_days: int  #: whole days after the day on which a connection became prepaid

    def may_be_cut(self, at: datetime, *, days: OfficeDays, converted_on: date | None = None) -> bool:
        """Return whether supply may be cut at the moment, as the gazette was known on that day."""
        there = at.astimezone(INDIA)
        is_in_hours = self.opens <= there.time() < self.closes
        return is_in_hours and self._is_open(there.date(), days, known_on=there.date(), converted_on=converted_on)

    def next_moment(self, at: datetime, *, days: OfficeDays, converted_on: date | None = None) -> datetime:
        """
        Return the first moment from this one on at which supply may be cut, as far as the gazette is known by now.

        :raises NeverOpen: if the calendar leaves none
        """
        if self.may_be_cut(at, days=days, converted_on=converted_on):
            return at
        there = at.astimezone(INDIA)
        day = there.date() if there.time() < self.opens else there.date() + A_DAY
        if converted_on is not None:
            day = max(day, self.spared_until(converted_on))
        for _ in range(FARTHEST):
            if self._is_open(day, days, known_on=there.date(), converted_on=converted_on):
                return datetime.combine(day, self.opens, tzinfo=INDIA)
            day += A_DAY
        raise NeverOpen(f"{self.name} and the office days leave no day within {FARTHEST} days")

    def spared_until(self, converted_on: date) -> date:
        """Return the first day on which a connection that became prepaid on the other day may be cut."""
        return converted_on + A_DAY * (self.grace_days + 1)

    def _is_open(self, day: date, days: OfficeDays, *, known_on: date, converted_on: date | None) -> bool:
        if converted_on is not None and converted_on <= day < self.spared_until(converted_on):
            return False
        # An order that opens offices on a Sunday does not make it a working day for those who must pay.
        if self.spares_sundays and day.weekday() == SUNDAY:
            return False
        return not (self.spares_holidays and days.is_holiday(day, known_on=known_on))


def _are_hours(said: Any) -> bool:
    return isinstance(said, list) and len(said) == 2 and all(type(one) is time for one in said) and said[0] < said[1]


FILES = dated.Sort(
    folder=Path(__file__).resolve().parent,
    asked={
        "hours": (_are_hours, NO_HOURS),
        "spares_sundays": is_truth(),
        "spares_holidays": is_truth(),
        "grace_days": is_whole(0, 366),
    },
)


def windows_of(utility: str, *, on: date) -> Windows:
    """Return when the utility may cut supply, by what holds on the day."""
    told = FILES.of_utility(utility, on=on)
    said = told.values
    opens, closes = said["hours"]
    return Windows(
        name=told.name, opens=opens, closes=closes, spares_sundays=said["spares_sundays"],
        spares_holidays=said["spares_holidays"], grace_days=said["grace_days"],
    )  # fmt: skip
