"""What an aggregator's call says of a payment."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from bijlisetu.payments.amounts import MOST
from bijlisetu.payments.callbacks.mapping import CallbackMapping
from bijlisetu.payments.names import names_of
from bijlisetu.payments.reading import MOST_BEHIND, RUPEES
from bijlisetu.payments.states import Mode
from bijlisetu.payments.taking import Told
from bijlisetu.plumbing.files.intake import code
from bijlisetu.plumbing.files.words import word_in
from bijlisetu.plumbing.india import INDIA, day_in_india

LONGEST = 100
AMOUNT = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)
PAISE = re.compile(r"\d{1,14}", re.ASCII)


class NotAPayment(ValueError):
    """The call says nothing that could be credited; its words name the field, and quote nothing of the body."""


def told_by(body: bytes, *, mapping: CallbackMapping, received_at: datetime) -> Told:
    """
    Return what the call says.

    :raises NotAPayment: if it cannot be read, or is of no payment in rupees that has been made
    """
    try:
        whole = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise NotAPayment("the body is no JSON") from None
    said = {field: _text(whole, path) for field, path in mapping.paths.items()}
    names = names_of(
        namesake=mapping.namesake,
        rrn=said.get("rrn", ""),
        transaction=said.get("transaction", ""),
        receipt=said.get("receipt", ""),
    )
    if not names:
        raise NotAPayment("it has no number by which the payment is known")
    status = word_in(said["status"], mapping.statuses)
    if status is None:
        raise NotAPayment("its status is none that the mapping knows")
    if said.get("currency", "").upper() not in RUPEES:
        raise NotAPayment("the currency is not rupees")
    paid_at = _moment(said["paid_at"])
    if day_in_india(paid_at) > day_in_india(received_at):
        raise NotAPayment("paid_at has not come yet")
    if day_in_india(paid_at) < day_in_india(received_at) - MOST_BEHIND:
        raise NotAPayment("paid_at is more than three years back")
    return Told(
        key=f"{mapping.name}:{names[0]}:{status}",
        source=mapping.name,
        names=names,
        amount=_amount(said),
        paid_on=day_in_india(paid_at),
        status=status,
        mode=word_in(said.get("mode", ""), mapping.modes) or Mode.OTHER,
        reference=code(said.get("reference", "")),
        account=code(said.get("account", "")),
        bill_number=code(said.get("bill", "")),
    )


def _text(whole: Any, path: Sequence[str]) -> str:
    found = whole
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    if found is None:
        return ""
    # A float of an amount is no amount: 0.1 + 0.2 is another one.
    if isinstance(found, bool | float | dict | list):
        raise NotAPayment(f"{path[-1]} is neither text nor a whole number")
    text = str(found).strip()
    if len(text) > LONGEST or not text.isprintable():
        raise NotAPayment(f"{path[-1]} is no text that a payment has")
    return text


def _amount(said: Mapping[str, str]) -> Decimal:
    text, pattern, of_a_rupee = (said["paise"], PAISE, 100) if "paise" in said else (said["amount"], AMOUNT, 1)
    if not pattern.fullmatch(text):
        raise NotAPayment("the amount is not one in rupees and paise")
    amount = Decimal(text) / of_a_rupee
    if not 0 < amount <= MOST:
        raise NotAPayment("no payment is of so little, or so much")
    return amount


def _moment(text: str) -> datetime:
    if text.isascii() and text.isdigit() and len(text) <= 11:
        return datetime.fromtimestamp(int(text), INDIA)
    try:
        moment = datetime.fromisoformat(text)
        in_india = moment.astimezone(INDIA)  # the last evening of the year 9999 has no day there
    except (ValueError, OverflowError):
        raise NotAPayment("paid_at is no moment") from None
    if moment.tzinfo is None:
        raise NotAPayment("paid_at has no zone: at night nobody would know of which day it is")
    return in_india
