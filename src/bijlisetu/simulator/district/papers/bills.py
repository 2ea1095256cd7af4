"""A month's bill of a connection: what its billing system would say of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from bijlisetu.simulator.district.billing_system import BillingSystem, ReadingSort, area_of
from bijlisetu.simulator.district.cards import Deck, pack, pick
from bijlisetu.simulator.district.homes.connections import Connection
from bijlisetu.simulator.district.papers.export import Facts
from bijlisetu.simulator.district.papers.tariff import ZERO, Charges, to_rupee

SEASON = (0.8, 0.75, 0.8, 1.0, 1.3, 1.5, 1.45, 1.35, 1.2, 0.95, 0.75, 0.8)  # fans and coolers, January first
MONTH = timedelta(days=30)
OWES_IN_TOWN = 0.15
OWES_IN_VILLAGE = 0.40
ADJUSTED = 0.02
ADJUSTMENTS = (Decimal("-40.00"), Decimal("-25.00"), Decimal("35.00"))


@dataclass(frozen=True, slots=True)
class Reader:
    """The meter reader who brought the reading."""

    agent: str
    mobile: str


@dataclass(frozen=True, slots=True)
class Dues:
    """What stands from earlier months, and the last payment."""

    arrears: Decimal
    late_fee: Decimal
    paid_on: date | None
    paid: Decimal


class Bills:
    """Makes the bills of one cycle."""

    def __init__(self, *, system: BillingSystem, bill_date: date, rng: random.Random) -> None:
        self._system = system
        self._date = bill_date
        self._rng = rng
        self._readings = Deck(pack(system.readings), rng=rng)
        self._seasons = [SEASON[(bill_date.month - 2 - back) % 12] for back in range(13)]
        self._months = [f"units_{back}" for back in range(1, 13)]

    def of(self, connection: Connection, *, reader: Reader) -> Facts:
        """Return the facts of the connection's bill."""
        reading = self._readings.deal() if connection.meter_works else self._system.defective
        month, *history = self._months_of_use(connection)
        units = month if reading.is_read else round(sum(history[:3]) / 3)
        charges = self._charges(connection, units=units, on=self._date)
        money = self._money(charges, self._dues(connection, last_units=history[0]))
        register = self._register(units, reading=reading, monthly=sum(history) // len(history))
        return {
            "account": connection.account,
            "number": self.number(connection.serial),
            "bill_date": self.day(self._date),
            "due_date": self.day(self._date + timedelta(days=self._system.days_to_pay)),
            "units": str(units),
            **register,
            "maximum_demand": f"{connection.load_kw * (0.3 + 0.7 * self._rng.random()):.2f}",
            "remark": reading.remark,
            "basis": reading.basis,
            "source": reading.source,
            "exception": "" if reading.is_read else reading.remark,
            **money,
            "reader": reader.agent,
            "reader_mobile": reader.mobile,
            **dict(zip(self._months, map(str, history), strict=True)),
        }

    def number(self, serial: int) -> str:
        """Return the number of a bill of this cycle."""
        return self._system.bill_numbers.format(month=f"{self._date:%y%m}", serial=serial)

    def day(self, on: date) -> str:
        """Return the date as the billing system writes it."""
        return _written(on, self._system.dates)

    def _months_of_use(self, connection: Connection) -> Sequence[int]:
        per_kw = 45 + 75 * self._rng.random() if connection.place.urban else 25 + 60 * self._rng.random()
        usual = per_kw * connection.load_kw
        return [int(usual * season * (0.85 + 0.3 * self._rng.random())) for season in self._seasons]

    def _charges(self, connection: Connection, *, units: int, on: date) -> Charges:
        area = area_of(connection.place.urban)
        return self._system.tariffs.charges(units=units, load_kw=connection.load_kw, area=area, on=on)

    def _register(self, units: int, *, reading: ReadingSort, monthly: int) -> Facts:
        before = int(monthly * (6 + 60 * self._rng.random()))
        # Without a reading the register stands where it was last seen.
        now = before + units if reading.is_read else before
        read_on = self._date - timedelta(days=int(3 * self._rng.random()))
        return {
            "previous_reading": str(before),
            "previous_on": self.day(read_on - MONTH),
            "current_reading": str(now),
            "current_on": self.day(read_on),
        }

    def _dues(self, connection: Connection, *, last_units: int) -> Dues:
        monthly = self._charges(connection, units=last_units, on=self._date - MONTH).current
        paid_on = self._date - timedelta(days=int(5 + 25 * self._rng.random()))
        if self._rng.random() >= (OWES_IN_TOWN if connection.place.urban else OWES_IN_VILLAGE):
            return Dues(ZERO, ZERO, paid_on, monthly)
        months = 1 + int(9 * self._rng.random())
        arrears = monthly * months
        late_fee = to_rupee(arrears * self._system.late_fee.share(months))
        return Dues(arrears, late_fee, paid_on - MONTH * months if months < 8 else None, monthly)

    def _money(self, charges: Charges, dues: Dues) -> Facts:
        asked = charges.current + dues.arrears + dues.late_fee
        # No bill becomes a credit by an adjustment.
        adjustment = max(self._adjustment(), -asked)
        return {
            **{name: str(amount) for name, amount in charges._asdict().items()},
            "arrears": str(dues.arrears),
            "late_fee": str(dues.late_fee),
            "adjustment": str(adjustment),
            "payable": str(asked + adjustment),
            "paid_on": self.day(dues.paid_on) if dues.paid_on else "",
            "paid": str(dues.paid) if dues.paid_on else "",
        }

    def _adjustment(self) -> Decimal:
        return pick(ADJUSTMENTS, rng=self._rng) if self._rng.random() < ADJUSTED else ZERO


@lru_cache(maxsize=1_000)
def _written(on: date, form: str) -> str:
    return on.strftime(form).upper()
