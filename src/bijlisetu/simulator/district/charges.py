"""The bill of a domestic connection in Uttar Pradesh (rate schedule LMV-1), for one month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from bijlisetu.values import to_paise

RUPEE = Decimal(1)
DUTY = Decimal("0.05")  # of fixed charge, energy charge and surcharge
SUBSIDIES_RAISED_ON = date(2026, 7, 2)  # the UPERC order for 2026-27 left the gross rates alone
LIFE_LINE_UNITS = 100
LIFE_LINE_LOAD_KW = 1

# Fuel surcharge (FPPAS) in per cent by billing month; before the first it is nil, after the last the last stands.
SURCHARGES = {
    (2025, 4): Decimal("1.24"),
    (2025, 5): Decimal("-2.00"),
    (2025, 6): Decimal("4.27"),
    (2025, 7): Decimal("1.97"),
    (2025, 8): Decimal("0.24"),
    (2025, 9): Decimal("2.34"),
    (2025, 10): Decimal("-1.63"),
    (2025, 11): Decimal("1.83"),
    (2025, 12): Decimal("5.56"),
    (2026, 1): Decimal("-2.33"),
    (2026, 2): Decimal("10.00"),
    (2026, 3): Decimal("-2.42"),
    (2026, 4): Decimal("1.24"),
    (2026, 5): Decimal("-1.52"),
    (2026, 6): Decimal("10.00"),
    (2026, 7): Decimal("-4.43"),
    (2026, 8): Decimal("-2.92"),
}


@dataclass(frozen=True, slots=True)
class Slab:
    """One step of the schedule: gross rate and State subsidy for the units up to a mark."""

    up_to: int
    rate: Decimal
    subsidy: Decimal = Decimal(0)  #: from SUBSIDIES_RAISED_ON
    earlier_subsidy: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rate per kilowatt of sanctioned load, and slabs for the units."""

    fixed_per_kw: Decimal
    slabs: Sequence[Slab]


@dataclass(frozen=True, slots=True)
class Charges:
    """The lines of a bill; the current amount is their sum in whole rupees, the subsidy taken off."""

    energy: Decimal
    fixed: Decimal
    surcharge: Decimal
    duty: Decimal
    subsidy: Decimal
    current: Decimal


NO_END = 1_000_000_000
LIFE_LINE = Schedule(Decimal(50), [Slab(NO_END, Decimal("6.50"), Decimal("3.75"), Decimal("3.50"))])
URBAN = Schedule(Decimal(110), [Slab(150, Decimal("5.50")), Slab(300, Decimal("6.00")), Slab(NO_END, Decimal("6.50"))])
RURAL = Schedule(
    Decimal(90),
    [
        Slab(100, Decimal("6.65"), Decimal("3.70"), Decimal("3.30")),
        Slab(150, Decimal("6.85"), Decimal("3.50"), Decimal("3.00")),
        Slab(300, Decimal("5.00")),
        Slab(NO_END, Decimal("5.50")),
    ],
)


# A district has lakhs of bills and only thousands of different loads and units.
@lru_cache(maxsize=20_000)
def charges(*, units: int, load_kw: int, urban: bool, on: date) -> Charges:
    """Return the lines of a month's bill issued on that day."""
    schedule = _schedule(units=units, load_kw=load_kw, urban=urban)
    energy, subsidy = _energy(units, slabs=schedule.slabs, on=on)
    fixed = to_paise(schedule.fixed_per_kw * load_kw)
    surcharge = to_paise((fixed + energy) * surcharge_percent(on) / 100)
    duty = to_paise((fixed + energy + surcharge) * DUTY)
    current = to_rupee(energy + fixed + surcharge + duty - subsidy)
    return Charges(energy, fixed, surcharge, duty, subsidy, current)


def surcharge_percent(on: date) -> Decimal:
    """Return the fuel surcharge of that day's billing month."""
    known = [month for month in SURCHARGES if month <= (on.year, on.month)]
    return SURCHARGES[max(known)] if known else Decimal(0)


def to_rupee(amount: Decimal) -> Decimal:
    """Return the amount rounded half up to whole rupees, with its paise written."""
    return to_paise(amount.quantize(RUPEE, rounding=ROUND_HALF_UP))


def _schedule(*, units: int, load_kw: int, urban: bool) -> Schedule:
    # A life-line connection that uses more leaves the life-line rate from its first unit on.
    if load_kw <= LIFE_LINE_LOAD_KW and units <= LIFE_LINE_UNITS:
        return LIFE_LINE
    return URBAN if urban else RURAL


def _energy(units: int, *, slabs: Sequence[Slab], on: date) -> tuple[Decimal, Decimal]:
    energy = subsidy = Decimal(0)
    below = 0
    for slab in slabs:
        within = max(min(units, slab.up_to) - below, 0)
        energy += within * slab.rate
        subsidy += within * (slab.subsidy if on >= SUBSIDIES_RAISED_ON else slab.earlier_subsidy)
        below = slab.up_to
    return to_paise(energy), to_paise(subsidy)
