"""A month's bill of a connection: its line in the department's billing export."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from bijlisetu.simulator.district.cards import Deck, pack, pick
from bijlisetu.simulator.district.charges import charges, to_rupee
from bijlisetu.simulator.district.connections import Connection

# fmt: off
COLUMNS = [
    "ACCT_ID", "BILL_ID", "BILL_TYP", "BILL_BASIS", "BILL_DATE", "DUE_DATE", "BILLED_UNITS", "PREV_RDG_KWH",
    "PREV_RDG_DATE", "CUR_RDG_KWH", "CUR_RDG_DATE", "MF", "MDI", "METER_READ_REMARK", "MR_SOURCE_CD",
    "ENERGY_CHARGE", "FIXED_CHARGE", "FPPAS", "ELECTRICITY_DUTY", "SUBSIDY", "CURRENT_AMOUNT", "ARREARS", "LPSC",
    "ADJUSTMENT", "AMOUNT_PAYABLE", "LAST_PAY_DATE", "LAST_PAYMENT_AMOUNT", "AGENT_ID", "AGENT_MOB_NO",
    "EXCEPTION_CODE", "HIST_UNITS_1", "HIST_UNITS_2", "HIST_UNITS_3", "HIST_UNITS_4", "HIST_UNITS_5",
    "HIST_UNITS_6", "HIST_UNITS_7", "HIST_UNITS_8", "HIST_UNITS_9", "HIST_UNITS_10", "HIST_UNITS_11",
    "HIST_UNITS_12",
]
# fmt: on

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
SEASON = (0.8, 0.75, 0.8, 1.0, 1.3, 1.5, 1.45, 1.35, 1.2, 0.95, 0.75, 0.8)  # fans and coolers, January first
DAYS_TO_PAY = 15
MONTH = timedelta(days=30)
ZERO = Decimal("0.00")
OWES_IN_TOWN = 0.15
OWES_IN_VILLAGE = 0.40
ADJUSTED = 0.02
ADJUSTMENTS = (Decimal("-40.00"), Decimal("-25.00"), Decimal("35.00"))  # no credit is above the least fixed charge
# Per month of delay: 1.25 % in the first three months, 2 % after (UP Supply Code, tariff order FY 2024-25).
LATE_FEE, LATE_FEE_LATER = Decimal("0.0125"), Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Reader:
    """The meter reader who brought the reading."""

    agent: str
    mobile: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How a cycle was read: the reader's remark, what the units rest on, who sent the reading."""

    remark: str
    basis: str
    source: str


OK = Reading("OK", "MU", "SBM")
DEFECTIVE = Reading("IDF", "ASS", "SBM")
READINGS = {
    OK: 82,
    Reading("OK", "MU", "MANUAL"): 9,
    Reading("OK", "MU", "SELF"): 3,
    Reading("NA", "PROV", "SBM"): 4,
    Reading("NR", "PROV", "SYS"): 2,
}


@dataclass(frozen=True, slots=True)
class Dues:
    """What stands from earlier months, and the last payment."""

    arrears: Decimal
    late_fee: Decimal
    paid_on: date | None
    paid: Decimal


class Bills:
    """Makes the bills of one cycle."""

    def __init__(self, *, bill_date: date, rng: random.Random) -> None:
        self._date = bill_date
        self._rng = rng
        self._readings = Deck(pack(READINGS), rng=rng)
        self._seasons = [SEASON[(bill_date.month - 2 - back) % 12] for back in range(13)]

    def line(self, connection: Connection, *, reader: Reader) -> list[str]:
        """Return the connection's bill as a line of the export."""
        reading = self._readings.deal() if connection.meter_works else DEFECTIVE
        month, *history = self._months_of_use(connection)
        units = month if reading.basis == "MU" else round(sum(history[:3]) / 3)
        bill = charges(units=units, load_kw=connection.load_kw, urban=connection.place.urban, on=self._date)
        dues = self._dues(connection, last_units=history[0])
        adjustment = self._adjustment()
        payable = bill.current + dues.arrears + dues.late_fee + adjustment
        return [
            connection.account,
            self.number(connection.serial),
            "REGULAR",
            reading.basis,
            day(self._date),
            day(self._date + timedelta(days=DAYS_TO_PAY)),
            str(units),
            *self._register(units, reading=reading, monthly=sum(history) // len(history)),
            "1",
            f"{connection.load_kw * (0.3 + 0.7 * self._rng.random()):.2f}",
            reading.remark,
            reading.source,
            str(bill.energy),
            str(bill.fixed),
            str(bill.surcharge),
            str(bill.duty),
            str(bill.subsidy),
            str(bill.current),
            str(dues.arrears),
            str(dues.late_fee),
            str(adjustment),
            str(payable),
            day(dues.paid_on) if dues.paid_on else "",
            str(dues.paid) if dues.paid_on else "",
            reader.agent,
            reader.mobile,
            "" if reading.basis == "MU" else reading.remark,
            *map(str, history),
        ]

    def number(self, serial: int) -> str:
        """Return the number of a bill of this cycle."""
        return f"{self._date:%y%m}{serial:08}"

    def _months_of_use(self, connection: Connection) -> Sequence[int]:
        per_kw = 45 + 75 * self._rng.random() if connection.place.urban else 25 + 60 * self._rng.random()
        usual = per_kw * connection.load_kw
        return [int(usual * season * (0.85 + 0.3 * self._rng.random())) for season in self._seasons]

    def _register(self, units: int, *, reading: Reading, monthly: int) -> tuple[str, str, str, str]:
        before = int(monthly * (6 + 60 * self._rng.random()))
        # Without a reading the register stands where it was last seen.
        now = before + units if reading.basis == "MU" else before
        read_on = self._date - timedelta(days=int(3 * self._rng.random()))
        return str(before), day(read_on - MONTH), str(now), day(read_on)

    def _dues(self, connection: Connection, *, last_units: int) -> Dues:
        urban = connection.place.urban
        monthly = charges(units=last_units, load_kw=connection.load_kw, urban=urban, on=self._date - MONTH).current
        paid_on = self._date - timedelta(days=int(5 + 25 * self._rng.random()))
        if self._rng.random() >= (OWES_IN_TOWN if urban else OWES_IN_VILLAGE):
            return Dues(ZERO, ZERO, paid_on, monthly)
        months = 1 + int(9 * self._rng.random())
        arrears = monthly * months
        late_fee = to_rupee(arrears * (LATE_FEE if months <= 3 else LATE_FEE_LATER))
        return Dues(arrears, late_fee, paid_on - MONTH * months if months < 8 else None, monthly)

    def _adjustment(self) -> Decimal:
        return pick(ADJUSTMENTS, rng=self._rng) if self._rng.random() < ADJUSTED else ZERO


@lru_cache(maxsize=1_000)
def day(on: date) -> str:
    """Return the date as the billing system writes it: 30-APR-26."""
    return f"{on.day:02}-{MONTHS[on.month - 1]}-{on.year % 100:02}"
