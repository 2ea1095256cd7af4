"""Hours and days on which nobody's supply is cut: pure, by India's clock."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
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


class Closed(enum.StrEnum):
    """Why supply may not be cut at a moment."""

    GRACE = "grace"  #: it became prepaid only days ago
    SUNDAY = "sunday"
    HOLIDAY = "holiday"
    OFFICE = "office"  #: offices are closed, where a narrower rule asks for open ones
    HOURS = "hours"


class NeverOpen(ValueError):
    """The calendar leaves no day on which supply may be cut, for two months on end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """
    When a utility may cut supply: never at night, on Sundays, on holidays, or soon after a change to prepaid.

    Every cut asks here. A rule that allows fewer hours narrows these: supply is cut only when both allow it.
    """

    name: str  #: the file and the day from which it holds, for whoever records why
    opens: time
    closes: time  #: at this minute it may be cut no more
    spares_sundays: bool
    spares_holidays: bool
    grace_days: int  #: whole days after the day on which a connection became prepaid
    asks_open_offices: bool = False  #: so that whoever is cut can pay and be connected on the same day

    def narrowed(self, *, opens: time, closes: time) -> Windows:
        """Return when supply may be cut where another rule allows these hours, on days on which offices are open."""
        return replace(self, opens=max(self.opens, opens), closes=min(self.closes, closes), asks_open_offices=True)

    def may_be_cut(self, at: datetime, *, days: OfficeDays, converted_on: date | None = None) -> bool:
        """Return whether supply may be cut at the moment, as the gazette was known on that day."""
        return self.why_not(at, days=days, converted_on=converted_on) is None

    def why_not(self, at: datetime, *, days: OfficeDays, converted_on: date | None = None) -> Closed | None:
        """Return why supply may not be cut at the moment; none if it may."""
        there = at.astimezone(INDIA)
        why = self._why_not_on(there.date(), days, known_on=there.date(), converted_on=converted_on)
        return why or (None if self.opens <= there.time() < self.closes else Closed.HOURS)

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
        for _ in range(FARTHEST if self.opens < self.closes else 0):
            if self._why_not_on(day, days, known_on=there.date(), converted_on=converted_on) is None:
                return datetime.combine(day, self.opens, tzinfo=INDIA)
            day += A_DAY
        raise NeverOpen(f"{self.name} and the office days leave no day within {FARTHEST} days")

    def spared_until(self, converted_on: date) -> date:
        """Return the first day on which a connection that became prepaid on the other day may be cut."""
        return converted_on + A_DAY * (self.grace_days + 1)

    def _why_not_on(self, day: date, days: OfficeDays, *, known_on: date, converted_on: date | None) -> Closed | None:
        if converted_on is not None and converted_on <= day < self.spared_until(converted_on):
            return Closed.GRACE
        # An order that opens offices on a Sunday does not make it a working day for those who must pay.
        if self.spares_sundays and day.weekday() == SUNDAY:
            return Closed.SUNDAY
        if self.spares_holidays and days.is_holiday(day, known_on=known_on):
            return Closed.HOLIDAY
        return Closed.OFFICE if self.asks_open_offices and not days.is_open(day, known_on=known_on) else None


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
