"""What a call of BBPS says, read at the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bijlisetu.payments.amounts import MOST, RUPEES
from bijlisetu.payments.bbps.biller import Biller, Deed, letters
from bijlisetu.payments.callbacks.reading import PAISE, NotAPayment, moment_in, parsed, text_at
from bijlisetu.plumbing.files.intake import code
from bijlisetu.plumbing.files.words import word_in
from bijlisetu.plumbing.india import day_in_india

LONGEST_REFERENCE = 50
MOST_TAGS = 20
#: A payment may be told of again for days; one of much before is somebody's mistake.
MOST_BEHIND = timedelta(days=31)


class NotACall(ValueError):
    """The call cannot be understood; its words name what is wrong, and quote nothing of the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One call."""

    deed: Deed
    reference: str  #: of the question; of a payment, the one that it follows
    transaction: str  #: of a payment or a reversal
    account: str
    agent: str = ""
    bill: str = ""
    amount: Decimal | None = None
    paid_on: date | None = None


def read(body: bytes, *, biller: Biller, at: datetime) -> Asked:
    """
    Return what the call asks or tells.

    :raises NotACall: if it cannot be understood, or is for another biller
    """
    try:
        whole = parsed(body)
        said = {
            field: text_at(whole, path, is_figure=field == "paise")
            for field, path in biller.asked.items()
            if field != "parameters"
        }
        day = day_in_india(moment_in(said["at"]))
    except NotAPayment as fault:
        raise NotACall(str(fault)) from None
    deed = word_in(said["deed"], biller.deeds)
    if deed is None:
        raise NotACall("the type of the transaction is none that the biller knows")
    if biller.number and said.get("biller", "") != biller.number:
        raise NotACall("it is for another biller")
    needs_amount = deed is not Deed.FETCH
    return Asked(
        deed=deed,
        reference=_reference(said["reference"], is_needed=deed in (Deed.FETCH, Deed.VALIDATE)),
        transaction=_reference(said["transaction"], is_needed=deed in (Deed.PAY, Deed.REVERSE)),
        account=_account(whole, biller),
        agent=said.get("agent", ""),
        bill=code(said.get("bill", "")),
        amount=_amount(said["paise"], said.get("currency", "")) if needs_amount else None,
        paid_on=_paid_on(day, at) if deed in (Deed.PAY, Deed.REVERSE) else None,
    )


def _reference(text: str, *, is_needed: bool) -> str:
    if len(text) > LONGEST_REFERENCE or (is_needed and not any(mark.isalnum() for mark in text)):
        raise NotACall("its reference is missing, or none")
    return text


def _account(whole: Any, biller: Biller) -> str:
    found = whole
    for name in biller.asked["parameters"]:
        found = found.get(name) if isinstance(found, dict) else None
    tags = [found] if isinstance(found, dict) else found
    if not isinstance(tags, list) or len(tags) > MOST_TAGS:
        raise NotACall("it has no list of the customer's parameters")
    named = [
        tag.get("value")
        for tag in tags
        if isinstance(tag, dict) and letters(str(tag.get("name", ""))) in biller.account_tags
    ]
    if len(named) != 1 or not isinstance(named[0], str | int) or isinstance(named[0], bool):
        raise NotACall("it names no account, or two")
    account = code(str(named[0]).strip())
    return account if account.isprintable() and len(account) <= LONGEST_REFERENCE else ""


def _amount(text: str, currency: str) -> Decimal:
    if currency.upper() not in RUPEES or not PAISE.fullmatch(text):
        raise NotACall("the amount is no whole number of paise")
    amount = Decimal(text) / 100
    if not 0 < amount <= MOST:
        raise NotACall("no payment is of so little, or so much")
    return round(amount, 2)


def _paid_on(day: date, at: datetime) -> date:
    today = day_in_india(at)
    if not today - MOST_BEHIND <= day <= today:
        raise NotACall("its day has not come yet, or is long over")
    return day
