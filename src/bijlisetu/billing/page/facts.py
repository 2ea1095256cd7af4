"""Everything the bill page shows, and nothing else: no models, no settings, no reckoning."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bijlisetu.values import Language


class Reading(NamedTuple):
    """What the meter showed on a day."""

    on: date
    value: Decimal


class Charge(NamedTuple):
    """One line of the bill; a subsidy or rebate is negative."""

    label_hi: str
    label_en: str
    amount: Decimal


class Month(NamedTuple):
    """One bar of the history: a short label such as 'नव 26' and the units billed."""

    label: str
    units: Decimal


class Payment(NamedTuple):
    """The last payment that was booked."""

    on: date
    amount: Decimal


class Upi(NamedTuple):
    """Where a UPI payment goes and what it carries back to us."""

    payee: str  #: the utility's UPI address, name@bank
    name: str  #: its legal name, which the payer's app shows
    reference: str  #: ours for this bill: letters and digits, at most 35
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What this utility calls things; Uttar Pradesh's words unless told otherwise."""

    account_hi: str = "खाता संख्या"
    account_en: str = "Account No."
    bill_hi: str = "बिल"
    division_hi: str = "खंड"
    division_en: str = "Division"
    office_hi: str = "उपखंड"
    office_en: str = "Subdivision"


@dataclass(frozen=True, slots=True, kw_only=True)
class BillPage:
    """
    One bill as it is printed.

    An amount payable below zero is a credit: the page then says so and asks for nothing.
    """

    language: Language = Language.HINDI  #: the one that comes first; both are always there
    words: Words = field(default_factory=Words)

    utility_hi: str
    utility_en: str
    helpline: str
    sender: str = ""  #: header of genuine SMS, named in the warning against fraud

    office: str
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

    previous: Reading | None
    current: Reading | None
    multiplying_factor: Decimal
    units: Decimal
    maximum_demand: Decimal | None
    remark: str  #: the meter reader's code: OK, NA, IDF and so on

    charges: tuple[Charge, ...]
    arrears: Decimal
    late_surcharge: Decimal
    adjustment: Decimal
    amount_payable: Decimal
    last_payment: Payment | None

    history: tuple[Month, ...]  #: oldest first; the last twelve are drawn
    upi: Upi | None
    notes: tuple[str, ...] = ()
