"""By which names a payment is known: made alike whoever tells of it, so that two who mean one payment say so."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

NUMBER = re.compile(r"[^0-9A-Z]+")
#: What a spreadsheet makes of a long number. With fewer digits than its power it is rounded, and many look alike.
POWER = re.compile(r"(\d)\.(\d+)E\+?(\d{1,2})|\dE\+\d{1,2}", re.ASCII)
#: What programs make of a number in a column where another row has none.
WHOLE = re.compile(r"(\d+)\.0+", re.ASCII)
#: The reference of a UPI or IMPS payment; spreadsheets take its leading noughts.
RRN = 12
#: Of a cheque, also as it stands in a bank's column of references.
CHEQUE = re.compile(r"0{0,10}(\d{6})", re.ASCII)
SHARED = "rrn::"  #: begins the name that several sources have for a payment
LONGEST = 100
#: What programs write where there is no number.
NO_NUMBER = frozenset({"", "NA", "NIL", "NULL", "NONE", "0"})


class Cheque(NamedTuple):
    """A cheque as the till that takes it and the bank that clears it know it."""

    number: str
    amount: Decimal


def names_of(
    *, namesake: str, rrn: str = "", transaction: str = "", receipt: str = "", cheque: Cheque | None = None
) -> list[str]:
    """
    Return the names that these numbers make, the strongest first.

    A transaction's or a receipt's number is its giver's own, and each payment has another. A bank's reference is one in
    the whole country, but some give one to many payments: it tells two apart only where nothing else does. Six digits
    stand on the cheques of many: one is known by them with its amount.
    """
    names = [
        f"{kind}:{namesake}:{number}"
        for kind, text in (("transaction", transaction), ("receipt", receipt))
        if (number := _plain(text))
    ]
    if cheque and (found := CHEQUE.fullmatch(cheque.number)):
        return [*names, f"{SHARED}cheque:{found[1]}/{cheque.amount:.2f}"]
    if number := _plain(rrn):
        names.append(f"{SHARED}{number.zfill(RRN) if number.isdigit() else number}")
    return names


def _plain(text: str) -> str:
    told = text.strip().upper()
    if power := POWER.fullmatch(told):
        told = f"{power[1]}{power[2]}" if power[2] and len(power[2]) == int(power[3]) else ""
    elif whole := WHOLE.fullmatch(told):
        told = whole[1]
    number = NUMBER.sub("", told)[:LONGEST]
    return "" if number.strip("0") == "" or number in NO_NUMBER else number
