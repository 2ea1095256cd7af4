"""The bill as its template wants it: every value a printed string, clean and bounded."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from bijlisetu.billing.page.facts import BillPage, Charge, Reading
from bijlisetu.billing.page.qr import picture
from bijlisetu.billing.page.upi import upi_link
from bijlisetu.values import Language, in_indian_groups, rupees
from bijlisetu.values.dates import day_in_figures, day_in_words, month_in_words

MOST_CHARGES = 14
MOST_NOTES = 3
MONTHS_SHOWN = 12
DASH = "—"
VIRAMA = "\u094d"
JOINERS = "\u200c\u200d"  # they choose between conjunct and half form in Devanagari
#: Remarks under which the units are reckoned, not read.
ESTIMATES = frozenset({"NA", "NR", "PROV", "ASS", "IDF"})
UNMETERED = "UM"


def sheet(bill: BillPage) -> dict[str, Any]:
    """Return the values of the page, ready for JSON."""
    return {
        "language": bill.language.value,
        "words": {
            name: clean(getattr(bill.words, name), 20)
            for name in ("account_hi", "account_en", "bill_hi", "division_hi", "division_en", "office_hi", "office_en")
        },
        "dated": [bill.bill_date.year, bill.bill_date.month, bill.bill_date.day],
        **_texts(bill),
        **_dates(bill),
        **_meter(bill),
        **_money(bill),
        "history": _history(bill),
        "pay": _pay(bill),
        "notes": [clean(note, 240) for note in bill.notes[:MOST_NOTES]],
    }


def clean(text: str, most: int) -> str:
    """
    Return text as one line of at most so many marks, cut between words where it can be.

    Marks that steer rather than show (line ends, turns of direction, halves of surrogates) become spaces or
    nothing: a name from a file of strangers must not bend the page.
    """
    shown = "".join(_shown(mark) for mark in unicodedata.normalize("NFC", text[: most * 4]))
    line = " ".join(shown.split())
    if len(line) <= most:
        return line
    head, space, _ = line[: most - 1].rpartition(" ")
    return (head if space and len(head) > most // 2 else _between_letters(line, most - 1)) + "…"


def plain(number: Decimal) -> str:
    """Return the number in Indian groups, without needless noughts: 12,345.5."""
    whole, _, parts = f"{abs(number):f}".partition(".")
    parts = parts.rstrip("0")
    sign = "-" if number < 0 else ""
    return f"{sign}{in_indian_groups(int(whole))}{'.' + parts if parts else ''}"


def is_estimate(bill: BillPage) -> bool:
    """Return whether the units were reckoned because nobody read the meter."""
    return bill.remark in ESTIMATES or (bill.current is None and bill.remark != UNMETERED)


def _shown(mark: str) -> str:
    if mark in JOINERS:
        return mark
    kind = unicodedata.category(mark)
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    # So: emoji and other pictures, which the typeface has not.
    return "" if kind[0] == "C" or kind == "So" or 0xFE00 <= ord(mark) <= 0xFE0F else mark


def _between_letters(line: str, at: int) -> str:
    """Return the line up to at, or as far before it as keeps vowel signs and conjuncts whole."""
    while at and (unicodedata.category(line[at])[0] == "M" or line[at - 1] == VIRAMA or line[at - 1] in JOINERS):
        at -= 1
    return line[:at]


def _texts(bill: BillPage) -> dict[str, str]:
    account = clean(bill.account, 24)
    return {
        "utility_hi": clean(bill.utility_hi, 80),
        "utility_en": clean(bill.utility_en, 80),
        "helpline": clean(bill.helpline, 20),
        "sender": clean(bill.sender, 20),
        "office": clean(bill.office, 60) or DASH,
        "division": clean(bill.division, 60) or DASH,
        "substation": clean(bill.substation, 60) or DASH,
        "feeder": clean(bill.feeder, 60) or DASH,
        "account": account,
        "last_four": re.sub(r"\W", "", account)[-4:],
        "name": clean(bill.name, 80),
        "address": clean(bill.address, 180),
        "tariff": clean(bill.tariff, 60) or DASH,
        "load": clean(bill.load, 20) or DASH,
        "meter_no": clean(bill.meter_no, 24) or DASH,
        "bill_no": clean(bill.bill_no, 30),
    }


def _dates(bill: BillPage) -> dict[str, str]:
    return {
        "month_hi": month_in_words(bill.month, Language.HINDI),
        "month_en": month_in_words(bill.month, Language.ENGLISH),
        "bill_date": day_in_figures(bill.bill_date),
        "due_hi": day_in_words(bill.due_date, Language.HINDI),
        "due_en": day_in_words(bill.due_date, Language.ENGLISH),
    }


def _meter(bill: BillPage) -> dict[str, Any]:
    return {
        "previous": _reading(bill.previous),
        "current": _reading(bill.current),
        "multiplying_factor": plain(bill.multiplying_factor),
        "units": plain(bill.units),
        "maximum_demand": DASH if bill.maximum_demand is None else plain(bill.maximum_demand),
        "remark": clean(bill.remark, 12) or DASH,
        "estimate": is_estimate(bill),
    }


def _reading(reading: Reading | None) -> list[str]:
    return [DASH, ""] if reading is None else [plain(reading.value), day_in_figures(reading.on)]


def _money(bill: BillPage) -> dict[str, Any]:
    charges = _bounded(bill.charges)
    current = sum((charge.amount for charge in charges), Decimal(0))
    rest = bill.amount_payable - current - bill.arrears - bill.late_surcharge - bill.adjustment
    return {
        "charges": [[clean(one.label_hi, 40), clean(one.label_en, 40), rupees(one.amount)] for one in charges],
        "charges_sum": rupees(current),
        "arrears": rupees(bill.arrears),
        "late_surcharge": rupees(bill.late_surcharge),
        "adjustment": rupees(bill.adjustment),
        # What rounding to the rupee left, so that the column adds up for whoever checks it by hand.
        "rest": rupees(rest) if rest else "",
        "rounded": abs(rest) < 1,
        "amount": rupees(abs(bill.amount_payable)),
        "total": rupees(bill.amount_payable),
        "credit": bill.amount_payable < 0,
        "last_payment": [rupees(bill.last_payment.amount), day_in_figures(bill.last_payment.on)]
        if bill.last_payment
        else None,
    }


def _bounded(charges: tuple[Charge, ...]) -> tuple[Charge, ...]:
    """Return the charges, the last of too many summed in one line: no rupee is ever left out."""
    if len(charges) <= MOST_CHARGES:
        return charges
    kept, rest = charges[: MOST_CHARGES - 1], charges[MOST_CHARGES - 1 :]
    return (*kept, Charge("अन्य शुल्क", "Other charges", sum((one.amount for one in rest), Decimal(0))))


def _history(bill: BillPage) -> list[list[Any]]:
    return [
        [clean(month.label, 12), plain(month.units), float(max(month.units, Decimal(0)))]
        for month in bill.history[-MONTHS_SHOWN:]
    ]


def _pay(bill: BillPage) -> dict[str, Any] | None:
    if bill.upi is None or bill.amount_payable <= 0:
        return None
    link = upi_link(amount=bill.amount_payable, **bill.upi._asdict())
    return {"name": clean(bill.upi.name, 60), "payee": clean(bill.upi.payee, 60), "link": link, "qr": picture(link)}
