"""What an aggregator's call says of a payment."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

import orjson

from bijlisetu.payments.amounts import MOST, RUPEES
from bijlisetu.payments.callbacks.mapping import CallbackMapping
from bijlisetu.payments.callbacks.moments import NoZone, moment_of
from bijlisetu.payments.names import names_of
from bijlisetu.payments.opening.reading import MOST_BEHIND
from bijlisetu.payments.states import Mode
from bijlisetu.payments.taking import Told
from bijlisetu.plumbing.files.intake import code
from bijlisetu.plumbing.files.words import word_in
from bijlisetu.plumbing.india import day_in_india

LONGEST = 100
AMOUNTS = frozenset({"amount", "paise"})
AMOUNT = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)
#: A program without whole numbers writes 50000.0; 500.00 looks like rupees in the place of paise, and is set apart.
PAISE = re.compile(r"\d{1,14}(\.0)?", re.ASCII)


class NotAPayment(ValueError):
    """The call says nothing that could be credited; its words name the field, and quote nothing of the body."""


def told_by(body: bytes, *, mapping: CallbackMapping, received_at: datetime) -> Told:
    """
    Return what the call says.

    :raises NotAPayment: if it cannot be read, or is of no payment in rupees that has been made
    """
    whole = parsed(body, is_form=mapping.is_form)
    said = {field: text_at(whole, path, is_figure=field in AMOUNTS) for field, path in mapping.paths.items()}
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
    paid_at = moment_in(said["paid_at"])
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


def parsed(body: bytes, *, is_form: bool = False) -> Any:
    """
    Return what the body holds; figures with a point stand as they were written.

    :raises NotAPayment: if it cannot be read, or says something twice: nobody could tell which of the two is meant
    """
    try:
        if is_form:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=200)
            return _once(pairs)
        orjson.loads(body)  # stricter than Python's own reader, and not to be exhausted by depth
        return json.loads(body, parse_float=_Figure, object_pairs_hook=_once)
    except (ValueError, RecursionError) as fault:
        if isinstance(fault, NotAPayment):
            raise
        raise NotAPayment(f"the body is no {'form' if is_form else 'JSON'}") from None


class _Figure(str):
    """A number with a point or an exponent, as it stands in the body."""

    __slots__ = ()


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) != len(pairs):
        raise NotAPayment("the body says something twice")
    return found


def text_at(whole: Any, path: Sequence[str], *, is_figure: bool = False) -> str:
    """
    Return the text or whole number at the path, or a figure with a point; nothing where there is none.

    :raises NotAPayment: if something else stands there
    """
    found = whole
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    if found is None:
        return ""
    if isinstance(found, bool | dict | list) or (isinstance(found, _Figure) and not is_figure):
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


def moment_in(text: str) -> datetime:
    """Return the moment that is told in seconds, thousandths or ISO 8601; :raises NotAPayment: if it is none."""
    try:
        return moment_of(text)
    except NoZone:
        raise NotAPayment("paid_at has no zone: at night nobody would know of which day it is") from None
    except ValueError:
        raise NotAPayment("paid_at is no moment") from None
