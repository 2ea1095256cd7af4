"""The bill as its template wants it: every value a printed string, clean and bounded."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from bijlisetu.billing.page.facts import Basis, BillPage, Charge, DialReading
from bijlisetu.billing.page.qr import picture
from bijlisetu.billing.page.upi import upi_link
from bijlisetu.plumbing.typefaces.scripts import FAMILIES, undrawable
from bijlisetu.values import Language, in_figures, rupees
from bijlisetu.values.dates import day_in_figures, day_in_words, month_in_words

MOST_CHARGES = 14
MOST_NOTES = 3
MONTHS_SHOWN = 13
LONGEST_WORDS = 160  #: of a utility's own
DASH = "—"
TYPEFACE = "Noto Sans Devanagari"
#: Stands for a mark that no typeface has; the import has told of it.
UNKNOWN_MARK = "?"
VIRAMA = 9  #: the combining class of the mark that joins two letters, in every script of India
JOINERS = "\u200c\u200d"  # they choose between conjunct and half form
#: What units rest on that were reckoned, not read.
ESTIMATES = frozenset({Basis.ESTIMATED, Basis.DEFECTIVE})


def sheet(bill: BillPage) -> dict[str, Any]:
    """Return the values of the page, ready for JSON."""
    return {
        "language": bill.language.value,
        "typefaces": [TYPEFACE, *FAMILIES],
        "words": {name: clean(words, LONGEST_WORDS) for name, words in asdict(bill.words).items()},
        "dated": [bill.bill_date.year, bill.bill_date.month, bill.bill_date.day],
        **_texts(bill),
        **_dates(bill),
        **_meter(bill),
        **_money(bill),
        "history": _history(bill),
        "pay": _pay(bill),
        "outages": {"link": bill.outages, "qr": picture(bill.outages)} if bill.outages else None,
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
    for mark in undrawable(line):
        line = line.replace(mark, UNKNOWN_MARK)
    if len(line) <= most:
        return line
    head, space, _ = line[: most - 1].rpartition(" ")
    return (head if space and len(head) > most // 2 else _between_letters(line, most - 1)) + "…"


def is_estimate(bill: BillPage) -> bool:
    """Return whether the units were reckoned because nobody read the meter."""
    basis = bill.remark.basis
    # Of a bill without any reading nobody knows: its export may leave them all out.
    is_unread = bill.current is None and bill.previous is not None
    return basis in ESTIMATES or (is_unread and basis is not Basis.UNMETERED)


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
    while at and (
        unicodedata.category(line[at])[0] == "M"
        or unicodedata.combining(line[at - 1]) == VIRAMA
        or line[at - 1] in JOINERS
    ):
        at -= 1
    return line[:at]


class Why(NamedTuple):
    """Why a bill asks for its amount: this month's charges, and what they and the dues leave of it."""

    current: Decimal | None  #: nothing where the export gave no charge
    rest: Decimal

    @property
    def is_rounding(self) -> bool:
        """Whether rounding to the rupee left the rest."""
        return abs(self.rest) < 1


def why(bill: BillPage) -> Why:
    """Return what the lines of the bill add up to."""
    if not bill.charges and not bill.dues:
        return Why(None, Decimal(0))
    current = sum((charge.amount for charge in bill.charges), Decimal(0))
    return Why(current, bill.amount_payable - current - sum((due.amount for due in bill.dues), Decimal(0)))


def _texts(bill: BillPage) -> dict[str, str]:
    account = clean(bill.account, 24)
    return {
        "utility_hi": clean(bill.utility_hi, 80),
        "utility_en": clean(bill.utility_en, 80),
        "helpline": clean(bill.helpline, 20),
        "sender": clean(bill.sender, 20),
        "subdivision": clean(bill.subdivision, 60) or DASH,
        "division": clean(bill.division, 60) or DASH,
        "substation": clean(bill.substation, 60) or DASH,
        "feeder": clean(bill.feeder, 60) or DASH,
        "account": account,
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
        "multiplying_factor": DASH if bill.multiplying_factor is None else in_figures(bill.multiplying_factor),
        "units": in_figures(bill.units),
        "maximum_demand": DASH if bill.maximum_demand is None else in_figures(bill.maximum_demand),
        "remark": [clean(bill.remark.code, 12) or DASH, clean(bill.remark.hi, 24), clean(bill.remark.en, 24)],
        "estimate": is_estimate(bill),
        "defective": bill.remark.basis is Basis.DEFECTIVE,
    }


def _reading(reading: DialReading | None) -> list[str]:
    return [DASH, ""] if reading is None else [in_figures(reading.value), _day(reading.on)]


def _day(on: date | None) -> str:
    return day_in_figures(on) if on else ""


def _money(bill: BillPage) -> dict[str, Any]:
    charges = _bounded(bill.charges)
    account = why(bill)
    return {
        "charges": [_printed(charge) for charge in charges],
        "charges_sum": "" if account.current is None else rupees(account.current),
        "dues": [_printed(due) for due in bill.dues],
        # What rounding to the rupee left, so that the column adds up for whoever checks it by hand.
        "rest": rupees(account.rest) if account.rest else "",
        "rounded": account.is_rounding,
        "amount": rupees(abs(bill.amount_payable)),
        "total": rupees(bill.amount_payable),
        "credit": bill.amount_payable < 0,
        "cancelled": bill.is_cancelled,
        "last_payment": [rupees(bill.last_payment.amount), _day(bill.last_payment.on)] if bill.last_payment else None,
    }


def _printed(charge: Charge) -> list[str]:
    return [clean(charge.label_hi, 40), clean(charge.label_en, 40), rupees(charge.amount)]


def _bounded(charges: tuple[Charge, ...]) -> tuple[Charge, ...]:
    """Return the charges, the last of too many summed in one line: no rupee is ever left out."""
    if len(charges) <= MOST_CHARGES:
        return charges
    kept, rest = charges[: MOST_CHARGES - 1], charges[MOST_CHARGES - 1 :]
    return (*kept, Charge("अन्य शुल्क", "Other charges", sum((one.amount for one in rest), Decimal(0))))


def _history(bill: BillPage) -> list[list[Any]]:
    return [
        [clean(month.label, 12), in_figures(month.units), float(max(month.units, Decimal(0)))]
        for month in bill.history[-MONTHS_SHOWN:]
    ]


def _pay(bill: BillPage) -> dict[str, Any] | None:
    if bill.upi is None or bill.amount_payable <= 0 or bill.is_cancelled:
        return None
    link = upi_link(amount=bill.amount_payable, **bill.upi._asdict())
    return {"name": clean(bill.upi.name, 60), "payee": clean(bill.upi.payee, 60), "link": link, "qr": picture(link)}
