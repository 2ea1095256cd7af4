"""The bill of a domestic connection for one month, by the dated tariffs of a utility."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from bijlisetu.values import to_paise

RUPEE = Decimal(1)
NO_END = 1_000_000_000
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slab:
    """One step of a schedule: gross rate and State subsidy for the units up to a mark."""

    up_to: int
    rate: Decimal
    subsidy: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What the connections that it fits are charged."""

    area: str
    load_kw_up_to: int
    units_up_to: int
    fixed: Decimal  #: a connection
    fixed_per_kw: Decimal
    is_free: bool  #: the State pays all of it
    slabs: Sequence[Slab]

    def fits(self, *, units: int, load_kw: int, area: str) -> bool:
        """Return whether so many units of a connection are charged by this schedule."""
        return self.area in ("", area) and load_kw <= self.load_kw_up_to and units <= self.units_up_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """Schedules from a day on, of which the first that fits is charged."""

    since: date
    duty_percent: Decimal  #: of fixed charge, energy charge and surcharge
    duty_per_unit: Decimal
    schedules: Sequence[Schedule]


class Charges(NamedTuple):
    """The lines of a bill; the current amount is their sum in whole rupees, the subsidy taken off."""

    energy: Decimal
    fixed: Decimal
    surcharge: Decimal
    duty: Decimal
    subsidy: Decimal
    current: Decimal


class Tariffs:
    """All tariffs of a utility, and its fuel surcharges in per cent by year and month."""

    def __init__(self, tariffs: Sequence[Tariff], *, surcharges: Mapping[tuple[int, int], Decimal]) -> None:
        self._tariffs = sorted(tariffs, key=lambda tariff: tariff.since)
        self._surcharges = surcharges
        # A district has lakhs of bills and only thousands of different loads and units.
        self._charged = lru_cache(maxsize=20_000)(self._charge)

    def charges(self, *, units: int, load_kw: int, area: str, on: date) -> Charges:
        """Return the lines of a month's bill issued on that day."""
        return self._charged(units, load_kw, area, on)

    def surcharge_percent(self, on: date) -> Decimal:
        """Return the fuel surcharge of that day's billing month: before the first nil, after the last the last."""
        known = [month for month in self._surcharges if month <= (on.year, on.month)]
        return self._surcharges[max(known)] if known else Decimal(0)

    def _charge(self, units: int, load_kw: int, area: str, on: date) -> Charges:
        tariff = next((one for one in reversed(self._tariffs) if one.since <= on), self._tariffs[0])
        schedule = next(one for one in tariff.schedules if one.fits(units=units, load_kw=load_kw, area=area))
        energy, subsidy = _energy(units, slabs=schedule.slabs)
        fixed = to_paise(schedule.fixed + schedule.fixed_per_kw * load_kw)
        surcharge = to_paise((fixed + energy) * self.surcharge_percent(on) / 100)
        duty = to_paise((fixed + energy + surcharge) * tariff.duty_percent / 100 + units * tariff.duty_per_unit)
        if schedule.is_free:
            subsidy = energy + fixed + surcharge + duty
        return Charges(energy, fixed, surcharge, duty, subsidy, to_rupee(energy + fixed + surcharge + duty - subsidy))


def read_tariffs(tariffs: Sequence[Mapping[str, Any]], *, surcharges: Mapping[str, str]) -> Tariffs:
    """Return the tariffs that a billing system's file holds."""
    by_month = {_year_and_month(month): Decimal(percent) for month, percent in surcharges.items()}
    return Tariffs([_tariff(**one) for one in tariffs], surcharges=by_month)


def to_rupee(amount: Decimal) -> Decimal:
    """Return the amount rounded half up to whole rupees, with its paise written."""
    return to_paise(amount.quantize(RUPEE, rounding=ROUND_HALF_UP))


def _energy(units: int, *, slabs: Sequence[Slab]) -> tuple[Decimal, Decimal]:
    energy = subsidy = Decimal(0)
    below = 0
    for slab in slabs:
        within = max(min(units, slab.up_to) - below, 0)
        energy += within * slab.rate
        subsidy += within * slab.subsidy
        below = slab.up_to
    return to_paise(energy), to_paise(subsidy)


def _tariff(
    *, since: date, schedules: Sequence[Mapping[str, Any]], duty_percent: str = "0", duty_per_unit: str = "0"
) -> Tariff:
    return Tariff(
        since=since,
        duty_percent=Decimal(duty_percent),
        duty_per_unit=Decimal(duty_per_unit),
        schedules=[_schedule(**one) for one in schedules],
    )


def _schedule(
    *,
    slabs: Sequence[Mapping[str, Any]],
    area: str = "",
    load_kw_up_to: int = NO_END,
    units_up_to: int = NO_END,
    fixed: str = "0",
    fixed_per_kw: str = "0",
    is_free: bool = False,
) -> Schedule:
    return Schedule(
        area=area,
        load_kw_up_to=load_kw_up_to,
        units_up_to=units_up_to,
        fixed=Decimal(fixed),
        fixed_per_kw=Decimal(fixed_per_kw),
        is_free=is_free,
        slabs=[_slab(**one) for one in slabs],
    )


def _slab(*, rate: str, up_to: int = NO_END, subsidy: str = "0") -> Slab:
    return Slab(up_to=up_to, rate=Decimal(rate), subsidy=Decimal(subsidy))


def _year_and_month(month: str) -> tuple[int, int]:
    year, _, number = month.partition("-")
    return int(year), int(number)
