"""Everything the bill page shows, and nothing else: no models, no settings, no reckoning."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bijlisetu.values import Language


class DialReading(NamedTuple):
    """What the meter showed, and on which day where that is known."""

    on: date | None
    value: Decimal


class Basis(enum.StrEnum):
    """What the units of a bill rest on."""

    READ = "read"
    ESTIMATED = "estimated"
    DEFECTIVE = "defective"  #: estimated, because the meter is defective
    UNMETERED = "unmetered"


class Remark(NamedTuple):
    """The meter reader's code, and what it means."""

    code: str
    hi: str = ""
    en: str = ""
    basis: Basis = Basis.READ


class Charge(NamedTuple):
    """One line of money on the bill; a subsidy or rebate is negative."""

    label_hi: str
    label_en: str
    amount: Decimal


class MonthOfUse(NamedTuple):
    """One bar of the history: a short label such as 'नव 26' and the units billed."""

    label: str
    units: Decimal


class LastPayment(NamedTuple):
    """The last payment that was booked, and on which day where that is known."""

    on: date | None
    amount: Decimal


class Upi(NamedTuple):
    """Where a UPI payment goes and what it carries back to us."""

    payee: str  #: the utility's UPI address, name@bank
    name: str  #: its legal name, which the payer's app shows
    reference: str  #: ours for this bill: letters and digits, at most 35
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """What this utility calls things."""

    account_hi: str
    account_en: str
    bill_hi: str
    division_hi: str
    division_en: str
    subdivision_hi: str
    subdivision_en: str
    late_hi: str  #: what is added after the due date
    late_en: str
    pay_hi: str  #: how one pays, beside by the link or code on the bill
    pay_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BillPage:
    """
    One bill as it is printed.

    An amount payable below zero is a credit: the page then says so and asks for nothing.
    """

    language: Language = Language.HINDI  #: the one that comes first; both are always there
    words: PageWords

    utility_hi: str
    utility_en: str
    helpline: str
    sender: str = ""  #: header of genuine SMS, named in the warning against fraud

    subdivision: str
    division: str
    substation: str
    feeder: str

    account: str
    name: str
    address: str
    tariff: str
    load: str  #: with its unit: '2 kW'
    meter_no: str

    bill_no: str
    month: date  #: any day of the month billed
    bill_date: date
    due_date: date

    previous: DialReading | None
    current: DialReading | None
    multiplying_factor: Decimal | None
    units: Decimal
    maximum_demand: Decimal | None
    remark: Remark

    charges: tuple[Charge, ...]  #: of this month
    dues: tuple[Charge, ...]  #: what is asked beside them: arrears, surcharge for delay, adjustment
    amount_payable: Decimal
    is_cancelled: bool = False  #: nothing is owed on it any more
    last_payment: LastPayment | None

    history: tuple[MonthOfUse, ...]  #: oldest first, this bill's own month last; the last thirteen are drawn
    upi: Upi | None
    reference: str = ""  #: our own of this bill, where its number is not shown whole
    outages: str = ""  #: address of the public page of outages around here; it names an office, never an account
    notes: tuple[str, ...] = ()
