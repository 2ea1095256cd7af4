"""What time of return is realistic, by how long such outages lasted before: pure."""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

FEWEST = 8  #: of the past, or nothing is suggested
OFTEN = 0.8  #: of them were back by then
STEP = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An outage of the same kind that is over, in the same division."""

    minutes: int  #: from its beginning to the light
    same_feeder: bool = False
    same_section: bool = False
    same_reason: bool = False


class Like(enum.StrEnum):
    """Whose past a suggestion rests on; the first with enough of it is taken."""

    FEEDER_AND_REASON = "feeder_and_reason"
    SECTION_AND_REASON = "section_and_reason"
    FEEDER = "feeder"
    DIVISION_AND_REASON = "division_and_reason"
    SECTION = "section"


FITS: Mapping[Like, Callable[[Past], bool]] = {
    Like.FEEDER_AND_REASON: lambda one: one.same_feeder and one.same_reason,
    Like.SECTION_AND_REASON: lambda one: one.same_section and one.same_reason,
    Like.FEEDER: lambda one: one.same_feeder,
    Like.DIVISION_AND_REASON: lambda one: one.same_reason,
    Like.SECTION: lambda one: one.same_section,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A time by which four of five such outages were over."""

    until_at: datetime
    rests_on: int  #: outages of the past
    like: Like


def realistic(past: Sequence[Past], *, from_at: datetime, at: datetime) -> Suggestion | None:
    """
    Return a time to promise for an outage that began then and lasts still; none where too few are known.

    Those that were over sooner than it has lasted by now say nothing of it.
    """
    lasted = max(at - from_at, timedelta())
    for like, fits in FITS.items():
        longer = sorted(one.minutes for one in past if fits(one) and timedelta(minutes=one.minutes) > lasted)
        if len(longer) >= FEWEST:
            minutes = longer[math.ceil(len(longer) * OFTEN) - 1]
            until_at = _rounded_up(from_at + timedelta(minutes=minutes))
            return Suggestion(until_at=until_at, rests_on=len(longer), like=like)
    return None


def _rounded_up(at: datetime) -> datetime:
    """Return the next quarter of an hour: nobody believes a time like 18:07."""
    over = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at + (STEP - over if over else timedelta())
