"""A utility's billing system as the simulator plays it: one file each, the other side of our mappings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from bijlisetu.simulator.district.papers.tariff import Tariffs, read_tariffs

FOLDER = Path(__file__).parent / "billing_systems"


@dataclass(frozen=True, slots=True)
class ReadingSort:
    """How a cycle was read: the reader's remark, what the units rest on, who sent the reading."""

    remark: str
    basis: str
    source: str
    is_read: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """The code of a supply, for the connections it fits."""

    code: str
    area: str = ""
    load_kw_up_to: int = 0

    def fits(self, *, load_kw: int, urban: bool) -> bool:
        """Return whether a connection is on this supply."""
        return self.area in ("", area_of(urban)) and (not self.load_kw_up_to or load_kw <= self.load_kw_up_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFee:
    """What a month of delay costs, in per cent of the arrears."""

    percent: Decimal
    months: int
    later_percent: Decimal

    def share(self, months: int) -> Decimal:
        """Return the share of the arrears that is asked after so many months."""
        return (self.percent if months <= self.months else self.later_percent) / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingSystem:
    """How a utility numbers, reads and reckons, and the columns of its exports with the fact that stands in each."""

    dates: str
    bill_numbers: str
    days_to_pay: int
    accounts: Mapping[str, str]
    towns: Mapping[str, tuple[float, float]]
    late_fee: LateFee
    readings: Mapping[ReadingSort, int]  #: how often each, of a hundred
    defective: ReadingSort
    supplies: tuple[Supply, ...]
    tariffs: Tariffs
    facts: Mapping[str, str]  #: the same on every line
    consumers: Mapping[str, str]
    bills: Mapping[str, str]

    def account(self, number: int, *, urban: bool) -> str:
        """Return the number as this utility writes accounts."""
        return self.accounts[area_of(urban)].format(number)

    def supply(self, *, load_kw: int, urban: bool) -> str:
        """Return the code of the supply that a connection is on."""
        return next(one.code for one in self.supplies if one.fits(load_kw=load_kw, urban=urban))


@cache
def billing_system(utility: str) -> BillingSystem:
    """Return the billing system of a utility, by the name of its file."""
    text: dict[str, Any] = tomllib.loads((FOLDER / f"{utility}.toml").read_text(encoding="utf-8"))
    return BillingSystem(
        late_fee=_late_fee(**text.pop("late_fee")),
        readings=dict(_reading(**one) for one in text.pop("readings")),
        defective=ReadingSort(**text.pop("defective")),
        supplies=tuple(Supply(**one) for one in text.pop("supplies")),
        tariffs=read_tariffs(text.pop("tariffs"), surcharges=text.pop("surcharges", {})),
        **text,
    )


def area_of(urban: bool) -> str:
    """Return what the files call where a connection is."""
    return "urban" if urban else "rural"


def _reading(*, often: int, **sort: Any) -> tuple[ReadingSort, int]:
    return ReadingSort(**sort), often


def _late_fee(*, percent: str, months: int, later_percent: str) -> LateFee:
    return LateFee(percent=Decimal(percent), months=months, later_percent=Decimal(later_percent))
