"""What a connection used day by day, as numbers that a template can draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bijlisetu.metering.queries import Used

#: Of the picture: a day is so wide, and the most that was used stands so high.
STEP, TALL = 10, 90


@dataclass(frozen=True, slots=True)
class UseBar:
    """One day of the picture; a day of which nothing is known has no height."""

    x: int
    y: int
    height: int
    day: date
    units: Decimal | None
    is_recharged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UseChart:
    """Thirty days of use; `most` is what the tallest day used."""

    bars: tuple[UseBar, ...]
    most: Decimal
    known: int
    begins: date
    ends: date
    width: int


def use_chart(used: Sequence[Used], *, days: int = 30) -> UseChart | None:
    """Return the picture of the days up to the latest that is known; none where nothing is."""
    if not used:
        return None
    by_day, ends = {one.day: one for one in used}, used[-1].day
    begins = ends - timedelta(days=days - 1)
    most = max(one.units for one in used)
    bars = tuple(_bar(place, begins + timedelta(days=place), by_day, most) for place in range(days))
    known = sum(one.units is not None for one in bars)
    return UseChart(bars=bars, most=most, known=known, begins=begins, ends=ends, width=STEP * days)


def _bar(place: int, day: date, by_day: dict[date, Used], most: Decimal) -> UseBar:
    one = by_day.get(day)
    height = round(one.units / most * TALL) if one and most else 0
    return UseBar(
        STEP * place, TALL - height, height, day, one.units if one else None,
        bool(one and one.recharge),
    )  # fmt: skip
