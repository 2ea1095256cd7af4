"""The UPI payment link, as NPCI's linking specification writes it."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import quote

from bijlisetu.values import to_paise

LONGEST_REFERENCE = 35
LONGEST_NOTE = 50


class NotPayable(ValueError):
    """No UPI app would take a link made of these parts."""


def upi_link(*, payee: str, name: str, amount: Decimal, reference: str, note: str) -> str:
    """
    Return the link that opens a UPI app with payee, amount and our reference filled in.

    :raises NotPayable: if payee, amount or reference are not what UPI allows
    """
    handle, _, bank = payee.partition("@")
    if not handle or not bank or "@" in bank:
        raise NotPayable("a UPI address reads name@bank")
    if to_paise(amount) <= 0:
        raise NotPayable("there is nothing to pay")
    if not (reference.isascii() and reference.isalnum()) or len(reference) > LONGEST_REFERENCE:
        raise NotPayable(f"a reference is letters and digits, at most {LONGEST_REFERENCE}")
    parts = {
        "pa": payee,
        "pn": name,
        "tr": reference,
        "am": f"{to_paise(amount):.2f}",
        "cu": "INR",
        "tn": note[:LONGEST_NOTE],
    }
    # A space must be %20: some apps print the plus sign. The @ stays, as all apps expect it.
    return "upi://pay?" + "&".join(f"{key}={quote(value, safe='@')}" for key, value in parts.items())
