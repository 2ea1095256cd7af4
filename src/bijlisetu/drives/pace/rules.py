"""
Target, pace and forecast: pure arithmetic.

A door does not close with every visit: people are out, and who was out twice will be out again. So a forecast plays the
days to come: so many visits are made in a day, to a door not more than one, and each closes as large a part of the
doors as first, second, third visits of this drive did so far; where few were made, as large a part as is usual. To
divide doors by doors a day would promise too much: the easy doors come first, and the last few wait for people to come
home.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from statistics import NormalDist

from bijlisetu.drives.pace.calendar import FURTHEST, Calendar

#: What is believed of a door before anything is known of the drive: as good as so many visits, of which six in ten
#: closed. In about six homes of ten somebody opens who is not expected there.
BELIEVED, CLOSES = 8.0, 0.6
#: What is believed of a worker's doors is what all doors show, as if so many of their own visits had shown it.
LIKE_OTHERS = 12.0
#: How likely a second, a third, a later visit is to close a door against the one before, as long as nothing else is
#: known: the second goes at another hour and finds most who were at work; who was out at both hours is often away.
STILL_OUT = (1.0, 0.7, 0.4)
#: A worker's pace is that of the last two weeks of work.
DAYS_OF_PACE = 12
#: Nobody is idle before so many working days are over without a word.
MAY_BE_OFFLINE = 2
#: How much one day differs from another, in parts of a day, before it is known; believed as much as two days.
SPREAD_OF_A_DAY, DAYS_BELIEVED = 0.5, 2
#: While fewer doors than this are likely to be open, it is as likely that none is.
LIKELY_NONE = 0.35
#: The last door opens so many days sooner or later than is likely.
LAST_DOOR = 1.5
#: Eight forecasts in ten hold the day: one in ten ends sooner, one later.
SOONEST, LIKELY, LATEST = 0.1, 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Tries:
    """How many doors had a visit of this number (their first, their second), and how many of these it closed."""

    visited: int
    closed: int


@dataclass(frozen=True, slots=True)
class DaysLeft:
    """Working days until one worker is done: likely, and how far off that may be (standard deviation)."""

    likely: float
    doubt: float


@dataclass(frozen=True, slots=True)
class Range:
    """Working days until all is done: likely, and from when to when in eight cases of ten."""

    soonest: float
    likely: float
    latest: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """The day on which the last door closes."""

    soonest: date
    likely: date
    latest: date


def expected(target: int, *, calendar: Calendar, on: date) -> int:
    """Return how many doors should be closed by the end of the day, if each working day closes as many."""
    return round(target * calendar.gone(on) / calendar.days) if calendar.days else target


def pace_needed(left: int, *, calendar: Calendar, on: date) -> int:
    """Return how many doors a working day must close after the day; all of them where no day is left."""
    return math.ceil(left / max(calendar.left(on), 1))


def closing(own: Sequence[Tries], *, others: Sequence[Tries] = (), most: int) -> tuple[float, ...]:
    """
    Return how likely a first, second … visit of a worker closes a door.

    Where the worker made few such visits, those of all speak too; where all made few, the visit before does. With the
    visit of the number most a door closes at any rate, for it then goes back to the office.
    """
    closes: list[float] = []
    believed = CLOSES
    for number in range(most - 1):
        usual = _share(_nth(others, number), believed, as_good_as=BELIEVED)
        closes.append(_share(_nth(own, number), usual, as_good_as=LIKE_OTHERS))
        believed = usual * STILL_OUT[min(number, len(STILL_OUT) - 1)]
    return (*closes, 1.0)


def days_left(doors: Mapping[int, int], *, closes: Sequence[float], by_day: Sequence[int]) -> DaysLeft | None:
    """
    Return how many working days a worker's open doors take; none if they made no visit in the last days.

    doors says how many of them had no visit yet, one, two …; by_day, how many visits were made on each working day.
    """
    return _left(doors, closes, pace=pace_of(by_day), by_day=by_day)


def heard_of(doors: Mapping[int, int], *, closes: Sequence[float], by_day: Sequence[int]) -> DaysLeft | None:
    """
    Return the same of somebody whose last day or two may not be told yet, for a telephone may be offline.

    Doors and pace are those of the evening of the last day that was told of; the days since are days of the work.
    """
    told = told_of(by_day)
    left = days_left(doors, closes=closes, by_day=told)
    return left and _sooner(left, by=len(by_day) - len(told))


def told_of(by_day: Sequence[int]) -> Sequence[int]:
    """Return the days without the last one or two of which nothing was told yet, for a telephone may be offline."""
    silent = next((n for n in range(len(by_day)) if by_day[-1 - n]), len(by_day))
    return by_day[:-silent] if 0 < silent <= MAY_BE_OFFLINE else by_day


def pace_of(by_day: Sequence[int]) -> float:
    """Return how many visits a working day had of late."""
    last = by_day[-DAYS_OF_PACE:]
    return sum(last) / len(last) if last else 0.0


def visits_left(had: int, *, closes: Sequence[float]) -> float:
    """Return how many visits a door is likely to take that had so many."""
    visits, is_open = 0.0, 1.0
    for share in closes[min(had, len(closes) - 1) :]:
        visits += is_open
        is_open *= 1 - share
    return visits


def shared_out(
    doors: Mapping[int, int], *, closes: Sequence[float], workers: Sequence[Sequence[int]]
) -> DaysLeft | None:
    """
    Return how many working days these doors take if those who walk share them out again as they get done.

    workers has for each how many visits they made on each working day, the last one at its end; none if nobody walks.
    """
    told = [told_of(by_day) for by_day in workers]
    paces = [pace_of(by_day) for by_day in told]
    whole = [sum(day) for day in zip_longest(*(reversed(by_day) for by_day in told), fillvalue=0)][::-1]
    left = _left(doors, closes, pace=sum(paces), by_day=whole)
    untold = sum(pace * (len(all_) - len(some)) for pace, all_, some in zip(paces, workers, told, strict=True))
    return left and _sooner(left, by=untold / (sum(paces) or 1))


def together(lefts: Sequence[DaysLeft | None]) -> Range | None:
    """Return when several workers are all done, each at the own pace; none if one of them does not move."""
    known = [left for left in lefts if left]
    if len(known) < len(lefts):
        return None
    busy = [NormalDist(left.likely, left.doubt) for left in known if left.likely]
    if not busy:
        return Range(0.0, 0.0, 0.0)

    def are_done(days: float) -> float:
        return math.prod(one.cdf(days) for one in busy)

    top = max(one.mean + 6 * one.stdev for one in busy)
    return Range(*(max(_where(are_done, chance, top=top), 0.0) for chance in (SOONEST, LIKELY, LATEST)))


def finish(left: Range | None, *, calendar: Calendar, on: date) -> Forecast | None:
    """Return the days with which so many working days after the day end; none if nobody works, or years from now."""
    if left is None or left.latest > FURTHEST:
        return None
    soonest, likely, latest = (
        calendar.after(on, math.ceil(days - 1e-6)) for days in (left.soonest, left.likely, left.latest)
    )
    return Forecast(soonest, likely, latest) if soonest and likely and latest else None


def _left(
    doors: Mapping[int, int], closes: Sequence[float], *, pace: float, by_day: Sequence[int]
) -> DaysLeft | None:  # fmt: skip
    if not any(doors.values()):
        return DaysLeft(0.0, 0.0)
    days = _play(doors, closes, pace) if pace else None
    if days is None:
        return None
    # Two doubts: whether the days to come are as the last ones, and whether those few have shown the pace; and the
    # last door opens a day sooner or later.
    last = by_day[-DAYS_OF_PACE:]
    pace_is_off = _spread(last) * math.sqrt(1 / max(days, 1) + 1 / len(last))
    return DaysLeft(days, math.hypot(days * pace_is_off, LAST_DOOR))


def _play(doors: Mapping[int, int], closes: Sequence[float], pace: float) -> float | None:
    """Return after how many days it is likely that all doors are closed."""
    left = [0.0] * len(closes)
    for had, many in doors.items():
        left[min(had, len(closes) - 1)] += many
    days = 0
    while (now := sum(left)) > LIKELY_NONE:
        if days == FURTHEST:
            return None
        days += 1
        part = min(pace / now, 1.0)  # no door is visited twice in a day
        seen = [many * part for many in left]
        stay = [0.0, *(many * (1 - share) for many, share in zip(seen, closes, strict=True))]
        before, left = now, [many - gone + come for many, gone, come in zip(left, seen, stay, strict=False)]
    if not days:
        return 1.0
    # The last day is worked only as long as doors are left.
    return days - 1 + (before - LIKELY_NONE) / (before - now)


def _sooner(left: DaysLeft, *, by: float) -> DaysLeft:
    """Return what is left after so many days of work of which nothing was told yet."""
    return DaysLeft(max(left.likely - by, min(left.likely, 1.0)), left.doubt)


def _nth(tries: Sequence[Tries], number: int) -> Tries:
    return tries[number] if number < len(tries) else Tries(0, 0)


def _share(tries: Tries, believed: float, *, as_good_as: float) -> float:
    return (tries.closed + as_good_as * believed) / (tries.visited + as_good_as)


def _spread(by_day: Sequence[int]) -> float:
    """Return how much a day differs from the mean, in parts of the mean; two days alike prove little."""
    mean = sum(by_day) / len(by_day)
    square = sum((day - mean) ** 2 for day in by_day) / mean**2
    return math.sqrt((square + DAYS_BELIEVED * SPREAD_OF_A_DAY**2) / (len(by_day) + DAYS_BELIEVED))


def _where(chance_by: Callable[[float], float], chance: float, *, top: float) -> float:
    """Return the days by which the chance is reached."""
    low, high = 0.0, top
    while high - low > 0.01:
        middle = (low + high) / 2
        low, high = (low, middle) if chance_by(middle) >= chance else (middle, high)
    return high
