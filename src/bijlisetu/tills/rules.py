"""What a counter takes and how it is written: pure."""

from __future__ import annotations

import enum
import re
from datetime import date
from decimal import Decimal, InvalidOperation

from bijlisetu.ledger.surcharge.rules import month_later
from bijlisetu.values.digits import ascii_digits

#: More than any consumer owes: somebody typed an account where the amount stands.
MOST = Decimal(10) ** 7
CHEQUE = re.compile(r"\d{6}", re.ASCII)
#: A card machine prints an approval of its own bank's making; UPI's reference has twelve digits in every app.
REFERENCES = {"card": re.compile(r"[0-9A-Z]{4,35}", re.ASCII), "upi": re.compile(r"\d{12}", re.ASCII)}
#: Whole groups, of India or of the west. In 1,234,56 somebody pressed the comma for the point: it is no lakh.
GROUPED = re.compile(r"(\d+|\d{1,3}(,\d{2})*,\d{3}|\d{1,3}(,\d{3})+)(\.\d*)?", re.ASCII)


class Fault(enum.StrEnum):
    """Why an amount is none that a counter takes."""

    MISSING = "missing"
    NO_NUMBER = "no number"
    NOT_POSITIVE = "not positive"
    PARTS_OF_A_PAISA = "parts of a paisa"
    TOO_LARGE = "too large"


class NotAnAmount(ValueError):
    """What was typed is no amount that a counter takes."""

    def __init__(self, fault: Fault) -> None:
        """Say what is wrong with it."""
        super().__init__(f"no amount: {fault}")
        self.fault = fault


def amount_in(text: str) -> Decimal:
    """Return the rupees that were typed, in any digits; :raises NotAnAmount: saying what is wrong with them."""
    told = ascii_digits(text.strip()).removeprefix("₹").strip()
    if not told:
        raise NotAnAmount(Fault.MISSING)
    if told.startswith("-"):
        raise NotAnAmount(Fault.NOT_POSITIVE)
    if not GROUPED.fullmatch(told):
        raise NotAnAmount(Fault.NO_NUMBER)
    try:
        amount = Decimal(told.replace(",", ""))
    except InvalidOperation:
        raise NotAnAmount(Fault.NO_NUMBER) from None
    if not amount:
        raise NotAnAmount(Fault.NOT_POSITIVE)
    if amount > MOST:
        raise NotAnAmount(Fault.TOO_LARGE)
    if amount * 100 % 1:
        raise NotAnAmount(Fault.PARTS_OF_A_PAISA)
    return amount


def is_cheque_number(text: str) -> bool:
    """Return whether it is a cheque's number: six digits."""
    return CHEQUE.fullmatch(text) is not None


def is_reference(text: str, mode: str) -> bool:
    """Return whether it may be the reference of a payment by card or UPI."""
    return REFERENCES[mode].fullmatch(text) is not None


def is_cheque_good(dated: date, *, months: int, today: date) -> bool:
    """Return whether a bank, which pays cheques for so many months from their day, pays one of this day today."""
    return dated <= today <= month_later(dated, months)


def receipt_number(till: int, number: int) -> str:
    """Return a receipt's number as it is printed."""
    return f"C{till:06d}-{number:04d}"
